"""A plan, or what somebody wants of it, put into the days as they stand and timed by the one timeline. What does not hold is left out. Pure."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from ....schedule.rules import Arrival, Route, late_minutes, timeline, unpins, working
from ... import rules as assign
from ...day.rules import Days
from ..ground.rules import Ground

Id = UUID  # of a row: an order that goes to somebody, or an engineer whose day has another order


class Wish(msgspec.Struct, frozen=True):
    """days: the plan. moves: the orders of it that go to whoever has them there. orders: the engineers whose day is put in its order, though
    nothing comes or goes.
    """

    days: Days
    moves: frozenset[UUID]
    orders: frozenset[UUID]


class RefusedRow(msgspec.Struct, frozen=True):
    """rule: what it would break: a rule of who may go, "pinned" what somebody pinned, "late" a promise, "shift_over" the end of work;
    "gone": it is no visit of this day any more.

    needs: the rows that made room for it.
    """

    id: Id
    rule: str
    needs: list[Id]


class Part(msgspec.Struct, frozen=True):
    """What holds, together. days: the engineers whose day is another one, with its orders; arrivals: their whole time."""

    moves: frozenset[UUID]
    orders: frozenset[UUID]
    refused: list[RefusedRow]
    days: Days
    arrivals: dict[UUID, list[Arrival]]


class Fault(msgspec.Struct, frozen=True):
    order_id: UUID
    rule: str


class Tried(msgspec.Struct, frozen=True):
    """The day of an engineer with so much of the wish. coming: in the order of the day."""

    orders: list[UUID]
    arrivals: list[Arrival]
    coming: list[UUID]
    fault: Fault | None


def part(ground: Ground, wish: Wish) -> Part:
    """Row by row, what breaks something is left out, until nothing does."""
    goes_to = {id: engineer for engineer, orders in wish.days.items() for id in orders}
    moves = {
        id for id in wish.moves if id in ground.visits and goes_to.get(id) in ground.engineers and goes_to[id] != ground.holders.get(id)
    }
    gone = [id for id in wish.moves if id not in ground.visits or goes_to.get(id) not in ground.engineers]
    refused = [RefusedRow(id, "gone", []) for id in sorted(gone, key=str)]
    orders, tried = {id for id in wish.orders if id in ground.engineers}, dict[UUID, tuple[object, Tried]]()
    while True:
        now = {id: _key(ground, goes_to, moves, orders, id) for id in _touched(ground, goes_to, moves, orders)}
        for id, key in now.items():
            if id not in tried or tried[id][0] != key:
                tried[id] = key, _try(ground, wish, goes_to, moves, id)
        bad = [id for id in now if tried[id][1].fault]
        if not bad:
            found = {id: tried[id][1] for id in now}
            days, arrivals = {id: row.orders for id, row in found.items()}, {id: row.arrivals for id, row in found.items()}
            return Part(frozenset(moves), frozenset(orders), refused, days, arrivals)
        for id in bad:
            row = _refuse(ground, goes_to, moves, orders, id, tried[id][1])
            refused += [row] if row else []


def _touched(ground: Ground, goes_to: dict[UUID, UUID], moves: set[UUID], orders: set[UUID]) -> list[UUID]:
    both = {engineer for id in moves for engineer in (goes_to[id], ground.holders.get(id)) if engineer}
    return sorted(both | orders, key=str)


def _key(ground: Ground, goes_to: dict[UUID, UUID], moves: set[UUID], orders: set[UUID], engineer: UUID) -> object:
    return frozenset(id for id in moves if engineer in (goes_to[id], ground.holders.get(id))), engineer in orders


def _try(ground: Ground, wish: Wish, goes_to: dict[UUID, UUID], moves: set[UUID], engineer: UUID) -> Tried:
    """In the order of the plan; where that breaks something, in the order of today, with each that comes at its cheapest place."""
    planned = wish.days.get(engineer, [])
    stay = [id for id in ground.own(engineer) if id not in moves]
    coming = [id for id in planned if id in moves and goes_to[id] == engineer]
    base = [id for id in planned if id in coming or id in stay]
    first = _timed(ground, engineer, _filled(ground, engineer, base, stay), coming)
    if not first.fault:
        return first
    second = _timed(ground, engineer, _filled(ground, engineer, stay, coming), coming)
    return first if second.fault else second


def _filled(ground: Ground, engineer: UUID, orders: Sequence[UUID], more: Sequence[UUID]) -> list[UUID]:
    """With those that are not in it, each at its cheapest place."""
    found = list(orders)
    for id in more:
        if id not in found:
            person = msgspec.structs.replace(ground.engineers[engineer], route=ground.route(engineer, found))
            place = assign.best_place(person, ground.visits[id], ground.now).place - len(ground.parts[engineer].before)
            found.insert(min(max(place, 0), len(found)), id)
    return found


def _timed(ground: Ground, engineer: UUID, orders: list[UUID], coming: Sequence[UUID]) -> Tried:
    rows = timeline(ground.route(engineer, orders), ground.now)
    ordered = [id for id in orders if id in coming]
    return Tried(orders, rows, ordered, _fault(ground, engineer, rows, ordered))


def _fault(ground: Ground, engineer: UUID, rows: Sequence[Arrival], coming: Sequence[UUID]) -> Fault | None:
    """The first thing that may not be: a hard rule, a promise that becomes worse, work past the shift that was not there."""
    person = ground.engineers[engineer]
    for id in coming:
        visit = ground.visits[id]
        if ground.pinned(id):
            return Fault(id, "pinned")
        if visit.named_engineer_id not in (None, engineer):
            return Fault(id, "named")
        if rule := assign.exclusion(person, visit, ground.now, set(ground.stations)):
            return Fault(id, rule)
    for row in rows:
        if not row.stop.begun and late_minutes(row) > ground.late.get(row.stop.order_id, 0):
            return Fault(row.stop.order_id, "late")
    if moved := unpins(ground.today[engineer], rows):
        return Fault(moved, "pinned")
    beyond, last = overtime(person.route, rows)
    if last and beyond > max(1, overtime(person.route, ground.today[engineer])[0]):
        return Fault(last, "shift_over")
    return None


def overtime(route: Route, rows: Sequence[Arrival]) -> tuple[int, UUID | None]:
    """The most minutes of work outside the times of work, and of which order; of what has not begun."""
    spans, worst, whose = working(route), 0, None
    for row in rows:
        if row.stop.begun:
            continue
        until = max((span.until for span in spans if span.since <= row.at), default=row.at)
        if (minutes := round((row.leaves - until).total_seconds() / 60)) > worst:
            worst, whose = minutes, row.stop.order_id
    return worst, whose


def _refuse(
    ground: Ground, goes_to: dict[UUID, UUID], moves: set[UUID], orders: set[UUID], engineer: UUID, tried: Tried
) -> RefusedRow | None:
    """Whose doing it is: the visit itself, else the last that comes before it, else the order of the day, else what goes.

    None: the row has been taken out already, with another day.
    """
    assert tried.fault is not None
    fault, coming = tried.fault, tried.coming
    before = tried.orders[: tried.orders.index(fault.order_id)] if fault.order_id in tried.orders else tried.orders
    guilty = fault.order_id if fault.order_id in coming else next((id for id in reversed(before) if id in coming), None)
    guilty = guilty or (coming[-1] if coming else None)
    leaving = [id for id in ground.own(engineer) if goes_to.get(id, engineer) != engineer]
    needs = [id for id in leaving if id not in moves]
    if guilty is None and engineer in orders:
        orders.discard(engineer)
        return RefusedRow(engineer, fault.rule, needs)
    guilty = guilty or next((id for id in reversed(leaving) if id in moves), None)
    if guilty not in moves:
        return None
    assert guilty is not None
    moves.discard(guilty)
    return RefusedRow(guilty, fault.rule, needs)
