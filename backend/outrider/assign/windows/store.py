"""Where the promise would be kept."""

from uuid import UUID

from ...db import Tx

TIME_ZONE = "select s.time_zone from orders o join sites s on s.id = o.site_id where o.id = $1"


async def time_zone(tx: Tx, order_id: UUID) -> str:
    return str(await tx.value(TIME_ZONE, order_id))
