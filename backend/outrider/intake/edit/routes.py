"""What was typed wrong, or is known better by now."""

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import get, put

from ...db import Tx
from ...idempotency import once
from ...model import Who, cause_of
from . import actions, rules


class OrderEdit(msgspec.Struct):
    """was: what the person saw, so that nobody overwrites what they have not seen."""

    was: rules.OrderValues
    wanted: rules.OrderValues


@get("/api/orders/{order_id:uuid}/edit", opt={"permission": "orders.edit"})
async def form(tx: Tx, who: Who, order_id: UUID, now: datetime) -> actions.EditForm:
    """What of an order can be put right, and what may stand there."""
    return await actions.form(tx, who, order_id, now)


@put("/api/orders/{order_id:uuid}/edit", opt={"permission": "orders.edit"}, status_code=204)
@once
async def edit(tx: Tx, who: Who, order_id: UUID, data: OrderEdit, now: datetime) -> None:
    """Puts an order right, where it still is as the person saw it."""
    await actions.edit(tx, order_id, data.was, data.wanted, cause_of(who, now))


ROUTES = [form, edit]
