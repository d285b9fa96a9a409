"""Which times can be offered to a customer: half-days and pairs of hours in which somebody suitable has room. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from ..rules import Engineer, Wanted, best_place, exclusion

DAYS = 5  # ahead, today included
HALVES = ((8, 12), (13, 17))
HOURS = ((8, 10), (10, 12), (13, 15), (15, 17))
SOONEST = timedelta(minutes=30)  # before its end nobody can be asked to come
NAMED = 3


Slot: TypeAlias = tuple[datetime, datetime]


class OfferedWindow(msgspec.Struct):
    """keepers: how many could come then without making anybody late; names: some of them."""

    window_from: datetime
    window_to: datetime
    keepers: int
    names: list[str]


def slots(now: datetime, zone: ZoneInfo) -> Iterator[Slot]:
    """In the time of the place, the soonest first; a half-day before its hours."""
    today = now.astimezone(zone).date()
    for n in range(DAYS):
        for first, last in sorted(HALVES + HOURS, key=lambda hours: (hours[0], -hours[1])):
            start, end = (datetime.combine(today + timedelta(days=n), time(hour), zone).astimezone(now.tzinfo) for hour in (first, last))
            if end > now + SOONEST:
                yield start, end


def offered(
    engineers: Sequence[Engineer], wanted: Wanted, start: datetime, end: datetime, now: datetime, stations: set[UUID] | None
) -> OfferedWindow:
    then = msgspec.structs.replace(wanted, window_from=start, window_to=end, promised=True)
    names = [row.name for row in engineers if exclusion(row, then, now, stations) is None and _keeps(row, then, now)]
    return OfferedWindow(start, end, len(names), names[:NAMED])


def _keeps(engineer: Engineer, wanted: Wanted, now: datetime) -> bool:
    found = best_place(engineer, wanted, now)
    return found.late_minutes == 0 and not any(row.late for row in found.moved)


LONG = timedelta(hours=6)  # a promise of a whole day takes nobody's hours yet


def is_free(row: OfferedWindow, others: Sequence[Slot], now: datetime) -> bool:
    """Whether somebody is left when each of the others is gone to. others: what is promised, and nobody has it yet."""
    then = sum(1 for start, end in others if end - start <= LONG and start < row.window_to and row.window_from < end)
    return row.window_from > now and row.keepers > then
