"""Times to offer to a customer who is on the telephone."""

from datetime import datetime
from uuid import UUID

from litestar import get

from ...db import Tx
from ...model import Who
from . import actions, rules


@get("/api/orders/{order_id:uuid}/windows", opt={"permission": "orders.act"})
async def windows(
    tx: Tx, who: Who, order_id: UUID, now: datetime, window_from: datetime | None = None, window_to: datetime | None = None
) -> list[rules.OfferedWindow]:
    """The soonest half-days and hours in which somebody suitable has room; of one window, who could keep it before it is promised."""
    if window_from and window_to:
        return [await actions.look_at(tx, who.scope, order_id, window_from, window_to, now)]
    return await actions.offer_windows(tx, who.scope, order_id, now)


ROUTES = [windows]
