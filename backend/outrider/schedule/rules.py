"""An engineer's day: where they go, in which order, and when they will be there. Pure. Nothing else computes an arrival."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from ..model import AT_SITE, HELD_UP
from ..roads.rules import PLAIN, Pair, Place, Travel, Way
from ..worktimes.rules import ANY, Job, Takes, WorkTimes
from ..worktimes.rules import PLAIN as AS_PLANNED

BREAK = timedelta(hours=3)  # after a longer one the day begins at the station
HORIZON = timedelta(hours=18)  # so far ahead a day is looked at
LATE_AFTER_MINUTES = 5  # past the promise; who comes sooner is not called late anywhere
FRESH = timedelta(hours=2)  # so long a position says where somebody is
AGAIN_M = 500.0  # whoever is so far from where an engine was asked of their way has it asked again
MINUTE = timedelta(minutes=1)
OVERRUN_STEP = timedelta(minutes=15)  # a job that has taken its time already is expected to take this much more


def in_order(attendance: str, order: str, visit: str) -> str:
    """For SQL: what one engineer has, sorted as they go through it: where they are first, what nobody can say when it goes on last."""
    held_up, at_site = (", ".join(f"'{status}'" for status in group) for group in (HELD_UP, AT_SITE))
    here = f"case when {attendance}.joins_from is null then {order}.status in ({at_site}) else {attendance}.arrived_at is not null end"
    planned = f"coalesce({attendance}.planned_start, {attendance}.arrival_promise), {visit}.window_to, {attendance}.id"
    return f"{order}.status in ({held_up}), not ({here}), {attendance}.set_off_at nulls last, {planned}"


class Span(msgspec.Struct, frozen=True):
    since: datetime
    until: datetime


class Stop(msgspec.Struct, frozen=True):
    """A visit of the day. attendance_id None: it is only thought of. work_minutes: as planned; job: of which kind it is. promise: until when
    somebody has to be there; not promised, it is room in the plan and nobody is late for it. way: what an engine said of the way there. pinned:
    no search gives it to somebody else; pinned_for: nor puts it at another time; window_from is no earlier. joins: somebody else leads there.
    """

    attendance_id: UUID | None
    order_id: UUID
    lat: float
    lon: float
    work_minutes: int
    window_from: datetime
    promise: datetime
    set_off_at: datetime | None = None
    arrived_at: datetime | None = None
    told_late_minutes: int | None = None
    promised: bool = True
    way: Way | None = None
    pinned: bool = False
    pinned_for: datetime | None = None
    joins: bool = False
    job: Job = ANY

    @property
    def place(self) -> Place:
        return self.lat, self.lon

    @property
    def begun(self) -> bool:
        """On the way there, or at it: it stays first."""
        return self.set_off_at is not None or self.arrived_at is not None


class Route(msgspec.Struct, frozen=True):
    """lat, lon: where the engineer is, or, where nobody has seen them lately (position_time None), their station.

    shifts: those of the roster and on call; away: leave, and what they said of their day. stops: in the order of the day, what has begun first.
    travel: what is known of the ways, else they are estimated; work: of how long jobs take, else as planned; pace: how much longer than others
    they are at them.
    """

    engineer_id: UUID
    lat: float
    lon: float
    station_lat: float
    station_lon: float
    position_time: datetime | None
    shifts: list[Span]
    away: list[Span]
    stops: list[Stop]
    travel: Travel = PLAIN
    work: WorkTimes = AS_PLANNED
    pace: float = 1.0

    def takes(self, stop: Stop) -> Takes:
        return self.work.of(stop.job, stop.work_minutes, self.pace)


class Arrival(msgspec.Struct, frozen=True):
    """at: when they are there; leaves: when the work is done; takes: what such work takes. overrun: a job before it takes longer than such jobs
    do; busy: one goes on still.

    told: at is what the engineer said. origin: where they come from, nowhere once they are there; way_seconds: how long they drive from there.
    """

    stop: Stop
    at: datetime
    leaves: datetime
    takes: Takes
    overrun: bool = False
    busy: bool = False
    told: bool = False
    origin: Place | None = None
    way_seconds: float = 0.0


def timeline(route: Route, now: datetime, shifts: Sequence[Span] | None = None) -> list[Arrival]:
    """One row for each stop, in order. No visit begins before its window opens, nor a new day's before the shift, from the station.

    shifts: the times of work, where somebody knows them already.
    """
    here, free, overrun, shifts = (route.lat, route.lon), now, False, working(route) if shifts is None else shifts
    rows = []
    for stop in route.stops:
        takes = route.takes(stop)
        if stop.arrived_at is not None:
            usual = stop.arrived_at + takes.minutes * MINUTE
            overrun, free = usual <= now, usual if usual > now else now + OVERRUN_STEP
            row = Arrival(stop, stop.arrived_at, free, takes)
        else:
            begins = None if stop.set_off_at else shift_begins(shifts, stop, free)
            if begins and begins - free > BREAK:
                here, overrun = (route.station_lat, route.station_lon), False
            free = begins or free
            seconds, _ = route.travel.to(here, stop.place, free, stop.way)
            at = max(free + timedelta(seconds=seconds), stop.window_from)
            row = _arrives(stop, at, takes, overrun, free > now and not begins, here, seconds)
        rows.append(row)
        here, free = stop.place, row.leaves
    return rows


def shift_begins(shifts: Sequence[Span], stop: Stop, free: datetime) -> datetime | None:
    """When the work goes on for this stop, where that is later than free. Outside every shift it is done as promised."""
    at = max(free, stop.window_from)
    shift = next((shift for shift in shifts if shift.until > at), None)
    return shift.since if shift and free < shift.since < stop.promise else None


def working(route: Route) -> list[Span]:
    """The times of work, oldest first, without those of absence."""
    rows = joined(route.shifts)
    for gone in route.away:
        rows = [part for row in rows for part in _without(row, gone)]
    return rows


def _without(span: Span, gone: Span) -> list[Span]:
    if gone.until <= span.since or span.until <= gone.since:
        return [span]
    parts = Span(span.since, gone.since), Span(gone.until, span.until)
    return [part for part in parts if part.since < part.until]


def joined(shifts: Sequence[Span]) -> list[Span]:
    """Those that touch are one, oldest first."""
    rows: list[Span] = []
    for shift in sorted(shifts, key=lambda shift: shift.since):
        if rows and shift.since <= rows[-1].until:
            rows[-1] = Span(rows[-1].since, max(rows[-1].until, shift.until))
        else:
            rows.append(shift)
    return rows


def _arrives(stop: Stop, at: datetime, takes: Takes, overrun: bool, busy: bool, origin: Place, seconds: float) -> Arrival:
    told = None if stop.told_late_minutes is None or not stop.promised else stop.promise + timedelta(minutes=stop.told_late_minutes)
    at, is_told = (told, True) if told is not None and told >= at else (at, False)
    return Arrival(stop, at, at + takes.minutes * MINUTE, takes, overrun, busy, is_told, origin, seconds)


def ways_by(route: Route, place: Place) -> list[Pair]:
    """Every way that begins or ends there, if a visit at this place is put anywhere into the day."""
    stops = [stop.place for stop in route.stops]
    before = [(route.lat, route.lon), (route.station_lat, route.station_lon), *stops]
    return [*((here, place) for here in before), *((place, there) for there in stops)]


def ways_to_know(route: Route, now: datetime) -> dict[UUID, Pair]:
    """By attendance, the ways of the day that begin elsewhere than where an engine was asked of them last."""
    rows = dict[UUID, Pair]()
    for row in timeline(route, now):
        if row.stop.attendance_id and row.origin and (row.stop.way is None or not row.stop.way.leads(row.origin, row.stop.place, AGAIN_M)):
            rows[row.stop.attendance_id] = row.origin, row.stop.place
    return rows


def is_known(route: Route) -> bool:
    """Whether anything is known of its ways but the estimate."""
    return bool(route.travel.legs or route.travel.speeds or any(stop.way for stop in route.stops))


def first_free(route: Route) -> int:
    """The first place of the day into which another visit can be put."""
    return sum(1 for stop in route.stops if stop.begun)


class Placed(msgspec.Struct, frozen=True):
    """Where somebody put the visit in the order of a day: before this order's; none: at the end."""

    before: UUID | None = None

    def at(self, route: Route) -> int | None:
        """Behind what has begun. None: what it should stand before is not there."""
        orders = [stop.order_id for stop in route.stops]
        if self.before is None:
            return len(orders)
        return max(orders.index(self.before), first_free(route)) if self.before in orders else None


def unpins(before: Sequence[Arrival], after: Sequence[Arrival]) -> UUID | None:
    """The order of a visit whose pinned time would be another one, or would be missed by more. No visit begins before its pinned time."""
    were = {row.stop.order_id: row.at for row in before}
    pinned = ((row, row.stop.pinned_for) for row in after if row.stop.pinned_for)
    return next((row.stop.order_id for row, at in pinned if row.at - max(at, were[row.stop.order_id]) >= MINUTE), None)


def joins(route: Route) -> bool:
    """Whether they are to be somewhere with somebody who leads there."""
    return any(stop.joins for stop in route.stops)


def with_stop(route: Route, place: int, stop: Stop) -> Route:
    return msgspec.structs.replace(route, stops=[*route.stops[:place], stop, *route.stops[place:]])


def late_minutes(arrival: Arrival) -> int:
    """Past the promise, as every screen says it."""
    return max(0, round((arrival.at - arrival.stop.promise).total_seconds() / 60)) if arrival.stop.promised else 0


def is_late(minutes: int) -> bool:
    """Whether anybody is called late who comes so much past the promise: on the board, on a candidate's card, on the customer's page."""
    return minutes >= LATE_AFTER_MINUTES
