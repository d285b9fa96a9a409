"""Times to offer to a customer who is on the telephone."""

from datetime import datetime
from uuid import UUID

from litestar import get

from ...db import Tx
from ...model import Who
from . import actions, rules


@get("/api/orders/{order_id:uuid}/windows", opt={"permission": "orders.act"})
async def windows(tx: Tx, who: Who, order_id: UUID, now: datetime) -> list[rules.OfferedWindow]:
    """The soonest half-days and hours in which somebody suitable has room for this order."""
    return await actions.offer_windows(tx, who, order_id, now)


@get("/api/orders/{order_id:uuid}/window", opt={"permission": "orders.act"})
async def window(tx: Tx, who: Who, order_id: UUID, window_from: datetime, window_to: datetime, now: datetime) -> rules.OfferedWindow:
    """Who could keep this window, before it is promised."""
    return await actions.look_at(tx, who, order_id, window_from, window_to, now)


ROUTES = [windows, window]
