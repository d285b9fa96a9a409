"""A late visit: the plans that keep its promise, one of them carried out as a whole, and taken back as a whole."""

import asyncio
from datetime import datetime
from uuid import UUID

import msgspec

from ... import events, undo
from ...assign import actions as assign
from ...assign.day import actions as days
from ...assign.everybody.actions import Kept
from ...assign.rules import Engineer, Wanted
from ...db import Tx
from ...event_kinds import Event
from ...late_facts import MovedVisit, Rescued
from ...model import Cause, Status, Who
from ...order_facts import Nothing
from ...problems import Problem
from ...schedule import actions as schedule
from ...schedule.rules import is_late, late_minutes, timeline
from ...status.order import actions as orders
from ...status.withdraw import actions as withdrawals
from . import rules, store


async def plans(tx: Tx, order_id: UUID, who: Who, now: datetime, kept: Kept | None = None) -> rules.Rescue:
    """kept: where everybody is in memory; the transaction has to read one snapshot then.

    Raises not_found, or action_not_possible where nobody has the order or they are there already.
    """
    order = await orders.see_order(tx, order_id, who.scope)
    late = await _whose(tx, order.engineer_id, now)
    rows = {row.stop.order_id: row for row in timeline(late.route, now)} if late else {}
    row = rows.get(order_id)
    if late is None or row is None or row.stop.arrived_at is not None:
        raise Problem("action_not_possible", status=order.status, action="rescue")
    urgent = [each.stop.order_id for each in rows.values() if rules.is_urgent(each, now)]
    found = await _found(tx, late, order_id, urgent, who, now, kept) if order_id in urgent else []
    asked = rules.consent(row.at) if is_late(late_minutes(row)) else None
    return rules.Rescue(order_id, late.route.engineer_id, late.name, urgent, found, asked, now)


async def _whose(tx: Tx, engineer_id: UUID | None, now: datetime) -> Engineer | None:
    found = await assign.engineers(tx, None, now, engineer_id) if engineer_id else []
    return (await _by_road(tx, found, None, now))[0] if found else None


async def _found(
    tx: Tx, late: Engineer, order_id: UUID, urgent: list[UUID], who: Who, now: datetime, kept: Kept | None
) -> list[rules.RescuePlan]:
    stations = None if who.scope.everything else who.scope.stations
    wanted = await days.visits(tx, [late])
    wished = wanted.get(order_id)
    asked = [wanted[id] for id in urgent if id in wanted]
    async with assign.everybody(tx, None, now, kept) as view:
        near = await asyncio.to_thread(rules.near, view, asked, late.route.engineer_id, stations)
    near = await _by_road(tx, near, wished, now)
    visits = await days.visits(tx, near)
    heads = await store.heads(tx, list(visits))
    return await asyncio.to_thread(rules.plans, near, visits, heads, order_id, now)


async def _by_road(tx: Tx, engineers: list[Engineer], wanted: Wanted | None, now: datetime) -> list[Engineer]:
    """With what is known of their ways, as the forecast knows it; also of those by the visit."""
    routes = await schedule.by_road(tx, [row.route for row in engineers], now, wanted.stop().place if wanted else None)
    return [msgspec.structs.replace(row, route=route) for row, route in zip(engineers, routes, strict=True)]


class ChosenPlan(msgspec.Struct):
    """A plan as it was offered: what it keeps, whose visits move, and each day's order."""

    way: rules.Kind
    keeps: list[UUID]
    moves: list[rules.HandOver]
    days: list[rules.DayOrder]


async def carry_out(tx: Tx, order_id: UUID, chosen: ChosenPlan, cause: Cause) -> datetime | None:
    """All of it or nothing; until when it can be taken back.

    Raises plan_outdated where a day is another one by now or a promise would not be kept, and what assigning raises.
    """
    now = cause.moment.server_time
    seen = {move.order_id: move.seen_engineer_id for move in chosen.moves}
    for id in sorted({order_id, *seen}, key=str):
        locked = await orders.lock_order(tx, id, cause.scope)
        if id in seen and locked.engineer_id != seen[id]:
            raise Problem("plan_outdated")
        if id == order_id:
            order = locked
    people = sorted({day.engineer_id for day in chosen.days} | {move.engineer_id for move in chosen.moves} | set(seen.values()), key=str)
    await assign.lock_days(tx, people, now)
    moves = [MovedVisit(move.order_id, move.engineer_id, move.seen_engineer_id) for move in chosen.moves]
    payload = Rescued(chosen.way, chosen.keeps, moves, await store.starts(tx, people))
    about = (order.id, order.visit_id, order.attendance_id)
    await events.append(tx, Event("rescue_carried_out", cause.actor, cause.moment, *about, payload=payload))
    for move in chosen.moves:
        await assign.assign(tx, move.order_id, move.engineer_id, move.expected, cause, seen=move.seen_engineer_id, reason_code="late")
    await _set_days(tx, chosen, now)
    orders.touch(tx, order, *people)
    return undo.until(cause.moment.happened_at, await undo.seconds(tx))


async def _set_days(tx: Tx, chosen: ChosenPlan, now: datetime) -> None:
    """In the order of the plan, and with the promises that it says it keeps."""
    found = [route for day in chosen.days for route in await schedule.routes_of(tx, day.engineer_id, now, now)]
    routes = {route.engineer_id: route for route in await schedule.by_road(tx, found, now)}
    if rules.differs(chosen.days, routes):
        raise Problem("plan_outdated")
    for each in chosen.days:
        route = rules.as_told(routes[each.engineer_id], each.orders)
        if any(is_late(late_minutes(row)) for row in timeline(route, now) if row.stop.order_id in chosen.keeps):
            raise Problem("plan_outdated")
        await schedule.plan(tx, route, now)


async def withdraw(tx: Tx, order_id: UUID, cause: Cause) -> None:
    """Everybody has again what they had, in the order of before. Raises what withdrawing raises; then nothing is taken back."""
    order = await orders.lock_order(tx, order_id, cause.scope)
    done = await store.last(tx, order_id)
    if done is None:
        raise Problem("nothing_to_withdraw")
    if done.user_id != cause.actor.user_id:
        raise Problem("acted_meanwhile", action="rescue", name="–")
    undo.must_be_in_time(done.happened_at, await undo.seconds(tx), cause.moment.server_time)
    for move in sorted(done.payload.moves, key=lambda move: str(move.order_id)):
        stands: Status = (await orders.see_order(tx, move.order_id, cause.scope)).status
        await withdrawals.withdraw(tx, move.order_id, stands, cause)
    await store.put_back(tx, done.payload.starts)
    about = (order.id, order.visit_id, order.attendance_id)
    await events.append(tx, Event("rescue_withdrawn", cause.actor, cause.moment, *about, payload=Nothing()))
    orders.touch(tx, order, *(move.engineer_id for move in done.payload.moves), *(move.previous_engineer_id for move in done.payload.moves))
