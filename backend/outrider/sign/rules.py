"""The seal: exactly what the customer saw, who signed it, and whether any of it was changed. Pure; all cryptography of reports is here.

The phone serialises the report once (sealed) and the signatures once (statement); both are kept byte for byte.
The statement names the SHA-256 of the sealed bytes, and the phone's own key signs the statement.
"""

import base64
import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

from ..model import UNREADABLE
from ..problems import Problem

FEWEST_POINTS = 8
PARTIES = ("engineer", "customer")


class Point(msgspec.Struct):
    x: float
    y: float


class Stroke(msgspec.Struct):
    points: list[Point]


class Signature(msgspec.Struct):
    """at: the device's time. strokes: in the pad's own pixels, width x height."""

    party: str
    name: str
    role: str
    at: datetime
    width: float
    height: float
    strokes: list[Stroke]
    lat: float | None = None
    lon: float | None = None


class Statement(msgspec.Struct):
    report_id: UUID
    sha256: str
    signatures: list[Signature]


class Field(msgspec.Struct):
    key: str
    label: str
    value: str


class Section(msgspec.Struct):
    title: str
    fields: list[Field]


class PartLine(msgspec.Struct):
    direction: str
    name: str
    number: str = ""
    serial: str = ""


class Photo(msgspec.Struct):
    sha256: str
    caption: str = ""


class Report(msgspec.Struct):
    """The sealed document: self-contained values with the labels and the language in which they were shown."""

    outrider_report: int
    report_id: UUID
    order_id: UUID
    order_number: str
    language: str
    time_zone: str
    title: str
    sections: list[Section]
    parts_title: str
    parts: list[PartLine]
    photos_title: str
    photos: list[Photo]
    replaces: UUID | None = None


def digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def public_key(jwk: dict[str, Any]) -> ec.EllipticCurvePublicKey:
    def number(name: str) -> int:
        text = str(jwk[name])
        return int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")

    return ec.EllipticCurvePublicNumbers(number("x"), number("y"), ec.SECP256R1()).public_key()


def phone_signed(jwk: dict[str, Any], signature: bytes, statement: bytes) -> bool:
    """WebCrypto writes ECDSA signatures as r and s side by side, 32 bytes each."""
    if len(signature) != 64:
        return False
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    try:
        public_key(jwk).verify(utils.encode_dss_signature(r, s), statement, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError, KeyError):
        return False
    return True


def check(sealed: bytes, statement: bytes, signature: bytes, jwk: dict[str, Any]) -> tuple[Report, Statement]:
    """Raises seal_broken or signature_empty; then nothing of it may be shown as signed."""
    try:
        report = msgspec.json.decode(sealed, type=Report)
        said = msgspec.json.decode(statement, type=Statement)
    except UNREADABLE as wrong:
        raise Problem("seal_broken", why="unreadable") from wrong
    if said.sha256 != digest(sealed).hex() or said.report_id != report.report_id:
        raise Problem("seal_broken", why="hash")
    if not phone_signed(jwk, signature, statement):
        raise Problem("seal_broken", why="key")
    signed = {row.party: row for row in said.signatures}
    for party in PARTIES:
        row = signed.get(party)
        if row is None or not row.name.strip() or sum(len(stroke.points) for stroke in row.strokes) < FEWEST_POINTS:
            raise Problem("signature_empty", party=party)
    if len(said.signatures) != len(PARTIES):
        raise Problem("seal_broken", why="parties")
    return report, said


def svg_of(signature: Signature) -> str:
    """The strokes as vectors; nothing but numbers goes in."""
    lines = "".join(
        f'<polyline points="{" ".join(f"{point.x:.1f},{point.y:.1f}" for point in stroke.points)}"/>'
        for stroke in signature.strokes
        if stroke.points
    )
    size = f'viewBox="0 0 {signature.width:.0f} {signature.height:.0f}"'
    style = 'fill="none" stroke="#10233f" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><g {style}>{lines}</g></svg>'


def printable(text: str, glyphs: frozenset[int]) -> str:
    """A character that no font can draw becomes a visible box in the print; the sealed bytes keep it."""
    return "".join(sign if ord(sign) in glyphs or sign == "\n" else "□" if sign.isprintable() else "" for sign in text)
