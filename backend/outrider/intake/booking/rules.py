"""What a sound order is. Pure."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec

from ...event_kinds import OrderTaken
from ...model import Actor, Role, Status, Who
from ...problems import Problem

LONGEST_WINDOW = timedelta(days=31)
# Other programs send the year 1 or 9999 for "no date": nobody promises that, and no clock can count from it.
EARLIEST, FARTHEST = datetime(2000, 1, 1, tzinfo=UTC), timedelta(days=5 * 366)
FEWEST_DIGITS = 3  # an extension of one's own house


class Booking(msgspec.Struct):
    """An order of which everything is known: what is written, and nothing to look up any more. by: with the role that counts for it."""

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
    by: Actor
    request_sha: bytes | None = None


def acting(who: Who, account: UUID | None) -> Who:
    """As who somebody books for this customer: as its own administrator where they are that, else by what they are besides."""
    own = who.narrowed({Role.CUSTOMER_ADMINISTRATOR})
    besides = who.narrowed(who.roles - own.roles)
    return own if account in own.scope.accounts or not besides.roles else besides


def told(row: Booking, number: str) -> OrderTaken:
    promised = (row.window_from, row.window_to)
    return OrderTaken(number, row.kind, row.level, Status.RECEIVED, None, row.calendar, *promised)


def is_promised(at: datetime, now: datetime) -> bool:
    """A moment that somebody can have promised; comparing never overflows, adding to what was sent would."""
    return at.tzinfo is not None and EARLIEST < at <= now + FARTHEST


def window_fits(start: datetime, end: datetime, now: datetime) -> bool:
    return is_promised(start, now) and is_promised(end, now) and timedelta(0) < end - start <= LONGEST_WINDOW


def check_window(start: datetime, end: datetime, now: datetime) -> None:
    if not window_fits(start, end, now):
        raise Problem("window_not_valid", fields=["window_from", "window_to"])


def is_phone(text: str) -> bool:
    return sum(sign.isdecimal() for sign in text) >= FEWEST_DIGITS


def check_place(lat: float, lon: float) -> None:
    """(0, 0) is what a broken client sends for "I do not know"."""
    if not (-90 <= lat <= 90 and -180 <= lon <= 180) or (abs(lat) < 1e-9 and abs(lon) < 1e-9):
        raise Problem("place_not_valid", lat=lat, lon=lon)
