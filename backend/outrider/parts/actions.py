"""Asking for a part, and telling when it will come: every change of that date is kept and shown."""

from datetime import date, datetime
from uuid import UUID

from .. import events
from ..db import Tx
from ..event_kinds import Event, PartDateTold, PartMoved, PartRequested
from ..ids import new_id
from ..model import Who, actor_of, moment_of
from ..problems import Problem
from ..status.order import actions as orders
from . import rules, store


async def catalogue(tx: Tx) -> list[store.PartKind]:
    return await store.kinds(tx)


async def requests(tx: Tx, orders: list[UUID]) -> list[store.PartRequest]:
    return await store.requests(tx, orders)


async def request(tx: Tx, who: Who, order_id: UUID, kind: UUID, quantity: int, now: datetime) -> UUID:
    order = await orders.lock_order(tx, order_id, who.scope)
    if not await store.is_kind(tx, kind):
        raise Problem("not_found")
    if not 1 <= quantity <= 999:
        raise Problem("field_not_valid", fields=["quantity"])
    request_id = new_id(now)
    await store.add_request(tx, request_id, order_id, kind, quantity, who.user_id, now)
    payload = PartRequested(request_id, kind, quantity)
    await events.append(tx, Event("part_requested", actor_of(who), moment_of(now), order_id, payload=payload))
    orders.touch(tx, order, order.engineer_id)
    return request_id


async def expect(tx: Tx, who: Who, request_id: UUID, expected_on: date, reason: str, now: datetime) -> None:
    order_id = await store.order_of(tx, request_id)
    if order_id is None:
        raise Problem("not_found")
    order = await orders.lock_order(tx, order_id, who.scope)
    if expected_on < now.date():
        raise Problem("date_not_valid")
    await store.set_date(tx, request_id, expected_on)
    await store.add_date(tx, request_id, now, expected_on, reason, who.user_id)
    payload = PartDateTold(request_id, expected_on, reason)
    await events.append(tx, Event("part_date_told", actor_of(who), moment_of(now), order_id, payload=payload))
    orders.touch(tx, order, order.engineer_id)


async def move(tx: Tx, who: Who, request_id: UUID, was: str, to: str, now: datetime) -> None:
    order_id = await store.order_of(tx, request_id)
    if order_id is None:
        raise Problem("not_found")
    order = await orders.lock_order(tx, order_id, who.scope)
    if to not in rules.REQUEST_STEPS.get(was, frozenset()) or not await store.set_status(tx, request_id, was, to):
        raise Problem("action_not_possible", status=was, action=to)
    payload = PartMoved(request_id, was, to)
    await events.append(tx, Event("part_moved", actor_of(who), moment_of(now), order_id, payload=payload))
    orders.touch(tx, order, order.engineer_id)
