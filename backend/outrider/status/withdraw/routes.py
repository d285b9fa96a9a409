"""Undo, as the office means it."""

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import post

from ...db import Tx
from ...idempotency import once
from ...model import Status, Who, cause_of
from ..actions import Changed
from . import actions


class Withdraw(msgspec.Struct):
    """expected: the status that the person saw."""

    expected: Status


@post("/api/orders/{order_id:uuid}/withdrawal", opt={"permission": "orders.act"}, status_code=200)
@once
async def withdraw(tx: Tx, who: Who, order_id: UUID, data: Withdraw, now: datetime) -> Changed:
    """Takes back what the asker decided a moment ago about this order, where nobody has built on it."""
    return await actions.withdraw(tx, order_id, data.expected, cause_of(who, now))


ROUTES = [withdraw]
