"""What a customer chose by the link, and the lock under which they choose."""

from datetime import datetime
from uuid import UUID

from ... import locks
from ...db import Tx

LOCK_STATION = "select pg_advisory_xact_lock($1, hashtext($2::uuid::text))"


async def lock_station(tx: Tx, station_id: UUID) -> None:
    """Whoever chooses there at the same moment sees what was chosen before."""
    await tx.run(LOCK_STATION, locks.CHOOSE_TIME, station_id)


CHOSEN_SINCE = "select count(*) from events where order_id = $1 and kind = 'agree_time' and actor = 'customer' and happened_at > $2"


async def chosen_since(tx: Tx, order_id: UUID, since: datetime) -> int:
    return int(await tx.value(CHOSEN_SINCE, order_id, since))
