"""Customer and office write to each other at an order. What is written stands in the one list of what was said (notify/customers)."""

from datetime import datetime
from uuid import UUID

import msgspec

from ... import events
from ...db import Tx
from ...event_kinds import Event
from ...ids import new_id
from ...model import ALL, Cause, Who, actor_of, moment_of
from ...order_facts import MessageWritten
from ...problems import Problem
from ...status.order import actions as orders
from .. import actions as notify
from . import rules, store


async def write_by_link(tx: Tx, order_id: UUID, id: UUID, text: str, cause: Cause, action: str = "customer_wrote") -> bool:
    """Of the customer. id: of the form, so that one that is sent twice is one message. action: whom it rings (notify/rules.py, AUDIENCE).
    False: it is there already.

    Raises data_missing, message_too_long or too_many_messages.
    """
    said, now = rules.read(text, rules.LONGEST), cause.moment.server_time
    order = await orders.lock_order(tx, order_id, ALL)
    known = await store.find(tx, id)
    if known and (known.order_id, known.written_by, known.text) == (order_id, None, said):
        return False
    if await store.written_since(tx, order_id, now - rules.DAY) >= rules.MOST_A_DAY:
        raise Problem("too_many_messages", most=rules.MOST_A_DAY)
    row = store.Written(new_id(now) if known else id, order_id, None, said, now)  # Back and another text: a message of its own
    await store.add(tx, row)
    await events.append(tx, Event("customer_wrote", cause.actor, cause.moment, order.id, order.visit_id, payload=MessageWritten(row.id)))
    short = rules.in_a_notice(said)
    change = notify.Change([order.id], action, cause.moment, order.engineer_id, station=order.station_id, words=lambda _: {"text": short})
    await notify.notify_change(tx, change)
    orders.touch(tx, order, order.engineer_id)
    return True


async def write(tx: Tx, who: Who, order_id: UUID, text: str, now: datetime) -> None:
    """Of the office: by the way that the contact chose, else somebody has to ring. What they wrote is answered by it.

    Raises not_found, data_missing or message_too_long.
    """
    said = rules.read(text, rules.LONGEST_OF_OFFICE)
    order = await orders.lock_order(tx, order_id, who.scope)
    words = said.replace("{", "(").replace("}", ")")
    change = notify.Change([order.id], "customer_written", moment_of(now), by=who.user_id, words=lambda _: {"text": words})
    told = await notify.notify_change(tx, change)
    row = store.Written(new_id(now), order_id, who.user_id, said, now)
    await store.add(tx, row, next(iter(told), None))
    await store.see(tx, order_id, now, who.user_id)
    about = (order.id, order.visit_id)
    await events.append(tx, Event("customer_written", actor_of(who), moment_of(now), *about, payload=MessageWritten(row.id)))
    orders.touch(tx, order, order.engineer_id)


async def tell_arrival(tx: Tx, order_id: UUID, text: str, cause: Cause) -> None:
    """Of the office: who comes when, before the promise is broken; held back as what a decision says is, and in place of it.

    Raises not_found, data_missing or message_too_long.
    """
    said = rules.read(text, rules.LONGEST_OF_OFFICE)
    order = await orders.lock_order(tx, order_id, cause.scope)
    words = said.replace("{", "(").replace("}", ")")
    await notify.say_instead(tx, order_id, cause.moment)
    change = notify.Change([order.id], "tell_arrival", cause.moment, words=lambda _: {"text": words})
    told = await notify.notify_change(tx, change)
    row = store.Written(new_id(cause.moment.server_time), order_id, cause.actor.user_id, said, cause.moment.server_time)
    await store.add(tx, row, next(iter(told), None))
    orders.touch(tx, order, order.engineer_id)


async def hold_back_arrival(tx: Tx, order_id: UUID, told_at: datetime, cause: Cause) -> None:
    """It goes out by no way, and nobody has to ring for it."""
    order = await orders.lock_order(tx, order_id, cause.scope)
    await notify.hold_back_arrival(tx, order_id, told_at, cause.moment.server_time)
    orders.touch(tx, order, order.engineer_id)


async def tick(tx: Tx, who: Who, order_id: UUID, now: datetime) -> None:
    """What the customer wrote was read, and needs no answer. Raises not_found."""
    order = await orders.lock_order(tx, order_id, who.scope)
    if await store.see(tx, order_id, now, who.user_id):
        orders.touch(tx, order, order.engineer_id)


class Line(msgspec.Struct):
    """As the customer's page shows it. ours: of the office."""

    ours: bool
    text: str
    at: datetime


async def thread(tx: Tx, order_id: UUID) -> list[Line]:
    """The oldest first."""
    return [Line(row.written_by is not None, row.text, row.written_at) for row in await store.thread(tx, order_id)]
