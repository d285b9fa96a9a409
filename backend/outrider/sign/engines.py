"""The organisation's own key, and its signature over a PDF (pyHanko). Runs in a worker, never in a request."""

import fcntl
import io
import logging
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter

log = logging.getLogger("outrider.sign")


def org_key(folder: Path, org_id: int, org: str) -> tuple[Path, Path]:
    """The organisation's own key (ECDSA P-256) and certificate, made at first need. Paths of key and certificate."""
    key_path, cert_path = folder / f"org-{org_id}.key.pem", folder / f"org-{org_id}.cert.pem"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"org-{org_id}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two first prints at once would make a key of one and a certificate of the other
        if not _belong_together(key_path, cert_path):
            _put_aside(org_id, key_path, cert_path)
            _make_key(key_path, cert_path, org)
    return key_path, cert_path


def _belong_together(key_path: Path, cert_path: Path) -> bool:
    """Asked before each signature: what a wrong pair signs is invalid for ever, and nobody notices."""
    try:
        key = serialization.load_pem_private_key(key_path.read_bytes(), None)
        cert = x509.load_pem_x509_certificate(cert_path.read_bytes())
    except FileNotFoundError:
        return False
    except (ValueError, TypeError):  # half a file, or another one
        return False
    return key.public_key() == cert.public_key()


def _put_aside(org_id: int, *paths: Path) -> None:
    """Kept for whoever wants to know what it was; never used again."""
    for path in paths:
        if path.exists():
            number = next(n for n in range(1, 10_000) if not path.with_name(f"{path.name}.spoiled-{n}").exists())
            path.rename(path.with_name(f"{path.name}.spoiled-{number}"))
            log.error("signing key is spoiled and made anew", extra={"fields": {"org": org_id, "file": path.name}})


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
    _write(key_path, secret)
    _write(cert_path, cert.public_bytes(serialization.Encoding.PEM))


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all, also where the power goes; read by nobody else."""
    half = path.with_suffix(".part")
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)


def seal_pdf(pdf: bytes, key: Path, cert: Path, org: str, number: str) -> bytes:
    """A PAdES signature over the whole document."""
    signer = signers.SimpleSigner.load(str(key), str(cert))
    meta = signers.PdfSignatureMetadata(
        field_name="Outrider", subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256", name=org, reason=number
    )
    out = io.BytesIO()
    signers.PdfSigner(meta, signer=signer).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), output=out)
    return out.getvalue()
