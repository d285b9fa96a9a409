"""Taking one order: from the console, and from other programs (docs/api.md)."""

from datetime import datetime

from litestar import get, post

from ...db import Tx
from ...model import Who
from . import actions, store


@post("/api/orders", opt={"permission": "orders.take"})
async def take_order(tx: Tx, who: Who, data: actions.NewOrder, now: datetime) -> actions.Taken:
    """Takes an order under an id that the sender made, so that the same one twice is one."""
    return await actions.take_as(tx, who, data, now)


@get("/api/counters", opt={"permission": "orders.take"})
async def counters(tx: Tx, who: Who) -> list[store.Counter]:
    """To which counters a device can be brought: the stations that the asker sees."""
    return await actions.counters_of(tx, who.scope)


ROUTES = [take_order, counters]
