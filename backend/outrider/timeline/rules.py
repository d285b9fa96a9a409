"""The days of engineers as a dispatcher sees them, and what a visit does to them where it is put. Pure.

Every time comes from the one timeline (schedule.rules), how sure it is from the one chance (rescue.chance).
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from ..assign.day.rules import Days
from ..assign.fit.rules import SOFT, Engineer, Wanted
from ..model import Status, WorkKind
from ..rescue.chance.rules import likely
from ..rescue.plans.rules import carried_out
from ..schedule.rules import Arrival, Placed, Route, Span, is_late, late_minutes, timeline, with_stop

MOST_DAYS = 7
FREE_FOR = timedelta(minutes=30)  # who sets off sooner is not called free
May = Literal["yes", "reason", "no"]


class Head(msgspec.Struct, frozen=True):
    """An order as a screen calls it."""

    order_id: UUID
    number: str
    account: str
    site: str
    level: str
    status: Status
    kind: WorkKind


class Timed(msgspec.Struct, frozen=True):
    """A visit in a day. sets_off: when they drive there. Of ten arrivals eight lie between earliest and latest; risk: in percent, that it is late.

    promise: None where no time is promised. begun: on the way or there; done: nothing of it is predicted any more.
    """

    order_id: UUID
    sets_off: datetime
    at: datetime
    leaves: datetime
    earliest: datetime
    latest: datetime
    window_from: datetime
    promise: datetime | None
    late_minutes: int
    late: bool
    risk: int
    begun: bool
    done: bool = False


class EngineerDay(msgspec.Struct, frozen=True):
    """position_time: how old "where they are" is; None is their station."""

    engineer_id: UUID
    name: str
    station_id: UUID
    skills: list[str]
    position_time: datetime | None
    shifts: list[Span]
    away: list[Span]
    visits: list[Timed]


def bounds(first: date, days: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From midnight to midnight, where the organisation is at home."""
    since, until = (datetime.combine(first + timedelta(days=n), time(), zone) for n in (0, days))
    return since, until


def visits_of(route: Route, now: datetime) -> list[Timed]:
    rows = timeline(route, now)
    return [_timed(row, sure.earliest, sure.latest, sure.chance) for row, sure in zip(rows, likely(route, rows, now), strict=True)]


def _timed(row: Arrival, earliest: datetime, latest: datetime, chance: float) -> Timed:
    stop, late = row.stop, late_minutes(row)
    sets_off = stop.set_off_at or row.at - timedelta(seconds=row.way_seconds)
    promise = stop.promise if stop.promised else None
    sure = (min(sets_off, row.at), row.at, row.leaves, earliest, latest, stop.window_from, promise)
    return Timed(stop.order_id, *sure, late, is_late(late), round(chance * 100), stop.begun)


def day_of(engineer: Engineer, done: Iterable[Timed], shifts: list[Span], now: datetime, shown: Span) -> EngineerDay:
    """What of it lies in the time that is shown. done: what is over already."""
    route = engineer.route
    visits = [row for row in (*done, *visits_of(route, now)) if row.leaves > shown.since and row.sets_off < shown.until]
    away = [span for span in route.away if span.since < shown.until and span.until > shown.since]
    of_them = (engineer.name, engineer.station_id, engineer.skills, route.position_time)
    return EngineerDay(route.engineer_id, *of_them, shifts, away, visits)


class FreeEngineer(msgspec.Struct, frozen=True):
    """until: when they set off next, are away, or go home."""

    engineer_id: UUID
    name: str
    station_id: UUID
    until: datetime


def free_now(days: Iterable[EngineerDay], now: datetime) -> list[FreeEngineer]:
    """Who works and has nothing to do for a while, the longest first."""
    found = [FreeEngineer(day.engineer_id, day.name, day.station_id, until) for day in days if (until := _free_until(day, now))]
    return sorted(found, key=lambda row: (-row.until.timestamp(), row.name))


def _free_until(day: EngineerDay, now: datetime) -> datetime | None:
    works = [span.until for span in day.shifts if span.since <= now < span.until]
    taken = [*((span.since, span.until) for span in day.away), *((row.sets_off, row.leaves) for row in day.visits)]
    until = min([max(works, default=now), *(since for since, end in taken if end > now)])
    return until if until - now >= FREE_FOR else None


class Effect(msgspec.Struct, frozen=True):
    """What becomes of a visit. minutes: later, or, below nothing, earlier; None: nobody had it. late: past its promise so much that it is
    called so.
    """

    order_id: UUID
    engineer_id: UUID
    at: datetime
    minutes: int | None
    was_late_minutes: int
    late_minutes: int
    late: bool


class TriedDay(msgspec.Struct, frozen=True):
    """A day as it would be."""

    engineer_id: UUID
    visits: list[Timed]


def inserted(target: Engineer, holder: Engineer | None, wanted: Wanted, before: UUID | None) -> list[Route]:
    """The days with the visit in the target's, before another one or at the end, and no more in the holder's."""
    place = Placed(before).at(target.route)
    day = with_stop(target.route, len(target.route.stops) if place is None else place, wanted.stop())
    if holder is None:
        return [day]
    stops = [stop for stop in holder.route.stops if stop.order_id != wanted.order_id]
    return [day, msgspec.structs.replace(holder.route, stops=stops)]


def rearranged(engineers: Sequence[Engineer], days: Days) -> list[Route]:
    return list(carried_out(engineers, days).values())


def reordered(route: Route, order_id: UUID, before: UUID | None) -> list[UUID]:
    """The order of the day, without what has begun."""
    rest = [id for id in free(route) if id != order_id]
    place = rest.index(before) if before in rest else len(rest)
    return [*rest[:place], order_id, *rest[place:]]


def swapped(one: Route, order_id: UUID, other: Route, other_id: UUID) -> Days:
    """Each stands where the other stood."""
    turn = {order_id: other_id, other_id: order_id}
    return {route.engineer_id: [turn.get(id, id) for id in free(route)] for route in (one, other)}


def free(route: Route) -> list[UUID]:
    """What can still be put in another order."""
    return [stop.order_id for stop in route.stops if not stop.begun]


def may(rules: Sequence[str]) -> May:
    """What breaks a soft rule alone is done with a reason."""
    return "yes" if not rules else "reason" if SOFT.issuperset(rules) else "no"


def effects(before: Sequence[Route], after: Sequence[Route], order_id: UUID, now: datetime) -> list[Effect]:
    """The visit itself first, then the promises that it breaks, then whose time moves most."""
    was = {row.stop.order_id: row for route in before for row in timeline(route, now)}
    rows = [_effect(was.get(row.stop.order_id), row, route.engineer_id) for route in after for row in timeline(route, now)]
    mine = [row for row in rows if row.order_id == order_id]
    others = [row for row in rows if row.order_id != order_id and row.minutes]
    return [*mine, *sorted(others, key=lambda row: (not (row.late and row.late_minutes > row.was_late_minutes), -abs(row.minutes or 0)))]


def _effect(was: Arrival | None, will: Arrival, engineer_id: UUID) -> Effect:
    minutes = round((will.at - was.at) / timedelta(minutes=1)) if was else None
    late = late_minutes(will)
    return Effect(will.stop.order_id, engineer_id, will.at, minutes, late_minutes(was) if was else 0, late, is_late(late))
