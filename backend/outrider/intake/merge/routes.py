"""An order that was taken twice."""

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import post

from ...db import Tx
from ...idempotency import once
from ...model import Status, Who, cause_of
from ...status.actions import Changed
from . import actions


class Merge(msgspec.Struct):
    """into: the order that goes on. expected: the status of the double that the person saw."""

    into: UUID
    expected: Status


@post("/api/orders/{order_id:uuid}/merge", opt={"permission": "orders.edit"}, status_code=200)
@once
async def merge(tx: Tx, who: Who, order_id: UUID, data: Merge, now: datetime) -> Changed:
    """Puts a double together with the order that goes on."""
    return await actions.merge(tx, order_id, data.into, data.expected, cause_of(who, now))


ROUTES = [merge]
