"""What a sound order is. Pure."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from ...model import Status
from ...problems import Problem

LONGEST_WINDOW = timedelta(days=31)


class Booking(msgspec.Struct):
    """An order of which everything is known: what is written, and nothing to look up any more."""

    id: UUID
    kind: str
    level: str
    account: UUID
    contact: UUID
    site: UUID
    device: UUID | None
    station: UUID
    contract: UUID | None
    calendar: str | None
    dispatch_at_once: bool
    fault: str
    access_note: str
    skill: str | None
    window_from: datetime
    window_to: datetime
    work_minutes: int
    request_sha: bytes | None = None


def told(row: Booking, number: str) -> dict[str, Any]:
    """The first event of an order: its clocks are computed from this and what follows, and from nothing else."""
    promised = {"window_from": row.window_from, "window_to": row.window_to}
    return {
        "from": None,
        "to": Status.RECEIVED,
        "number": number,
        "kind": row.kind,
        "level": row.level,
        "calendar": row.calendar,
        **promised,
    }


def check_window(start: datetime, end: datetime) -> None:
    if start.tzinfo is None or end.tzinfo is None or not timedelta(0) < end - start <= LONGEST_WINDOW:
        raise Problem("window_not_valid")


def check_place(lat: float, lon: float) -> None:
    """(0, 0) is what a broken client sends for "I do not know"."""
    if not (-90 <= lat <= 90 and -180 <= lon <= 180) or (abs(lat) < 1e-9 and abs(lon) < 1e-9):
        raise Problem("place_not_valid", lat=lat, lon=lon)


def digits(phone: str) -> str:
    """Phone numbers are compared by their last ten digits: prefixes are written in many ways."""
    return "".join(sign for sign in phone if sign.isdigit())[-10:]
