"""Taking one order: from the console, and from other programs (docs/api.md)."""

from datetime import datetime
from typing import Any

from litestar import Request, get, post

from ...db import Tx
from ...model import Who
from . import actions, store


@post("/api/orders", opt={"permission": "orders.take"})
async def take_order(request: Request[Any, Any, Any], tx: Tx, who: Who, data: actions.NewOrder, now: datetime) -> actions.Taken:
    """Takes an order under an id that the sender made, so that the same one twice is one."""
    if not data.came_in and not data.alarm_key and request.headers.get("authorization"):
        data.came_in = "web"  # a program that does not say otherwise
    return await actions.take_as(tx, who, data, now)


@get("/api/counters", opt={"permission": "orders.take"})
async def counters(tx: Tx, who: Who) -> list[store.Counter]:
    """To which counters a device can be brought: the stations that the asker sees."""
    return await actions.counters_of(tx, who.scope)


ROUTES = [take_order, counters]
