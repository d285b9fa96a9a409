"""A station is reminded."""

from datetime import datetime
from uuid import UUID

from litestar import post

from ...db import Tx
from ...idempotency import once
from ...model import Who
from . import actions


@post("/api/orders/{order_id:uuid}/reminder", opt={"permission": "orders.remind"}, status_code=204)
@once
async def remind(tx: Tx, who: Who, order_id: UUID, now: datetime) -> None:
    """Reminds the station that has the order."""
    await actions.remind(tx, who, order_id, now)


ROUTES = [remind]
