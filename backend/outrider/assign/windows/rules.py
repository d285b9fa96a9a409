"""Which times can be offered to a customer: half-days and pairs of hours in which somebody suitable has room. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from ...schedule.rules import Arrival, Route, timeline, with_stop
from ..rules import Candidate, Engineer, Wanted, best_place, exclusion

DAYS = 5  # ahead, today included
HALVES = ((8, 12), (13, 17))
HOURS = ((8, 10), (10, 12), (13, 15), (15, 17))
SOONEST = timedelta(minutes=30)  # before its end nobody can be asked to come
NAMED = 3


Slot: TypeAlias = tuple[datetime, datetime]


class OfferedWindow(msgspec.Struct):
    """keepers: how many could come then without making anybody late; names: some of them, cheapest first. travel_minutes: that the first of
    them drives more; slack_minutes: by which others come later then, in time yet. cheapest: of those that are offered.
    """

    window_from: datetime
    window_to: datetime
    keepers: int
    names: list[str]
    travel_minutes: int = 0
    slack_minutes: int = 0
    cheapest: bool = False

    @property
    def cost(self) -> tuple[int, int, datetime]:
        """The least driving, then the least room taken from others, then the soonest."""
        return self.travel_minutes, self.slack_minutes, self.window_from


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
    found = [(row.route, best_place(row, then, now)) for row in engineers if exclusion(row, then, now, stations) is None]
    keepers = [(route, row) for route, row in found if row.late_minutes == 0 and not any(each.late for each in row.moved)]
    costs = sorted((*_cost(route, row, then, now), row.name) for route, row in keepers)
    names = [name for _, _, name in costs[:NAMED]]
    return OfferedWindow(start, end, len(costs), names, *(costs[0][:2] if costs else ()))


def _cost(route: Route, row: Candidate, wanted: Wanted, now: datetime) -> tuple[int, int]:
    """Minutes of driving more, and by which others come later. A day that begins at the station is driven from there."""
    after = timeline(with_stop(route, row.place, wanted.stop()), now)
    more = _driving(route, after) - _driving(route, timeline(route, now))
    return max(0, round(more / 60)), sum(max(0, each.minutes) for each in row.moved)


def _driving(route: Route, rows: Sequence[Arrival]) -> float:
    """Seconds."""
    return sum(route.travel.to(row.origin, row.stop.place, row.at, row.stop.way)[0] for row in rows if row.origin)


def marked(rows: Sequence[OfferedWindow]) -> list[OfferedWindow]:
    """The cheapest of them as such."""
    least = min((row.cost for row in rows), default=None)
    return [msgspec.structs.replace(row, cheapest=row.cost == least) for row in rows]


LONG = timedelta(hours=6)  # a promise of a whole day takes nobody's hours yet


def is_free(row: OfferedWindow, others: Sequence[Slot], now: datetime) -> bool:
    """Whether somebody is left when each of the others is gone to. others: what is promised, and nobody has it yet."""
    then = sum(1 for start, end in others if end - start <= LONG and start < row.window_to and row.window_from < end)
    return row.window_from > now and row.keepers > then
