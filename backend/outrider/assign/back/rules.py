"""Where an engineer stood whose visit was taken from them, and who worked on without knowing. Pure."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from ...model import MOVABLE, Status
from ...status.rules import way

TAKEN = {"hand_over", "unassign"}


class Kept(msgspec.Struct, frozen=True):
    """That the visit was taken from the engineer, or a tap that came later. expected: where it, or their phone, stood before."""

    action: str
    expected: Status | None
    report_id: str | None


class Back(msgspec.Struct, frozen=True):
    """The engineer's own attendance, which goes on, and the status that it goes on from."""

    attendance_id: UUID
    status: Status


def reached(kept: Sequence[Kept], kind: str) -> Status | None:
    """Where the engineer left the visit; one that was signed stands before its signature. None: where nobody goes on working."""
    before = after = None
    for row in kept:
        line = way(kind, row.expected, row.action) if row.expected else None
        if line is None or line.to is None:
            continue
        stays = row.action in TAKEN or row.action == "sign"
        before, after = row.expected, row.expected if stays else before if line.to == "back" else Status(line.to)
    return after if after in (*MOVABLE, Status.AWAITING_SIGNATURE) else None
