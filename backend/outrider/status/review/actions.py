"""What a dispatcher has to look at: opened, withdrawn where its reason is gone, settled by their decision."""

from uuid import UUID

from ... import events
from ...db import Tx
from ...event_kinds import Event, ReviewSettled
from ...model import ALL, Actor, Moment, Scope
from ...problems import Problem
from ..order.actions import lock_order, touch, try_lock
from ..rules import ACTIONS, SICK, Happened
from . import store


async def open_for_late_work(tx: Tx, what: Happened) -> None:
    """Work that did not fit. What is asked already is answered first."""
    if what.order.needs_review is None or what.order.needs_review in ACTIONS:
        await store.set_review(tx, what.order.id, what.action)


async def withdraw_absence(tx: Tx, what: Happened) -> None:
    """Whoever was ill has the visit no more."""
    if what.order.needs_review == SICK:
        await _ask_next(tx, what.order.id)


async def settle(tx: Tx, order_id: UUID, actor: Actor, scope: Scope, moment: Moment, decision: str) -> str:
    """A dispatcher looked at what did not fit and says how it stays. What they had been asked. Raises not_found or action_not_possible."""
    order = await lock_order(tx, order_id, scope)
    if order.needs_review is None:
        raise Problem("action_not_possible", status=order.status, action="settle")
    payload = ReviewSettled(decision, order.needs_review)
    about = (order.id, order.visit_id, order.attendance_id)
    await events.append(tx, Event("review_settled", actor, moment, *about, payload=payload))
    await _ask_next(tx, order_id)
    touch(tx, order, order.engineer_id)
    return order.needs_review


async def _ask_next(tx: Tx, order_id: UUID) -> None:
    """An order asks one question at a time: work that came late may have waited behind the one that is answered."""
    await store.set_review(tx, order_id, await store.late_work(tx, order_id, list(ACTIONS)))


async def open_review(tx: Tx, order_id: UUID, reason: str) -> None:
    """A dispatcher has to look at it; what they already have to look at stands."""
    order = await try_lock(tx, order_id, ALL)
    if order is not None and order.needs_review is None:
        await store.set_review(tx, order_id, reason)
        touch(tx, order, order.engineer_id)


async def withdraw_review(tx: Tx, order_id: UUID, reason: str) -> None:
    """The reason is gone by itself; anything else that a dispatcher has to look at stands."""
    order = await try_lock(tx, order_id, ALL)
    if order is not None and order.needs_review == reason:
        await _ask_next(tx, order_id)
        touch(tx, order, order.engineer_id)
