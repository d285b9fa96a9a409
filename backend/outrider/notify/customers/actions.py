"""What customers were told, and the calls to those whom no message reaches."""

from datetime import datetime
from uuid import UUID

from ... import events
from ...db import Tx
from ...event_kinds import Event
from ...model import ALL, Cause, Scope
from ...order_facts import CustomerCalled
from ...problems import Problem
from ...status.order import actions as orders
from ...status.order.rules import OrderState
from ..rules import Person
from . import rules, store


async def messages(tx: Tx, order_id: UUID) -> list[store.Message]:
    """What was said to the customer and by them, the newest first."""
    return await store.messages(tx, order_id)


async def beside(tx: Tx, order_id: UUID, scope: Scope) -> list[store.Beside]:
    """What else the same person has to be rung for."""
    return await store.beside(tx, order_id, scope)


async def contacts_of(tx: Tx, orders: list[UUID]) -> list[store.Contact]:
    return await store.contacts_of(tx, orders)


def hears(person: Person, kind: str) -> bool:
    """Whom no message reaches is rung, but not for everything."""
    return not person.contact or bool(person.channels["*"]) or rules.is_rung(kind)


async def overtake(tx: Tx, order_id: UUID, now: datetime) -> None:
    """They chose a time themselves: another one that waits to be told is not theirs any more."""
    await store.overtake(tx, order_id, rules.TELLS_TIME, now)


def is_rung(kind: str) -> bool:
    """What has no way to go is said by telephone."""
    return rules.is_rung(kind)


async def went(tx: Tx, notification_id: UUID, order_id: UUID, kind: str, arrived: bool) -> None:
    """What became of a message is seen at the order at once; what did not arrive is said by telephone."""
    if not arrived and rules.is_rung(kind):
        await store.add_call(tx, notification_id, order_id)
    order = await orders.see_order(tx, order_id, ALL)
    orders.touch(tx, order, None)


async def record_call(tx: Tx, notification_id: UUID, outcome: rules.CallOutcome, cause: Cause) -> None:
    """One call for all of a contact's orders: what else they have to be told is told in it.

    Raises not_found where nobody has to ring, or somebody reached them already.
    """
    order_id = await store.order_of(tx, notification_id)
    if order_id is None:
        raise Problem("not_found")
    await orders.see_order(tx, order_id, cause.scope)
    wanted = {order_id: notification_id, **{row.order_id: row.id for row in await store.beside(tx, order_id, cause.scope)}}
    for each in sorted(wanted):  # in one order for everybody, so that two callers do not wait for each other
        order = await orders.lock_order(tx, each, cause.scope)
        await _settle(tx, order, wanted[each], outcome, cause, beside=each != order_id)


async def _settle(tx: Tx, order: OrderState, notification_id: UUID, outcome: rules.CallOutcome, cause: Cause, beside: bool) -> None:
    """beside: told in a call that was made for another order; somebody may have told it meanwhile."""
    call = await store.call(tx, notification_id)
    if call is None and beside:
        return
    if call is None or cause.actor.user_id is None:
        raise Problem("not_found")
    await store.settle(tx, notification_id, outcome, cause.moment.server_time, cause.actor.user_id)
    payload = CustomerCalled(outcome, call.kind)
    await events.append(tx, Event("customer_called", cause.actor, cause.moment, order.id, order.visit_id, payload=payload))
    orders.touch(tx, order, None)
