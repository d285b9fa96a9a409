"""Where the promise would be kept, and what is promised there besides."""

from datetime import datetime
from uuid import UUID

from ...db import Tx
from ...model import BEFORE_VISIT, BENCH
from .rules import Slot

TIME_ZONE = "select s.time_zone from orders o join sites s on s.id = o.site_id where o.id = $1"


async def time_zone(tx: Tx, order_id: UUID) -> str:
    return str(await tx.value(TIME_ZONE, order_id))


UNHELD = """
select v.window_from, v.window_to from orders o join visits v on v.order_id = o.id and v.closed_at is null
where o.station_id = $2 and o.id <> $1 and o.status = any($4::text[]) and o.kind <> all($5::text[]) and v.window_to > $3
  and not v.to_agree
"""


async def unheld(tx: Tx, order_id: UUID, station_id: UUID, now: datetime) -> list[Slot]:
    """The windows of the station's other orders that nobody has."""
    rows = await tx.connection.fetch(UNHELD, order_id, station_id, now, BEFORE_VISIT, BENCH)
    return [(row["window_from"], row["window_to"]) for row in rows]
