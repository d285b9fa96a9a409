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
select kind, payload->>'from' as came_from, payload->>'to' as went_to, happened_at, user_id from events
where order_id = $1 and payload->>'from' is distinct from payload->>'to' order by written desc limit 1
"""


async def last_tap(tx: Tx, order_id: UUID) -> TapRow | None:
    return await tx.one(LAST_TAP, TapRow, order_id)
