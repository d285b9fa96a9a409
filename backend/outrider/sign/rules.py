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

from ..model import Actor, Moment
from ..problems import Problem
from .paper.rules import Report, read_report
from .reading.rules import Note
from .strokes.rules import PARTIES, Statement, points_of, read_statement

FEWEST_POINTS = 2  # how many of a quick hand are seen depends on the phone, which asks for a length (strokes.ts)
REASON, REASON_KEPT = "correction", 1_000  # the field of a correction that says why, and how much of it the history shows


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


def read(sealed: bytes, statement: bytes, languages: tuple[str, ...], received: datetime) -> tuple[Report, Statement, list[Note]]:
    """What was sealed, as far as it can be printed, and what cannot."""
    report, notes = read_report(sealed, languages)
    said, more = read_statement(statement, received)
    return report, said, list(dict.fromkeys(notes + more))


def corrects(report: Report, numbers: dict[UUID, str]) -> dict[str, Any]:
    """What the history says of a correction: which report it replaces, and why; nothing of a first report. numbers: by report."""
    if report.replaces is None:
        return {}
    why = next((field.value for section in report.sections for field in section.fields if field.key == REASON), "")
    return {"replaces": numbers[report.replaces], "why": why[:REASON_KEPT]}


def coded(report: Report) -> dict[str, Any]:
    """What the history says of the result, so that it can be counted from the events alone."""
    said = report.result
    return {} if said is None else {name: getattr(said, name) for name in said.__struct_fields__}


def check(sealed: bytes, statement: bytes, signature: bytes, jwk: dict[str, Any], report: Report, said: Statement) -> None:
    """Raises seal_broken or signature_empty; then nothing of it may be shown as signed."""
    if said.sha256 != digest(sealed).hex() or said.report_id != report.report_id:
        raise Problem("seal_broken", why="hash")
    if not phone_signed(jwk, signature, statement):
        raise Problem("seal_broken", why="key")
    signed = {row.party: row for row in said.signatures}
    for party in PARTIES:
        row = signed.get(party)
        if row is None or not row.name.strip() or points_of(row) < FEWEST_POINTS:
            raise Problem("signature_empty", party=party)
    if len(said.signatures) != len(PARTIES):
        raise Problem("seal_broken", why="parties")


class SealedReport(msgspec.Struct, frozen=True):
    """A report that was sealed, as its consequences see it (reactions.py). doubts: something of it is not as a sound one has it."""

    report_id: UUID
    order_id: UUID
    report: Report
    actor: Actor
    moment: Moment
    doubts: bool
    action: str = "seal_report"
