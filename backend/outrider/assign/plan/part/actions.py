"""Taking a plan, or a part of it: timed anew as the days stand, then every visit as if somebody had given it by hand. One transaction."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from .... import undo
from ....db import Tx
from ....model import Cause, Status, Who, cause_of
from ....problems import Problem
from ....schedule import actions as schedule
from ....status.order import actions as orders
from ....status.withdraw import actions as withdrawals
from ... import actions as assign
from ... import store as days
from ...day import actions as order
from .. import actions as plans
from .. import rules, store
from ..ground import actions as grounds
from ..ground import store as facts
from ..ground.rules import Ground
from .rules import Part, RefusedRow, Wish, part

WHY = "planning"


class TimedPart(msgspec.Struct):
    """What holds of the rows that were ticked, as it would be. changed: rows whose visit is not as it was planned with any more."""

    proposal: rules.PlanProposal
    refused: list[RefusedRow]
    changed: list[UUID]


class TakenPart(msgspec.Struct):
    """orders: those that have another engineer by it. undo_until: so long all of it can be taken back."""

    orders: list[UUID]
    days: int
    refused: list[RefusedRow]
    changed: list[UUID]
    undo_until: datetime | None


async def time(tx: Tx, who: Who, plan_id: UUID, ticked: Collection[UUID] | None, now: datetime) -> TimedPart:
    """ticked: none means all of it. Raises not_found or plan_over."""
    plan, made = await plans.ready(tx, who, plan_id)
    rows = _ticked(made, ticked)
    changed = rules.changes(rows, await facts.facts(tx, _orders(rows)))[0]
    ground = await grounds.read(tx, plan.stations, plan.day, now)
    found = part(ground, _wish(made, rows, changed))
    return TimedPart(rules.proposal(ground, found, len(found.refused)), found.refused, changed)


async def take(tx: Tx, who: Who, plan_id: UUID, ticked: Collection[UUID] | None, now: datetime) -> TakenPart:
    """What has changed since it was planned, and what does not hold any more, is left out and named. Raises not_found or plan_over."""
    plan, made = await plans.ready(tx, who, plan_id)
    if await store.lock(tx, plan_id) != "ready":
        raise Problem("plan_over")
    rows, cause = _ticked(made, ticked), cause_of(who, now)
    for order_id in sorted(_orders(rows), key=str):
        await orders.try_lock(tx, order_id, who.scope)
    changed = rules.changes(rows, await facts.facts(tx, _orders(rows)))
    people = {id for row in rows for id in (row.to_id, row.holder_id) if id}
    for engineer_id in sorted(people, key=str):
        await days.lock_day(tx, engineer_id, now.date())
    ground = await grounds.read(tx, plan.stations, plan.day, now)
    found = part(ground, _wish(made, rows, [*changed[0], *changed[1]]))
    starts = await order.starts(tx, sorted(found.days, key=str))
    await _give(tx, ground, found, made.rows, cause)
    await _order(tx, ground, found, now)
    moved = sorted(found.moves, key=str)
    await store.take(tx, plan_id, store.TakenLast(now, who.user_id, moved, len(moved) + len(found.orders), starts))
    until = await withdrawals.until(tx, "assign", now) if found.moves or found.orders else None
    return TakenPart(moved, len(found.days), found.refused, changed[0], until)


async def withdraw(tx: Tx, who: Who, plan_id: UUID, now: datetime) -> None:
    """What was taken last, as a whole: everybody has again what they had, in the order of before.

    Raises not_found, nothing_to_withdraw, and what withdrawing raises; then nothing is taken back.
    """
    await plans.known(tx, who.scope, plan_id)
    last, cause = await store.lock_last(tx, plan_id), cause_of(who, now)
    if last is None:
        raise Problem("nothing_to_withdraw")
    if last.by != who.user_id:
        raise Problem("acted_meanwhile", action="plan", name="–")
    undo.must_be_in_time(last.at, await undo.seconds(tx), now)
    for order_id in last.orders:
        stands = (await orders.see_order(tx, order_id, who.scope)).status
        await withdrawals.withdraw(tx, order_id, stands, cause)
    await order.put_back(tx, last.starts)
    await store.take_back(tx, plan_id, last.rows)


def _ticked(made: rules.PlanProposal, ticked: Collection[UUID] | None) -> list[rules.PlanRow]:
    return [row for row in made.rows if ticked is None or row.id in ticked]


def _orders(rows: Sequence[rules.PlanRow]) -> list[UUID]:
    return [row.id for row in rows if row.kind != "order"]


def _wish(made: rules.PlanProposal, rows: Sequence[rules.PlanRow], without: Collection[UUID]) -> Wish:
    """The order of every day is the plan's, as far as what is in it is there."""
    wanted = {day.engineer_id: [slot.order_id for slot in day.after] for day in made.days}
    moves = {row.id for row in rows if row.kind != "order"} - set(without)
    return Wish(wanted, frozenset(moves), frozenset(row.id for row in rows if row.kind == "order"))


async def _give(tx: Tx, ground: Ground, found: Part, rows: Sequence[rules.PlanRow], cause: Cause) -> None:
    """As the person saw each, which is how it stands: it is locked, and was compared."""
    to = {row.id: row.to_id for row in rows}
    for order_id in sorted(found.moves, key=str):
        stands = ground.facts[order_id]
        code = WHY if stands.engineer_id else ""
        await assign.assign(tx, order_id, to[order_id], Status(stands.status), cause, seen=stands.engineer_id, reason_code=code)


async def _order(tx: Tx, ground: Ground, found: Part, now: datetime) -> None:
    """The days are kept in the order of the plan, whatever place each visit was given on its way into them."""
    for engineer_id in sorted(found.days, key=str):
        before, after = ground.parts[engineer_id].before, ground.parts[engineer_id].after
        wanted = [*(stop.order_id for stop in before), *found.days[engineer_id], *(stop.order_id for stop in after)]
        for route in await schedule.by_road(tx, await schedule.routes_of(tx, engineer_id, now, ground.until), now):
            place = {id: n for n, id in enumerate(wanted)}
            stops = sorted(route.stops, key=lambda stop: place.get(stop.order_id, len(place)))
            await schedule.plan(tx, msgspec.structs.replace(route, stops=stops), now)
