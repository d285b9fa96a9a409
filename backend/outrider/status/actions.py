"""Changing what stage an order is at. The console, the phone and the system all come through here; what follows stands in reactions.py."""

from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

import msgspec

from .. import events
from ..db import Tx
from ..event_kinds import Event
from ..model import ALL, Actor, Cause, Role, Scope, Status
from ..order_facts import Inspected, OrderAction, Quoted
from ..problems import Problem
from ..reactions import AFTER_CHANGE, AFTER_CONFLICT, react
from . import rules, store
from .crew import actions as crew
from .order import actions as orders
from .order.rules import OrderState
from .pin import actions as pins
from .promise import actions as promises
from .review.rules import LATE_WORK
from .rules import Happened
from .visit import actions as visits
from .visit.store import Attendance

Late: TypeAlias = OrderAction | Inspected | Quoted


class Changed(msgspec.Struct):
    """conflict: the fact was kept, but the order's status did not follow, and why. undo_until: so long it can be withdrawn."""

    status: Status
    conflict: str | None = None
    undo_until: datetime | None = None


async def change(
    tx: Tx,
    order_id: UUID,
    action: str,
    cause: Cause,
    *,
    expected: Status | None = None,
    data: dict[str, Any] | None = None,
    seen: UUID | None = None,
    by: Scope | None = None,
) -> Changed:
    """data: as a person sent it. The cause's scope: whose orders they see; by: those that they may do this to, where that is less.

    Raises action_not_possible, review_open, status_moved, data_missing, field_not_valid, not_allowed or not_found; then nothing was done.
    """
    said = rules.read(action, data or {}, closed=True)
    order = await (orders.lock_order_as_seen(tx, order_id, cause.scope, seen) if seen else orders.lock_order(tx, order_id, cause.scope))
    if expected is not None and order.status != expected:
        raise Problem("status_moved", expected=expected, found=order.status)
    if by not in (None, cause.scope) and not await orders.is_seen(tx, order_id, by):
        raise Problem("not_allowed")
    if action in rules.CLOSES and LATE_WORK in order.asked:
        raise Problem("review_open")
    return await apply(tx, order, action, cause, said)


def read_why(action: str, reason: str, reason_code: str) -> dict[str, Any]:
    """Raises field_not_valid where a code is none of this action's."""
    return rules.read(action, {"reason": reason, "reason_code": reason_code or None}, closed=True)


async def apply(tx: Tx, order: OrderState, action: str, cause: Cause, data: dict[str, Any], landing: Status | None = None) -> Changed:
    """data: what was said (rules.read) and the server's own facts. landing: where it goes in place of what the table says."""
    actor, moment = cause.actor, cause.moment
    roles = actor.roles if actor.kind == "user" else frozenset(Role)
    if actor.kind == "user" and order.engineer_id != actor.user_id:
        roles = roles - {Role.ENGINEER}
    line = rules.check(order.status, action, roles, data, order.kind)
    last = await _last_tap(tx, order, actor) if line.to == "back" else None
    status = landing or rules.next_status(line, order.status, last, moment.happened_at)
    facts = await promises.facts(tx, order, action, data, moment) | await pins.facts(tx, order, action, data)
    await orders.set_status(tx, order, status, moment.happened_at)
    payload = OrderAction(order.status, status, **{**data, **facts})
    about = (order.id, order.visit_id, order.attendance_id)
    await events.append(tx, Event(action, actor, moment, *about, cause.command_id, payload))
    undone = last.action if last else None
    what = Happened(order, action, status, actor, moment, data, order.attendance_id, order.engineer_id, undone)
    await react(tx, AFTER_CHANGE, what)
    return Changed(status)


async def take_from_phone(
    tx: Tx, attendance_id: UUID, action: str, expected: Status, cause: Cause, data: dict[str, Any], facts: dict[str, Any] | None = None
) -> Changed:
    """A fact that an engineer recorded, maybe hours ago without network: kept always, even where the order has moved on.

    data: as the phone sent it; facts: the server's own. Raises not_your_visit (never theirs), not_the_lead (it is for somebody else
    to say), unknown_command (no such action) or field_not_valid (a value that nobody can mean).
    """
    if action not in rules.ACTIONS:
        raise Problem("unknown_command", kind=action)
    said = {**rules.read(action, data, closed=False), **(facts or {})}
    mine = await visits.lock_order_of(tx, attendance_id, cause.actor.user_id)
    order = await orders.see_order(tx, mine.order_id, ALL)
    if mine.joins:
        await crew.tell(tx, order, mine, action, cause, said)
        return Changed(order.status)
    try:
        check_as_left(order, mine, action, order.status if action == "note" else expected)
        return await apply(tx, order, action, cause, said)
    except Problem as refusal:
        return await record_conflict(tx, order, mine, action, cause, {**said, "expected": expected}, refusal.code)


def check_as_left(order: OrderState, mine: Attendance, action: str, expected: Status) -> None:
    """It is still theirs, and where they saw it. Raises action_not_possible or status_moved."""
    if mine.ended_at is not None or order.attendance_id != mine.id:
        raise Problem("action_not_possible", status=order.status, action=action)
    if order.status != expected:
        raise Problem("status_moved", expected=expected, found=order.status)


async def stays(tx: Tx, mine: Attendance) -> Changed | None:
    """There is news of an attendance that is over, and the order stays where it is. None: it is not over."""
    if mine.ended_at is None:
        return None
    order = await orders.lock_order(tx, mine.order_id, ALL)
    orders.touch(tx, order, mine.engineer_id, order.engineer_id)
    return Changed(order.status)


async def record_conflict(
    tx: Tx, order: OrderState, mine: Attendance, action: str, cause: Cause, data: dict[str, Any], reason: str
) -> Changed:
    """The work belongs to the attendance and is never refused; a dispatcher decides about the order."""
    payload = OrderAction(**data, conflict=reason, found=order.status)
    return await keep_late(tx, order, mine, action, action, payload, cause, data)


async def keep_late(
    tx: Tx, order: OrderState, mine: Attendance, action: str, kind: str, payload: Late, cause: Cause, data: dict[str, Any] | None = None
) -> Changed:
    """kind: of its event. payload: with what it conflicts with. data: what an action of the table said."""
    await events.append(tx, Event(kind, cause.actor, cause.moment, order.id, mine.visit_id, mine.id, cause.command_id, payload))
    what = Happened(order, action, order.status, cause.actor, cause.moment, data or {}, mine.id, mine.engineer_id)
    await react(tx, AFTER_CONFLICT, what)
    return Changed(order.status, payload.conflict)


async def _last_tap(tx: Tx, order: OrderState, actor: Actor) -> rules.LastTap | None:
    row = await store.last_tap(tx, order.id)
    if row is None or row.user_id != actor.user_id or row.kind == "undo" or row.went_to != order.status:
        return None
    return rules.LastTap(row.kind, row.came_from, row.happened_at)
