"""Taking one order: from the console, and from other programs (docs/api.md)."""

from datetime import datetime

from litestar import post

from ...db import Tx
from ...model import Who
from . import actions


@post("/api/orders", opt={"permission": "orders.take"})
async def take_order(tx: Tx, who: Who, data: actions.NewOrder, now: datetime) -> actions.Taken:
    """Takes an order under an id that the sender made, so that the same one twice is one."""
    return await actions.take_as(tx, who, data, now)


ROUTES = [take_order]
