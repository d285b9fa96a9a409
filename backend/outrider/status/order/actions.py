"""One order: seen, or locked so that nobody else changes it until this transaction ends."""

from datetime import datetime
from uuid import UUID

from ...db import Tx
from ...model import Scope, Status
from ...problems import Problem
from . import store
from .rules import OrderState


async def try_lock(tx: Tx, order_id: UUID, scope: Scope) -> OrderState | None:
    """None: it is not known, or not seen in this scope."""
    return await store.lock_order(tx, order_id, scope)


async def see_order(tx: Tx, order_id: UUID, scope: Scope) -> OrderState:
    """Without waiting for anybody, and nobody waits for it. Raises not_found."""
    return _known(await store.see_order(tx, order_id, scope))


async def is_seen(tx: Tx, order_id: UUID, scope: Scope) -> bool:
    return await store.see_order(tx, order_id, scope) is not None


async def lock_order(tx: Tx, order_id: UUID, scope: Scope) -> OrderState:
    """Raises not_found."""
    return _known(await store.lock_order(tx, order_id, scope))


def _known(order: OrderState | None) -> OrderState:
    if order is None:
        raise Problem("not_found")
    return order


async def lock_order_as_seen(tx: Tx, order_id: UUID, scope: Scope, seen: UUID | None) -> OrderState:
    """Two who decide at once about one visit: the second is told who has it now. Raises not_found or engineer_changed."""
    order = await lock_order(tx, order_id, scope)
    if order.engineer_id != seen:
        raise Problem("engineer_changed", name=await store.name_of(tx, order.engineer_id) if order.engineer_id else "–")
    return order


async def holder(tx: Tx, order_id: UUID) -> UUID | None:
    """Who has it as this request begins, without waiting for anybody."""
    return await store.holder(tx, order_id)


async def name_of(tx: Tx, engineer_id: UUID) -> str:
    return await store.name_of(tx, engineer_id)


async def set_status(tx: Tx, order: OrderState, status: Status, at: datetime) -> None:
    """Raises status_moved."""
    if status != order.status and not await store.set_status(tx, order.id, order.status, status, at):
        raise Problem("status_moved", expected=order.status, found=status)


def touch(tx: Tx, order: OrderState, *engineers: UUID | None) -> None:
    """Tells the feed: once for the office, once more for each further engineer concerned, and for the crew."""
    concerned = [engineer for engineer in dict.fromkeys((*engineers, *order.crew)) if engineer]
    tx.touch("order", order.id, engineer=concerned[0] if concerned else None, station=order.station_id, account=order.account_id)
    for engineer in concerned[1:]:
        tx.touch("order", order.id, engineer=engineer)
