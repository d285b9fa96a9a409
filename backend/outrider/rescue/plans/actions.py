"""A late visit: the plans that keep its promise, one of them carried out as a whole, and taken back as a whole."""

import asyncio
from datetime import datetime
from typing import Annotated
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
from ...notify.messages import actions as messages
from ...notify.messages.rules import LONGEST_OF_OFFICE
from ...order_facts import Nothing
from ...problems import Problem
from ...schedule import actions as schedule
from ...schedule.rules import Route, is_late, late_minutes, timeline, unpins
from ...status.order import actions as orders
from ...status.withdraw import actions as withdrawals
from ..chance.rules import likely
from ..threat import rules as threat
from ..why import rules as why
from ..words import actions as words
from ..words import rules as asking
from . import rules, store


async def plans(tx: Tx, order_id: UUID, who: Who, now: datetime, kept: Kept | None = None) -> rules.Rescue:
    """kept: where everybody is in memory; the transaction has to read one snapshot then.

    Raises not_found, or action_not_possible where nobody has the order or they are there already.
    """
    order = await orders.see_order(tx, order_id, who.scope)
    late = await _whose(tx, order.engineer_id, now)
    rows = timeline(late.route, now) if late else []
    row = next((row for row in rows if row.stop.order_id == order_id), None)
    if late is None or row is None or row.stop.arrived_at is not None:
        raise Problem("action_not_possible", status=order.status, action="rescue")
    due, comes_late = threat.threatened(late.route, now), is_late(late_minutes(row))
    found = await _found(tx, late, order_id, [*due], who, now, kept) if order_id in due else []
    asked = asking.consent(row.at) if comes_late else None
    still = [id for id, each in due.items() if each.late]
    rescue = rules.Rescue(order_id, late.route.engineer_id, late.name, still, found, asked, now)
    return await _as_it_stands(tx, rescue, late.route, now) if comes_late or order_id in due else rescue


async def _as_it_stands(tx: Tx, rescue: rules.Rescue, route: Route, now: datetime) -> rules.Rescue:
    """With why it comes late, or may, and what the customer would hear if nothing moved."""
    rows = timeline(route, now)
    sure = likely(route, rows, now)
    place = next(n for n, row in enumerate(rows) if row.stop.order_id == rescue.order_id)
    head = (await store.heads(tx, [rescue.order_id]))[rescue.order_id]
    told = await words.of(tx, [rules.staying(head, rescue.engineer, rows[place], sure[place])], now)
    return msgspec.structs.replace(rescue, cause=why.cause(rows, place, sure[place].way, now), stay=next(iter(told), None))


async def _whose(tx: Tx, engineer_id: UUID | None, now: datetime) -> Engineer | None:
    found = await assign.engineer(tx, engineer_id, None, now) if engineer_id else None
    return (await _by_road(tx, [found], None, now))[0] if found else None


async def _found(
    tx: Tx, late: Engineer, order_id: UUID, due: list[UUID], who: Who, now: datetime, kept: Kept | None
) -> list[rules.RescuePlan]:
    stations = None if who.scope.everything else who.scope.stations
    wanted = await days.visits(tx, [late])
    wished = wanted.get(order_id)
    asked = [wanted[id] for id in due if id in wanted]
    async with assign.everybody(tx, None, now, kept) as view:
        near = await asyncio.to_thread(rules.near, view, asked, late.route.engineer_id, stations)
    near = await _by_road(tx, near, wished, now)
    visits = await days.visits(tx, near)
    heads = await store.heads(tx, list(visits))
    found = await asyncio.to_thread(rules.plans, near, visits, heads, order_id, now)
    return [msgspec.structs.replace(plan, words=await words.of(tx, rules.heard(plan.changes), now)) for plan in found]


async def _by_road(tx: Tx, engineers: list[Engineer], wanted: Wanted | None, now: datetime) -> list[Engineer]:
    """With what is known of their ways, as the forecast knows it; also of those by the visit."""
    routes = await schedule.by_road(tx, [row.route for row in engineers], now, wanted.stop().place if wanted else None)
    return [msgspec.structs.replace(row, route=route) for row, route in zip(engineers, routes, strict=True)]


class ChosenPlan(msgspec.Struct):
    """A plan as it was offered: what it keeps, whose visits move, each day's order, and what customers hear of it.

    words: by the order; whoever is not in it hears what a hand-over says by itself. reason, reason_code: why the visits are taken from whoever has
    them, in words or as a code.
    """

    way: rules.Kind
    keeps: list[UUID]
    moves: list[rules.HandOver]
    days: list[rules.DayOrder]
    words: dict[UUID, Annotated[str, msgspec.Meta(max_length=2 * LONGEST_OF_OFFICE)]] = {}
    reason: str = ""
    reason_code: str = "late"

    def about(self) -> set[UUID]:
        """Every visit that it may change."""
        return {id for day in self.days for id in day.orders} | {move.order_id for move in self.moves}


async def carry_out(tx: Tx, order_id: UUID, chosen: ChosenPlan, cause: Cause) -> datetime | None:
    """All of it or nothing; until when it can be taken back.

    Raises plan_outdated where a day is another one by now or a promise would not be kept, field_not_valid where somebody would be told of a visit
    that is not in it, and what assigning and writing raise.
    """
    now = cause.moment.server_time
    seen = {move.order_id: move.seen_engineer_id for move in chosen.moves}
    if not chosen.words.keys() <= {order_id, *chosen.about()}:
        raise Problem("field_not_valid", fields=["words"])
    for id in sorted({order_id, *seen, *chosen.words}, key=str):
        locked = await orders.lock_order(tx, id, cause.scope)
        if id in seen and (locked.engineer_id != seen[id] or locked.pinned):
            raise Problem("plan_outdated")
        if id == order_id:
            order = locked
    people = sorted({day.engineer_id for day in chosen.days} | {move.engineer_id for move in chosen.moves} | set(seen.values()), key=str)
    await assign.lock_days(tx, people, now)
    moves = [MovedVisit(move.order_id, move.engineer_id, move.seen_engineer_id) for move in chosen.moves]
    payload = Rescued(chosen.way, chosen.keeps, moves, await days.starts(tx, people), sorted(chosen.words, key=str))
    about = (order.id, order.visit_id, order.attendance_id)
    await events.append(tx, Event("rescue_carried_out", cause.actor, cause.moment, *about, payload=payload))
    for move in chosen.moves:
        seen_with, why = move.seen_engineer_id, chosen.reason_code
        await assign.assign(tx, move.order_id, move.engineer_id, move.expected, cause, chosen.reason, seen=seen_with, reason_code=why)
    for id in sorted(chosen.words, key=str):
        await messages.tell_arrival(tx, id, chosen.words[id], cause)
    await _set_days(tx, chosen, now)
    orders.touch(tx, order, *people)
    return undo.until(cause.moment.happened_at, await undo.seconds(tx))


async def _set_days(tx: Tx, chosen: ChosenPlan, now: datetime) -> None:
    """In the order of the plan, and with the promises that it says it keeps."""
    until = await store.last_begins(tx, [id for day in chosen.days for id in day.orders])
    found = await schedule.routes_of_some(tx, [day.engineer_id for day in chosen.days], now, until or now)
    routes = {route.engineer_id: route for route in await schedule.by_road(tx, found, now)}
    if rules.differs(chosen.days, routes):
        raise Problem("plan_outdated")
    for each in chosen.days:
        route = rules.as_told(routes[each.engineer_id], each.orders)
        rows, stood = timeline(route, now), timeline(routes[each.engineer_id], now)
        if unpins(stood, rows) or any(is_late(late_minutes(row)) for row in rows if row.stop.order_id in chosen.keeps):
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
    for id in done.payload.told:
        await messages.hold_back_arrival(tx, id, done.happened_at, cause)
    await days.put_back(tx, done.payload.starts)
    about = (order.id, order.visit_id, order.attendance_id)
    await events.append(tx, Event("rescue_withdrawn", cause.actor, cause.moment, *about, payload=Nothing()))
    orders.touch(tx, order, *(move.engineer_id for move in done.payload.moves), *(move.previous_engineer_id for move in done.payload.moves))
