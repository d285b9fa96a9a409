"""What a phone's command is, what may become of it, and what its clock is worth. Pure."""

import hashlib
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from ..model import UNREADABLE

Result = Literal["applied", "duplicate", "accepted_conflict", "held", "rejected"]
CLOCK_WAS_SET = timedelta(minutes=10)
MOST_COMMANDS = 50
# What one person who has left may have waiting for a dispatcher, and photos that belong to no report.
MOST_QUARANTINED, MOST_QUARANTINED_BYTES, MOST_LOOSE_PHOTOS = 1000, 100 * 1024 * 1024, 100
LARGEST_BLOB = 20 * 1024 * 1024
MOST_PHOTOS = 2_000  # of one person in 24 hours
PHOTO_TYPES = ("image/jpeg", "image/png", "image/webp", "image/heic", "image/heif")


class Envelope(msgspec.Struct, frozen=True):
    """Where a command stands: enough to keep its lane going, also where nothing else of it can be read."""

    id: UUID
    kind: Annotated[str, msgspec.Meta(pattern="^[a-z_]{1,40}$")]
    lane: Annotated[str, msgspec.Meta(pattern="^[!-~]{1,120}$")]
    lane_seq: Annotated[int, msgspec.Meta(ge=1, le=2_000_000_000)]


class Command(Envelope, frozen=True):
    """One tap, as it lay on the phone. (kind, v) is frozen once shipped; ids are made by the phone.

    wall is the phone's own clock; offset_ms is server minus phone as the phone last knew it; lane_seq counts from 1.
    """

    v: int
    wall: datetime
    offset_ms: int
    payload: dict[str, Any]
    attendance_id: UUID | None = None  # None: it is about the engineer, not about a visit
    mono_ms: float = 0.0
    lat: float | None = None
    lon: float | None = None


class Outcome(msgspec.Struct):
    """code: why, where it is not simply applied. feed_seq: once the phone's cursor is there, the server's state has it."""

    id: UUID
    result: Result
    code: str | None = None
    feed_seq: int | None = None


def twin_of(command_id: UUID, body: bytes) -> UUID:
    """Under which other bytes of a known id are kept: the same for the same bytes."""
    return UUID(bytes=hashlib.sha256(command_id.bytes + body).digest()[:16], version=5)


def unnamed(body: bytes) -> UUID:
    """The id of what tells none."""
    return twin_of(UUID(int=0), body)


def body_sha(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()


def offset_of(sent_at: datetime, received: datetime) -> timedelta | None:
    """Server minus phone as it sent. None: its clock says no zone."""
    return received - sent_at if sent_at.tzinfo else None


def corrected(command: Command, offset: timedelta | None, after: datetime, received: datetime) -> datetime:
    """The time of the tap on the server's clock: never before the lane's last one, never after it was received.

    offset: the phone's clock as it sent; None: not known. Where it is far from what the phone knew at the tap, the clock was set in
    between, before the tap or after it: the later of both that is not in the future.
    """
    wall = command.wall
    if wall.tzinfo is None:
        return received
    try:
        known = timedelta(milliseconds=command.offset_ms)
        was_set = offset is not None and abs(offset - known) > CLOCK_WAS_SET
        times = (wall + known, wall + offset) if offset is not None and was_set else (wall + known,)
        return min(max(after, max((time for time in times if time <= received), default=received)), received)
    except OverflowError:  # a clock of another age
        return received


def phone_of(lane: str) -> UUID | None:
    """The phone that numbers this lane: its id stands behind the colon."""
    try:
        return UUID(lane.rpartition(":")[2])
    except ValueError:
        return None


def id_of(body: bytes) -> UUID | None:
    """The id of a command that cannot be read as one, if it has any."""
    try:
        found = msgspec.json.decode(body)
        return UUID(found["id"])
    except (*UNREADABLE, KeyError, TypeError, ValueError, AttributeError):
        return None
