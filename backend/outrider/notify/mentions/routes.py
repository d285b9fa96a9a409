"""Whom a note can mention."""

from uuid import UUID

from litestar import get

from ...db import Tx
from ...model import Who
from . import actions, store


@get("/api/orders/{order_id:uuid}/colleagues", opt={"permission": "orders.act"})
async def colleagues(tx: Tx, who: Who, order_id: UUID) -> list[store.Mentionable]:
    """The people of the office to which the order belongs, whom a note can mention."""
    return await actions.colleagues(tx, who, order_id)


ROUTES = [colleagues]
