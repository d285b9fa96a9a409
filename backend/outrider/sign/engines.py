"""The PDF: set by typst, signed by pyHanko with the organisation's own key. Runs in a worker, never in a request."""

import fcntl
import io
import logging
import os
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pillow_heif
import segno
import typst
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from fontTools.ttLib import TTFont
from PIL import Image, ImageFile, ImageOps
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter

from . import rules

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
TEMPLATE = HERE / "templates" / "report.typ"
PHOTO_SIDE = 1400
EMPTY_FRAME = (1400, 1050)
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")  # what a phone takes; the library opens a hundred others, some by starting a program

pillow_heif.register_heif_opener()
ImageFile.LOAD_TRUNCATED_IMAGES = True
log = logging.getLogger("outrider.sign")


class Print(msgspec.Struct):
    """What stands on the paper beside the sealed document itself. labels: in the report's language."""

    number: str
    org: str
    labels: dict[str, str]
    verify_url: str
    signed: list[dict[str, str]]


@cache
def glyphs(name: str) -> frozenset[int]:
    found: set[int] = set()
    for path in (FONTS / name).glob("*.ttf"):
        with TTFont(path, lazy=True) as font:
            found |= set(font.getBestCmap())
    return frozenset(found)


def font_for(text: str) -> str:
    """The small font sets a page five times as fast; a rare name needs the whole one."""
    return "subset" if {ord(sign) for sign in text if sign.isprintable()} <= glyphs("subset") else "full"


def is_photo(path: Path) -> bool:
    """Decided by content, never by name."""
    try:
        with Image.open(path, formats=FORMATS) as picture:
            picture.verify()
        return True
    except Exception:  # any decoder's way of saying no
        return False


def shrink(source: Path, target: Path) -> None:
    """A photo may break off, or hold nonsense behind a good beginning. What can be seen of it is printed; the report is, in any case."""
    data = source.read_bytes()
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((PHOTO_SIDE, PHOTO_SIDE))
            small = upright.convert("RGB")
    except Exception as wrong:  # any decoder's way of giving up
        log.warning("photo cannot be drawn: %s: %r", source.name, wrong)
        small = Image.new("RGB", EMPTY_FRAME, "#e9edf3")
    small.save(target, "JPEG", quality=82)


def render(sealed: bytes, report: rules.Report, statement: rules.Statement, paper: Print, photos: list[Path], at: datetime) -> bytes:
    """PDF/A-3b with the sealed bytes and the statement attached. The same input gives the same bytes."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for index, photo in enumerate(photos):
            shrink(photo, folder / f"photo{index}.jpg")
        for signature in statement.signatures:
            (folder / f"{signature.party}.svg").write_text(rules.svg_of(signature))
        segno.make(paper.verify_url, error="m").save(str(folder / "verify.svg"), border=0, xmldecl=False)
        (folder / "sealed.json").write_bytes(sealed)
        (folder / "statement.json").write_bytes(msgspec.json.encode(statement))
        texts = {"report": msgspec.to_builtins(report), "paper": msgspec.to_builtins(paper), "photos": len(photos)}
        printed = msgspec.json.encode(_printable(texts))
        (folder / "data.json").write_bytes(printed)
        (folder / "report.typ").write_text(TEMPLATE.read_text())
        return bytes(
            typst.compile(
                str(folder / "report.typ"),
                root=str(folder),
                font_paths=[str(FONTS / font_for(printed.decode()))],
                ignore_system_fonts=True,
                format="pdf",
                pdf_standards="a-3b",
                timestamp=int(at.timestamp()),
            )
        )


def _printable(value: object) -> object:
    if isinstance(value, str):
        return rules.printable(value, glyphs("full"))
    if isinstance(value, dict):
        return {key: _printable(item) for key, item in value.items()}
    return [_printable(item) for item in value] if isinstance(value, list) else value


def org_key(folder: Path, org_id: int, org: str) -> tuple[Path, Path]:
    """The organisation's own key (ECDSA P-256) and certificate, made at first need. Paths of key and certificate."""
    key_path, cert_path = folder / f"org-{org_id}.key.pem", folder / f"org-{org_id}.cert.pem"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"org-{org_id}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two first prints at once would make a key of one and a certificate of the other
        if not cert_path.exists():
            _make_key(key_path, cert_path, org)
    return key_path, cert_path


def _make_key(key_path: Path, cert_path: Path, org: str) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, org[:64]), x509.NameAttribute(NameOID.COMMON_NAME, org[:64])])
    now = datetime.now(UTC)
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    cert = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=3653))
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    descriptor = os.open(key_path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secret)
    half = cert_path.with_suffix(".part")
    half.write_bytes(cert.public_bytes(serialization.Encoding.PEM))
    half.replace(cert_path)


def seal_pdf(pdf: bytes, key: Path, cert: Path, org: str, number: str) -> bytes:
    """A PAdES signature over the whole document."""
    signer = signers.SimpleSigner.load(str(key), str(cert))
    meta = signers.PdfSignatureMetadata(
        field_name="Outrider", subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256", name=org, reason=number
    )
    out = io.BytesIO()
    signers.PdfSigner(meta, signer=signer).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), output=out)
    return out.getvalue()
