"""What is offered of a plan: what moves, what is won, and what stays with nobody. Pure.

Every time in it comes from the one timeline (schedule.rules), so that what is offered is what is forecast when it is taken.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from math import ceil
from typing import Literal
from uuid import UUID

import msgspec

from ...schedule.rules import Arrival, is_late, late_minutes, timeline
from ..day.rules import Days
from .ground.rules import Facts, Ground, why_nobody
from .part.rules import Part, Wish, part
from .proposal.rules import PlanDay, PlanLate, PlanLeft, PlanSlot
from .proposal.rules import PlanProposal as PlanProposal
from .proposal.rules import PlanRow as PlanRow
from .proposal.rules import PlanSummary as PlanSummary

State = Literal["waiting", "running", "ready", "nothing", "failed", "cancelled", "discarded"]
Fault = Literal["no_plan", "too_long", "too_large", "starved", "stopped", "broken"]
WORTH = 60.0  # seconds of travel: another order of a day that wins less is left as it is


def wish_of(ground: Ground, days: Days) -> Wish:
    """All of a plan that is worth it. In a storm another order of a day is so where somebody comes in time by it, and not for the way."""
    moves = {id for engineer, orders in days.items() for id in orders if id in ground.visits and ground.holders.get(id) != engineer}
    touched = {engineer for engineer, orders in days.items() if moves & set(orders)} | {ground.holders.get(id) for id in moves}
    others = [id for id in days if id in ground.engineers and id not in touched and days[id] != ground.own(id)]
    if ground.storm:
        return Wish(
            days, frozenset(moves), frozenset(id for id in others if _kept(ground, id, days[id]) > _kept(ground, id, ground.own(id)))
        )
    orders = {id for id in others if _seconds(ground, id, ground.own(id)) - _seconds(ground, id, days[id]) >= WORTH}
    return Wish(days, frozenset(moves), frozenset(orders))


def _kept(ground: Ground, engineer: UUID, orders: Sequence[UUID]) -> int:
    """How many of a day come in time, in this order."""
    mine = set(orders)
    return sum(
        1 for row in timeline(ground.route(engineer, orders), ground.now) if row.stop.order_id in mine and not is_late(late_minutes(row))
    )


def may_move(ground: Ground, most_moved: float) -> int:
    """How many visits may change engineer: of a few, one all the same."""
    return ceil(most_moved * len(ground.holders))


def disturbs(ground: Ground, wish: Wish, most_moved: float) -> bool:
    """Whether more would change engineer than may."""
    return len(wish.moves & ground.holders.keys()) > may_move(ground, most_moved)


def propose(ground: Ground, days: Days, most_moved: float) -> PlanProposal | None:
    """What may be offered of a plan; None where it wins nothing, and in a storm less driving is nothing. most_moved: the share of visits that may
    change engineer.
    """
    wish = wish_of(ground, days)
    found = part(ground, wish)
    kept = _fewest(ground, found, may_move(ground, most_moved))
    over = len(found.moves) - len(kept)
    withheld = len(found.refused)
    if over:
        found = part(ground, msgspec.structs.replace(wish, moves=kept, orders=found.orders))
    made = proposal(ground, found, withheld, over)
    won = made.summary
    better = won.assigned or won.kept_after > won.kept_before or (won.travel_after < won.travel_before and not ground.storm)
    return made if made.rows and better else None


def _fewest(ground: Ground, found: Part, most: int) -> frozenset[UUID]:
    """As many of those that change engineer as may, those first that win most; and all that nobody has."""
    goes_to = {id: engineer for engineer, orders in found.days.items() for id in orders}
    held = sorted(found.moves & ground.holders.keys(), key=lambda id: (-_won(ground, found, goes_to, id), str(id)))
    return found.moves - frozenset(held[most:])


def _won(ground: Ground, found: Part, goes_to: dict[UUID, UUID], id: UUID) -> float:
    """The detour that it is now, less the one that it would be."""
    was, will = ground.holders[id], goes_to[id]
    return _detour(ground, was, ground.own(was), id) - _detour(ground, will, found.days[will], id)


def _detour(ground: Ground, engineer: UUID, orders: Sequence[UUID], id: UUID) -> float:
    return _seconds(ground, engineer, orders) - _seconds(ground, engineer, [other for other in orders if other != id])


def _seconds(ground: Ground, engineer: UUID, orders: Iterable[UUID]) -> float:
    """Of driving, in the day."""
    route, before = ground.engineers[engineer].route, ground.parts[engineer].before
    here = (route.lat, route.lon)
    if ground.since > ground.now:
        here = (route.station_lat, route.station_lon)
    elif before:
        here = (before[-1].lat, before[-1].lon)
    total = 0.0
    for id in orders:
        there = (ground.visits[id].lat, ground.visits[id].lon)
        total, here = total + route.travel.to(here, there, ground.since)[0], there
    return total


def proposal(ground: Ground, found: Part, withheld: int = 0, over: int = 0) -> PlanProposal:
    """As it stands and as it would be, for a screen."""
    rows = [_move(ground, found, id) for id in found.moves] + [_order(ground, found, id) for id in found.orders]
    nobody = [id for id in ground.visits if id not in ground.holders and id not in found.moves]
    left = [_left(ground, id, ground.visits[id].window_to, why_nobody(ground, id)) for id in nobody]
    days = [_day(ground, found, id) for id in found.days]
    return PlanProposal(
        ground.now,
        ground.since,
        ground.until,
        _summary(ground, found, days, withheld, over),
        sorted(rows, key=lambda row: (row.kind == "order", row.after or ground.until, str(row.id))),
        sorted(days, key=lambda day: (day.name, str(day.engineer_id))),
        sorted(left, key=lambda row: (row.promise, str(row.order_id))),
        _late(ground, found),
        [_left(ground, id, promise, ("remote", 0)) for id, promise in ground.remote.items()],
    )


def _summary(ground: Ground, found: Part, days: Collection[PlanDay], withheld: int, over: int) -> PlanSummary:
    promised = [id for id, row in ground.visits.items() if row.promised]
    after = dict(ground.late) | {row.stop.order_id: late_minutes(row) for rows in found.arrivals.values() for row in rows}
    has = ground.holders.keys() | found.moves
    same = sum(_seconds(ground, id, ground.own(id)) for id in ground.engineers if id not in found.days)
    travel_before, travel_after = [
        round((same + sum(_seconds(ground, id, orders) for id, orders in which.items())) / 60)
        for which in ({id: ground.own(id) for id in found.days}, found.days)
    ]
    return PlanSummary(
        len(ground.engineers),
        len(ground.visits),
        len(ground.holders),
        travel_before,
        travel_after,
        len(promised),
        sum(1 for id in promised if id in ground.holders and not is_late(ground.late[id])),
        sum(1 for id in promised if id in has and not is_late(after[id])),
        len(found.moves - ground.holders.keys()),
        len(found.moves & ground.holders.keys()),
        len(ground.visits.keys() - has),
        withheld,
        over,
    )


def _at(rows: Iterable[Arrival], order_id: UUID) -> Arrival:
    return next(row for row in rows if row.stop.order_id == order_id)


def _move(ground: Ground, found: Part, id: UUID) -> PlanRow:
    to = next(engineer for engineer, orders in found.days.items() if id in orders)
    facts, after, was = ground.facts[id], _at(found.arrivals[to], id), ground.holders.get(id)
    before = _at(ground.today[was], id) if was else None
    return PlanRow(
        id, "move" if was else "assign", to, ground.engineers[to].name, facts.number, facts.account, facts.status, was,
        ground.engineers[was].name if was else "", before.at if before else None, after.at,
        ground.visits[id].window_to if ground.visits[id].promised else None, late_minutes(before) if before else 0, late_minutes(after),
    )  # fmt: skip


def _order(ground: Ground, found: Part, id: UUID) -> PlanRow:
    before, after = (round(_seconds(ground, id, orders) / 60) for orders in (ground.own(id), found.days[id]))
    return PlanRow(id, "order", id, ground.engineers[id].name, travel_minutes=before - after)


def _left(ground: Ground, id: UUID, promise: datetime, why: tuple[str, int]) -> PlanLeft:
    facts: Facts = ground.facts[id]
    return PlanLeft(id, facts.number, facts.account, promise, *why)


def _late(ground: Ground, found: Part) -> list[PlanLate]:
    """The worst first."""
    rows = list[PlanLate]()
    for engineer, arrivals in (ground.today | found.arrivals).items():
        for row in arrivals:
            id, late = row.stop.order_id, late_minutes(row)
            if id in ground.visits and ground.visits[id].promised and is_late(late):
                facts = ground.facts[id]
                promise = ground.visits[id].window_to
                rows.append(PlanLate(id, facts.number, facts.account, ground.engineers[engineer].name, promise, row.at, late))
    return sorted(rows, key=lambda row: (-row.late, str(row.order_id)))


def _day(ground: Ground, found: Part, id: UUID) -> PlanDay:
    was, will = (
        [_slot(ground, row) for row in rows if row.at < ground.until and row.leaves > ground.since]
        for rows in (ground.today[id], found.arrivals[id])
    )
    travel = [round(_seconds(ground, id, orders) / 60) for orders in (ground.own(id), found.days[id])]
    return PlanDay(id, ground.engineers[id].name, was, will, *travel)


def _slot(ground: Ground, row: Arrival) -> PlanSlot:
    facts = ground.facts.get(row.stop.order_id)
    return PlanSlot(row.stop.order_id, facts.number if facts else "", row.at, row.leaves, is_late(late_minutes(row)), row.stop.pinned)


def changes(rows: Iterable[PlanRow], stands: Mapping[UUID, Facts]) -> tuple[list[UUID], list[UUID]]:
    """Rows whose visit is not as it was planned with, and those that have come true."""
    changed, taken = list[UUID](), list[UUID]()
    for row in rows:
        now = stands.get(row.id)
        if row.kind == "order" or (now and (now.engineer_id, now.status) == (row.holder_id, row.status)):
            continue
        (taken if now and now.engineer_id == row.to_id else changed).append(row.id)
    return changed, taken
