"""The office writes to a customer, or ticks off what the customer wrote."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import post

from ...db import Tx
from ...idempotency import once
from ...model import Who
from . import actions
from .rules import LONGEST_OF_OFFICE


class NewMessage(msgspec.Struct):
    text: Annotated[str, msgspec.Meta(max_length=2 * LONGEST_OF_OFFICE)]


@post("/api/orders/{order_id:uuid}/messages", opt={"permission": "customers.call"}, status_code=204)
@once
async def write(tx: Tx, who: Who, order_id: UUID, data: NewMessage, now: datetime) -> None:
    """Writes to the order's customer, by the way that they chose; what they wrote counts as answered."""
    await actions.write(tx, who, order_id, data.text, now)


@post("/api/orders/{order_id:uuid}/messages/seen", opt={"permission": "customers.call"}, status_code=204)
async def tick(tx: Tx, who: Who, order_id: UUID, now: datetime) -> None:
    """Marks what the order's customer wrote as read."""
    await actions.tick(tx, who, order_id, now)


ROUTES = [write, tick]
