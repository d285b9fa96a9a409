"""Takes back what the office decided a moment ago: the order, whoever had it, its window and its clocks are as before."""

from datetime import datetime
from uuid import UUID

from ... import events, undo
from ...db import Tx
from ...event_kinds import Event
from ...model import Cause, Status
from ...order_facts import DecisionWithdrawn
from ...problems import Problem
from ...reactions import AFTER_WITHDRAWAL, react
from ..actions import Changed
from ..clocks import actions as clocks
from ..order import actions as orders
from . import rules, store
from .rules import Withdrawal


async def withdraw(tx: Tx, order_id: UUID, expected: Status, cause: Cause) -> Changed:
    """One event, and nobody is told of either: what would have been said was held back.

    Raises status_moved, nothing_to_withdraw, acted_meanwhile where somebody has built on it, or too_late_to_withdraw.
    """
    order = await orders.lock_order(tx, order_id, cause.scope)
    if order.status != expected:
        raise Problem("status_moved", expected=expected, found=order.status)
    found, moment = await store.last_decision(tx, order_id), cause.moment
    decision, before = rules.check(found, cause.actor, await undo.seconds(tx), moment.server_time)
    payload = DecisionWithdrawn(decision.action, order.status, before)
    about = (order.id, order.visit_id, order.attendance_id)
    await events.append(tx, Event("decision_withdrawn", cause.actor, moment, *about, payload=payload))
    since = await clocks.status_since(tx, order_id) or moment.happened_at
    await orders.set_status(tx, order, before, since)
    await react(tx, AFTER_WITHDRAWAL, Withdrawal(order, decision, before, cause.actor, moment))
    return Changed(before)


async def until(tx: Tx, action: str, happened_at: datetime) -> datetime | None:
    """Until when what was just decided can be withdrawn."""
    return undo.until(happened_at, await undo.seconds(tx)) if action in rules.WITHDRAWABLE else None
