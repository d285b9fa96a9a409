"""That a station was reminded of a visit."""

from datetime import datetime
from uuid import UUID

from ...db import Tx

REMIND = "update visits set reminded_at = $2, reminded_by = $3 where id = $1"


async def remind(tx: Tx, visit_id: UUID, now: datetime, user_id: UUID) -> None:
    await tx.run(REMIND, visit_id, now, user_id)
