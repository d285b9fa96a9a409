"""Ways to keep the promises that a late engineer would break: found by the search of few moves, told by the one timeline. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

import msgspec
import numpy as np

from ...assign.day.rules import Days, rest_of
from ...assign.everybody.rules import View
from ...assign.fit.rules import Engineer, Wanted
from ...model import Status
from ...schedule.rules import HORIZON, Arrival, Route, Stop, is_late, joins, late_minutes, timeline, unpins
from ..chance.rules import Likely, likely
from ..rules import RISK_STEP, is_risky, percent
from ..threat.rules import threatened
from ..words.rules import WORTH_TELLING, Arriving
from .card.rules import DayOrder as DayOrder
from .card.rules import HandOver as HandOver
from .card.rules import Head as Head
from .card.rules import Kind as Kind
from .card.rules import Rescue as Rescue
from .card.rules import RescuePlan as RescuePlan
from .card.rules import Strip, StripStop, VisitChange

MOST, LOOKED_AT = 3, 8  # plans on a card; ways of which they are the best
MOVE = 0.05  # promises: what giving a visit to somebody else is worth not to do
NEAR = 60  # engineers who are looked at: those who could be there with the least way and lateness


def near(view: View, urgent: Sequence[Wanted], late: UUID, stations: Collection[UUID] | None) -> list[Engineer]:
    """The late engineer, and those who could be at one of the visits with the least trouble; nobody whose day is tied to somebody else's."""
    score = np.full(len(view.kind), np.inf)
    for visit in urgent:
        stands = view.against(visit, None if stations is None else set(stations)).values()
        able = np.flatnonzero(view.of.there & ~np.any([*stands], axis=0))
        score[able] = np.minimum(score[able], view.least(able, visit).min(axis=1))
    [own] = view.of.among([late])
    score[own] = np.inf
    able = np.flatnonzero(np.isfinite(score))
    first, *others = [view.engineer(number) for number in (own, *view.first(able, score[able], NEAR))]
    shared = {stop.order_id for stop in first.route.stops if stop.joins}
    return [first, *(row for row in others if not joins(row.route) and shared.isdisjoint(stop.order_id for stop in row.route.stops))]


def plans(
    engineers: Sequence[Engineer], visits: Mapping[UUID, Wanted], heads: Mapping[UUID, Head], order: UUID, now: datetime
) -> list[RescuePlan]:
    """The late engineer first. All promises that are about to be broken are kept, or, where that cannot be, that of the order alone."""
    from ...solve.rescue import ways  # its compiler comes with the first late visit that is opened, not with every process

    late = engineers[0].route
    due = threatened(late, now)
    all_ = [id for id, row in due.items() if row.late or id == order]
    for kept in [all_] if all_ == [order] else [all_, [order]]:
        sooner = {id: msgspec.structs.replace(visits[id], window_to=min(visits[id].window_to, due[id].until)) for id in kept}
        rest = rest_of(engineers, {**visits, **sooner}, now, now + HORIZON, kept)
        piece = next((n for n, row in enumerate(rest.pieces) if row.engineer_id == late.engineer_id and order in row.orders), None)
        found = [] if piece is None else [rest.days(row.plan) for row in ways(rest.instance, rest.plan, piece, LOOKED_AT)]
        told = [(won(engineers, days, plan, now), plan) for days in found if (plan := tell(engineers, heads, days, kept, now))]
        if told:
            return [plan for _, plan in sorted(told, key=lambda row: -row[0])][:MOST]
    return []


def won(engineers: Sequence[Engineer], days: Days, plan: RescuePlan, now: datetime) -> float:
    """How many promises more are kept in the mean, of all whose days the plan concerns: a way that only just fits wins little. Less what
    the moves disturb.
    """
    concerned = {day.engineer_id for day in plan.days}
    some = [row for row in engineers if row.route.engineer_id in concerned]
    before, after = ([row.route for row in some], list(carried_out(some, days).values()))
    return _broken(before, now) - _broken(after, now) - MOVE * len(plan.moves)


def _broken(routes: Iterable[Route], now: datetime) -> float:
    return sum(row.chance for route in routes for row in likely(route, timeline(route, now), now))


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
    """What the plan does, as the forecast will say it. None where it does not keep what it should, makes somebody else late or moves what is
    pinned.
    """
    names = {row.route.engineer_id: row.name for row in engineers}
    routes = carried_out(engineers, days)
    before, after = _told((row.route for row in engineers), now), _told(routes.values(), now)
    if unpins([told.row for told in before.values()], [told.row for told in after.values()]):
        return None
    changes, moves = list[VisitChange](), list[HandOver]()
    for id, will in after.items():
        was = before[id]
        if _breaks(was, will, id in kept):
            return None
        if will.engineer_id != was.engineer_id:
            if was.row.stop.pinned:
                return None
            moves.append(HandOver(id, will.engineer_id, was.engineer_id, heads[id].status))
        if will.engineer_id != was.engineer_id or _minutes(was, will) or will.risk - was.risk >= RISK_STEP:
            changes.append(_change(heads[id], names, was, will))
    concerned = {engineers[0].route.engineer_id, *(move.engineer_id for move in moves), *(move.seen_engineer_id for move in moves)}
    told_days = [DayOrder(row, names[row], days.get(row, [])) for row in sorted(concerned, key=lambda id: names[id])]
    old, new = [row.route for row in engineers if row.route.engineer_id in concerned], [routes[row] for row in concerned]
    travel = _travel(new, now) - _travel(old, now)
    changes.sort(key=lambda row: (row.order_id not in kept, -abs(row.minutes)))
    strips = [_strip(routes[day.engineer_id], day.name, heads, {move.order_id for move in moves}, now) for day in told_days]
    return RescuePlan(_kind(moves), list(kept), moves, told_days, changes, strips, round(travel / 60))


class Told(msgspec.Struct, frozen=True):
    """When somebody is at a visit, and how likely that is too late, in percent."""

    engineer_id: UUID
    row: Arrival
    risk: int

    @property
    def late(self) -> int:
        return late_minutes(self.row)


def _told(routes: Iterable[Route], now: datetime) -> dict[UUID, Told]:
    found = dict[UUID, Told]()
    for route in routes:
        rows = timeline(route, now)
        found |= {
            row.stop.order_id: Told(route.engineer_id, row, percent(sure)) for row, sure in zip(rows, likely(route, rows, now), strict=True)
        }
    return found


def _breaks(was: Told, will: Told, kept: bool) -> bool:
    """What should be kept is not, or somebody else comes later past their promise. What was only likely to be late has to be likely no more."""
    if is_late(will.late):
        return kept or will.late > was.late
    return kept and not is_late(was.late) and is_risky(will.risk)


def _minutes(was: Told, will: Told) -> int:
    """Later, or, below nothing, earlier."""
    return round((will.row.at - was.row.at) / timedelta(minutes=1))


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


def _change(head: Head, names: Mapping[UUID, str], was: Told, will: Told) -> VisitChange:
    promise = will.row.stop.promise if will.row.stop.promised else None
    return VisitChange(
        head.order_id, head.number, head.account, names[was.engineer_id], names[will.engineer_id], was.row.at, will.row.at, _minutes(was, will),
        was.late, will.late, was.risk, will.risk, promise, head.status is Status.APPOINTMENT_CONFIRMED,
    )  # fmt: skip


def heard(changes: Iterable[VisitChange]) -> list[Arriving]:
    """Whose customers hear of it: of those to whom a time was promised, whoever gets another engineer, or waits noticeably longer or less."""
    return [
        Arriving(row.order_id, row.number, row.engineer, row.at, row.minutes, row.engineer != row.was_engineer)
        for row in changes
        if row.promise and (row.engineer != row.was_engineer or abs(row.minutes) >= WORTH_TELLING)
    ]


def staying(head: Head, engineer: str, row: Arrival, sure: Likely) -> Arriving:
    """Where nothing moves. Of what is not late as things stand, until when it may become."""
    late = late_minutes(row)
    return Arriving(head.order_id, head.number, engineer, row.at, late, False, None if is_late(late) else sure.latest)


def _travel(routes: Iterable[Route], now: datetime) -> float:
    """Seconds from where each is now through all that they have."""
    return sum(
        route.travel.to(here, there, now)[0]
        for route in routes
        for here, there in pairwise([(route.lat, route.lon), *(stop.place for stop in route.stops)])
    )


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
