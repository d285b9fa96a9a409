"""What was tapped last."""

from datetime import datetime
from uuid import UUID

import msgspec

from ..db import Tx
from ..model import Status


class TapRow(msgspec.Struct):
    kind: str
    came_from: Status
    went_to: Status
    happened_at: datetime
    user_id: UUID | None


LAST_TAP = """
select kind, from_status as came_from, to_status as went_to, happened_at, user_id from events
where order_id = $1 and from_status is distinct from to_status order by written desc limit 1
"""


async def last_tap(tx: Tx, order_id: UUID) -> TapRow | None:
    return await tx.one(LAST_TAP, TapRow, order_id)
