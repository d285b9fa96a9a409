"""Ways to keep the promises that a late engineer would break: found by the search of few moves, told by the one timeline. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal
from uuid import UUID

import msgspec
import numpy as np

from ...assign.day.rules import Days, rest_of
from ...assign.everybody.rules import View
from ...assign.fit.rules import Engineer, Wanted
from ...model import Status
from ...schedule.rules import HORIZON, Arrival, Route, Stop, is_late, late_minutes, timeline

MOST = 3  # plans on a card
NEAR = 60  # engineers who are looked at: those who could be there with the least way and lateness
Kind = Literal["reorder", "hand_over", "swap", "chain"]


class Head(msgspec.Struct, frozen=True):
    """An order as people know it, and where it stands."""

    order_id: UUID
    number: str
    account: str
    status: Status


class HandOver(msgspec.Struct, frozen=True):
    """A visit that somebody else gets. expected: its status as the plan was made; seen_engineer_id: who had it."""

    order_id: UUID
    engineer_id: UUID
    seen_engineer_id: UUID
    expected: Status


class DayOrder(msgspec.Struct, frozen=True):
    """In which order an engineer goes on, without what has begun."""

    engineer_id: UUID
    name: str
    orders: list[UUID]


class VisitChange(msgspec.Struct, frozen=True):
    """A visit that another engineer does or that is reached at another time. minutes: later, or, below nothing, earlier.

    late, was_late: past its promise, in minutes. confirmed: the customer was told this time by name.
    """

    order_id: UUID
    number: str
    account: str
    was_engineer: str
    engineer: str
    was_at: datetime
    at: datetime
    minutes: int
    was_late: int
    late: int
    confirmed: bool


class StripStop(msgspec.Struct, frozen=True):
    """promise: None where no time is. moved: somebody else had it."""

    order_id: UUID
    account: str
    at: datetime
    leaves: datetime
    promise: datetime | None
    late: bool
    moved: bool


class Strip(msgspec.Struct, frozen=True):
    """The day of somebody whom a plan concerns, as it will be; what has begun too."""

    engineer_id: UUID
    name: str
    stops: list[StripStop]


class RescuePlan(msgspec.Struct, frozen=True):
    """keeps: the promises that are kept by it and broken without; travel_minutes: more than as things stand."""

    way: Kind
    keeps: list[UUID]
    moves: list[HandOver]
    days: list[DayOrder]
    changes: list[VisitChange]
    strips: list[Strip]
    travel_minutes: int


def is_urgent(row: Arrival, now: datetime) -> bool:
    """A promise that would be broken and can still be kept: nobody is there yet, and its time is not over."""
    return row.stop.arrived_at is None and row.stop.promise > now and is_late(late_minutes(row))


def near(view: View, urgent: Sequence[Wanted], late: UUID, stations: Collection[UUID] | None) -> list[Engineer]:
    """The late engineer, and those who could be at one of the visits with the least trouble."""
    score = np.full(len(view.kind), np.inf)
    for visit in urgent:
        stands = view.against(visit, None if stations is None else set(stations)).values()
        able = np.flatnonzero(view.of.there & ~np.any([*stands], axis=0))
        score[able] = np.minimum(score[able], view.least(able, visit).min(axis=1))
    [own] = view.of.among([late])
    score[own] = np.inf
    able = np.flatnonzero(np.isfinite(score))
    return [view.engineer(number) for number in (own, *view.first(able, score[able], NEAR))]


def plans(
    engineers: Sequence[Engineer], visits: Mapping[UUID, Wanted], heads: Mapping[UUID, Head], order: UUID, now: datetime
) -> list[RescuePlan]:
    """The late engineer first. All promises that are about to be broken are kept, or, where that cannot be, that of the order alone."""
    from ...solve.rescue import ways  # its compiler comes with the first late visit that is opened, not with every process

    late = engineers[0].route
    urgent = [row.stop.order_id for row in timeline(late, now) if is_urgent(row, now)]
    for kept in [urgent] if urgent == [order] else [urgent, [order]]:
        rest = rest_of(engineers, visits, now, now + HORIZON, kept)
        piece = next((n for n, row in enumerate(rest.pieces) if row.engineer_id == late.engineer_id and order in row.orders), None)
        found = [] if piece is None else [rest.days(row.plan) for row in ways(rest.instance, rest.plan, piece, MOST)]
        told = [told for days in found if (told := tell(engineers, heads, days, kept, now))]
        if told:
            return told
    return []


def carried_out(engineers: Sequence[Engineer], days: Days) -> dict[UUID, Route]:
    """The routes as they will be: what has begun first, the rest as the plan says; somebody else's stop comes over as it is promised."""
    stops = {stop.order_id: (engineer.route.engineer_id, stop) for engineer in engineers for stop in engineer.route.stops}
    routes = {}
    for engineer in engineers:
        mine, taken = engineer.route.engineer_id, {id for ids in days.values() for id in ids}
        stays = [stop for stop in engineer.route.stops if stop.order_id not in taken]
        comes = [stops[id][1] if stops[id][0] == mine else _fresh(stops[id][1]) for id in days.get(mine, [])]
        on_the_way = [stop for stop in comes if stop.begun]
        rest = [stop for stop in comes if not stop.begun]
        routes[mine] = msgspec.structs.replace(engineer.route, stops=[*stays, *on_the_way, *rest])
    return routes


def _fresh(stop: Stop) -> Stop:
    """For somebody who has not set off for it, and has not said that they come late."""
    return msgspec.structs.replace(stop, set_off_at=None, told_late_minutes=None, way=None)


def tell(engineers: Sequence[Engineer], heads: Mapping[UUID, Head], days: Days, kept: Sequence[UUID], now: datetime) -> RescuePlan | None:
    """What the plan does, as the forecast will say it. None where it does not keep what it should, or makes somebody else late."""
    names = {row.route.engineer_id: row.name for row in engineers}
    before = {row.stop.order_id: (row, engineer.route) for engineer in engineers for row in timeline(engineer.route, now)}
    routes = carried_out(engineers, days)
    after = {row.stop.order_id: (row, route) for route in routes.values() for row in timeline(route, now)}
    changes, moves = list[VisitChange](), list[HandOver]()
    for id, (will, route) in after.items():
        was, whose = before[id]
        if is_late(late_minutes(will)) and (id in kept or late_minutes(will) > late_minutes(was)):
            return None
        minutes = round((will.at - was.at) / timedelta(minutes=1))
        if route.engineer_id != whose.engineer_id:
            moves.append(HandOver(id, route.engineer_id, whose.engineer_id, heads[id].status))
        if minutes or route.engineer_id != whose.engineer_id:
            changes.append(_change(heads[id], names, was, whose, will, route))
    concerned = {engineers[0].route.engineer_id, *(move.engineer_id for move in moves), *(move.seen_engineer_id for move in moves)}
    told_days = [DayOrder(row, names[row], days.get(row, [])) for row in sorted(concerned, key=lambda id: names[id])]
    old, new = [row.route for row in engineers if row.route.engineer_id in concerned], [routes[row] for row in concerned]
    travel = _travel(new, now) - _travel(old, now)
    changes.sort(key=lambda row: (row.order_id not in kept, -abs(row.minutes)))
    strips = [_strip(routes[day.engineer_id], day.name, heads, {move.order_id for move in moves}, now) for day in told_days]
    return RescuePlan(_kind(moves), list(kept), moves, told_days, changes, strips, round(travel / 60))


def _strip(route: Route, name: str, heads: Mapping[UUID, Head], moved: Collection[UUID], now: datetime) -> Strip:
    stops = [
        StripStop(
            row.stop.order_id, heads[row.stop.order_id].account, row.at, row.leaves, row.stop.promise if row.stop.promised else None,
            is_late(late_minutes(row)), row.stop.order_id in moved,
        )
        for row in timeline(route, now)
    ]  # fmt: skip
    return Strip(route.engineer_id, name, stops)


def _kind(moves: Sequence[HandOver]) -> Kind:
    if len(moves) < 2:
        return "hand_over" if moves else "reorder"
    given, taken = {(row.seen_engineer_id, row.engineer_id) for row in moves}, {(row.engineer_id, row.seen_engineer_id) for row in moves}
    return "swap" if len(moves) == 2 and given == taken else "chain"


def _change(head: Head, names: Mapping[UUID, str], was: Arrival, whose: Route, will: Arrival, route: Route) -> VisitChange:
    minutes, confirmed = round((will.at - was.at) / timedelta(minutes=1)), head.status is Status.APPOINTMENT_CONFIRMED
    people, late = (names[whose.engineer_id], names[route.engineer_id]), (late_minutes(was), late_minutes(will))
    return VisitChange(head.order_id, head.number, head.account, *people, was.at, will.at, minutes, *late, confirmed)


def _travel(routes: Iterable[Route], now: datetime) -> float:
    """Seconds from where each is now through all that they have."""
    return sum(
        route.travel.to(here, there, now)[0]
        for route in routes
        for here, there in pairwise([(route.lat, route.lon), *(stop.place for stop in route.stops)])
    )


QUARTER = timedelta(minutes=15)


class Consent(msgspec.Struct, frozen=True):
    """The time to ask the customer for, where the visit stays with whoever has it."""

    window_from: datetime
    window_to: datetime


def consent(arrival: datetime) -> Consent:
    """An hour around the arrival, on the quarter."""
    since = arrival - timedelta(minutes=arrival.minute % 15, seconds=arrival.second, microseconds=arrival.microsecond)
    return Consent(since, since + 4 * QUARTER)


class Rescue(msgspec.Struct, frozen=True):
    """late: what the engineer would be late for, of promises that can still be kept. plans: best first, none where no few moves help.
    consent: where they come late as things stand.
    """

    order_id: UUID
    engineer_id: UUID
    engineer: str
    late: list[UUID]
    plans: list[RescuePlan]
    consent: Consent | None
    computed_at: datetime


def differs(days: Sequence[DayOrder], routes: Mapping[UUID, Route]) -> bool:
    """Whether the days are not those that the plan was made for: somebody has a visit more, or one less."""
    stops = {id: {stop.order_id for stop in route.stops if not stop.begun} for id, route in routes.items()}
    return any(stops.get(day.engineer_id) != set(day.orders) for day in days)


def as_told(route: Route, orders: Sequence[UUID]) -> Route:
    """What has begun first, the rest in the order of the plan."""
    at = {id: n for n, id in enumerate(orders)}
    begun = [stop for stop in route.stops if stop.begun]
    rest = sorted((stop for stop in route.stops if not stop.begun), key=lambda stop: at[stop.order_id])
    return msgspec.structs.replace(route, stops=[*begun, *rest])
