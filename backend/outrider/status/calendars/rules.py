"""Service time: when a calendar is open, and how much of it lies between two moments. Pure.

A calendar is read on the wall clock of its zone. On the day when a zone moves its clock, the missing hour never comes and the
doubled hour counts twice, as it does for whoever is on duty.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec

from ...problems import Problem
from ...zones import time_zones

LONGEST_NAME = 200
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
HORIZON = timedelta(days=5 * 366)  # a limit that is not reached within five years is never reached
EPOCH, BLOCK = datetime(1970, 1, 1, tzinfo=UTC), timedelta(weeks=4)
Minute = Annotated[int, msgspec.Meta(ge=0, le=1440)]


class SpecialDay(msgspec.Struct, frozen=True):
    """A holiday, or a working day that would be none (work). edited: by a person, so that the library no longer says it.

    hours: of a working day with its own, as the morning of 24 December; unset, and then not written: as open_on says.
    """

    day: date
    work: bool
    name: str
    edited: bool = False
    hours: list[tuple[Minute, Minute]] | msgspec.UnsetType = msgspec.UNSET


class Block(msgspec.Struct):
    """The open pieces of four weeks: where each begins and ends, and how much was open until its end."""

    starts: list[datetime]
    ends: list[datetime]
    until: list[timedelta]

    @property
    def whole(self) -> timedelta:
        return self.until[-1] if self.until else timedelta()


class Calendar(msgspec.Struct, dict=True):
    """hours: Monday to Sunday, each a list of (from, to) in minutes of the day. names by language.

    country: whose public holidays, with those of its region; years: those that the holiday library knew.
    """

    names: dict[str, str]
    time_zone: str
    hours: list[list[tuple[Minute, Minute]]]
    country: str | None = None
    days: list[SpecialDay] = []
    years: list[int] = []
    region: str | None = None

    @cached_property
    def special(self) -> dict[date, SpecialDay]:
        return {row.day: row for row in self.days}

    @cached_property
    def workday(self) -> list[tuple[int, int]]:
        """The hours of the first day of the week that has any."""
        return next((spans for spans in self.hours if spans), [])

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @cached_property
    def blocks(self) -> dict[int, Block]:
        """Those that were asked for: thousands of clocks are counted by a few calendars, and some over years."""
        return {}


def check(calendar: Calendar) -> None:
    """Raises field_not_valid, naming what is wrong."""
    wrong = []
    if calendar.time_zone not in time_zones():
        wrong.append("time_zone")
    if len(calendar.hours) != 7 or not all(_in_order(spans) for spans in calendar.hours) or not any(calendar.hours):
        wrong.append("hours")
    if len({row.day for row in calendar.days}) != len(calendar.days) or not all(_hours_fit(row) for row in calendar.days):
        wrong.append("days")
    if any(len(name) > LONGEST_NAME for name in (*calendar.names.values(), *(row.name for row in calendar.days))):
        wrong.append("names")
    if wrong:
        raise Problem("field_not_valid", fields=wrong)


def _hours_fit(row: SpecialDay) -> bool:
    """A day with hours is one that is worked; a closed one says so by itself."""
    return row.hours is msgspec.UNSET or (row.work and bool(row.hours) and _in_order(row.hours))


def _in_order(spans: list[tuple[int, int]]) -> bool:
    edges = [edge for span in spans for edge in span]
    return all(a < b for a, b in spans) and edges == sorted(edges)


def open_on(calendar: Calendar, day: date) -> list[tuple[int, int]]:
    """A day worked by decree stands for another day of the week; one that a person opened keeps its own hours, where it has any.
    Hours that a person gave to the day itself go before all."""
    special, own = calendar.special.get(day), calendar.hours[day.weekday()]
    if special is None:
        return own
    if special.hours is not msgspec.UNSET:
        return special.hours
    if not special.work:
        return []
    return own if own and special.edited else calendar.workday


def is_open(calendar: Calendar, at: datetime) -> bool:
    wall = at.astimezone(calendar.zone)
    minute = wall.hour * 60 + wall.minute
    return any(start <= minute < end for start, end in open_on(calendar, wall.date()))


def spans(calendar: Calendar, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The open pieces of [start, end), in order."""
    for piece_start, piece_end in _pieces(calendar.zone, start, end):
        wall = piece_start.astimezone(calendar.zone).replace(tzinfo=None)
        last = wall + (piece_end - piece_start)
        day = wall.date()
        while day <= last.date():
            midnight = datetime.combine(day, time())
            for first, until in open_on(calendar, day):
                a, b = max(wall, midnight + first * MINUTE), min(last, midnight + until * MINUTE)
                if a < b:
                    yield piece_start + (a - wall), piece_start + (b - wall)
            day += DAY


def _pieces(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """[start, end) cut where the zone's clock moves: inside a piece, wall time runs as real time does."""
    while start < end:
        stop = min(end, start + DAY)
        if _offset(zone, start) != _offset(zone, stop - timedelta(microseconds=1)):
            stop = _change(zone, start, stop)
        yield start, stop
        start = stop


def _offset(zone: ZoneInfo, at: datetime) -> timedelta | None:
    return at.astimezone(zone).utcoffset()


def _change(zone: ZoneInfo, start: datetime, end: datetime) -> datetime:
    """The first second with another offset; zones change on whole seconds."""
    before, low, high = _offset(zone, start), 0, int((end - start).total_seconds()) + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(zone, start + timedelta(seconds=middle)) == before else (low, middle)
    # start may lie between two seconds; the change itself does not
    return (start + timedelta(seconds=high)).replace(microsecond=0)


def block(calendar: Calendar, n: int) -> Block:
    if n not in calendar.blocks:
        made = Block([], [], [])
        for a, b in spans(calendar, EPOCH + n * BLOCK, EPOCH + (n + 1) * BLOCK):
            made.until.append(made.whole + (b - a))
            made.starts.append(a)
            made.ends.append(b)
        calendar.blocks[n] = made
    return calendar.blocks[n]


def _passed(found: Block, at: datetime) -> timedelta:
    """How much of it was open until then."""
    n = bisect_right(found.starts, at) - 1
    return found.until[n] - max(found.ends[n] - at, timedelta()) if n >= 0 else timedelta()


def business_time(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    if start >= end:
        return timedelta()
    first, last = (start - EPOCH) // BLOCK, (end - EPOCH) // BLOCK
    whole = sum((block(calendar, n).whole for n in range(first, last)), timedelta())
    return whole - _passed(block(calendar, first), start) + _passed(block(calendar, last), end)


def after(calendar: Calendar, start: datetime, amount: timedelta) -> datetime | None:
    """The first moment at which so much service time has passed. None: not within five years."""
    if amount <= timedelta():
        return start
    first, last = (start - EPOCH) // BLOCK, (start + HORIZON - EPOCH) // BLOCK
    amount += _passed(block(calendar, first), start)
    for n in range(first, last + 1):
        found = block(calendar, n)
        if found.whole >= amount:
            piece = bisect_left(found.until, amount)
            at = found.ends[piece] - (found.until[piece] - amount)
            return at if at <= start + HORIZON else None
        amount -= found.whole
    return None
