"""An engineer has looked at the device that stands there: it is recorded, and the order is about that one where they say so."""

from uuid import UUID

from ... import events
from ...db import Tx
from ...event_kinds import Event
from ...ids import new_id
from ...model import ALL, Cause
from ...order_facts import DeviceChecked
from ...status.order import actions as orders
from ...status.review import actions as reviews
from ...status.visit import actions as visits
from ...text import key, tidy
from . import rules, store


async def check(tx: Tx, attendance_id: UUID, said: rules.DeviceCheck, cause: Cause) -> None:
    """A device of another customer is never taken by itself: the office is asked. Raises not_your_visit."""
    mine = await visits.lock_order_of(tx, attendance_id, cause.actor.user_id)
    order, now = await orders.see_order(tx, mine.order_id, ALL), cause.moment.server_time
    expected = await store.expected(tx, order.id)
    serial = tidy(said.serial)
    found = await store.find(tx, key(serial), serial, expected.account_id)
    verdict = rules.verdict(said, expected, found)
    if verdict == "added":
        found = rules.Found(new_id(now), expected.account_id)
        await store.add(tx, found.id, expected, serial, key(serial))
    if found and verdict in ("corrected", "added"):
        await store.set_device(tx, order.id, found.id)
    payload = DeviceChecked(serial, verdict, None if verdict == "same" else expected.serial)
    await events.append(tx, Event("device_checked", cause.actor, cause.moment, order.id, mine.visit_id, mine.id, cause.command_id, payload))
    if verdict == "of_another":
        await reviews.open_review(tx, order.id, rules.ASKS, now, mine.id)
    orders.touch(tx, order, mine.engineer_id, order.engineer_id)
