"""The pin of an attendance."""

from datetime import datetime
from uuid import UUID

import msgspec

from ...db import Tx


class Pin(msgspec.Struct):
    """reason: a code; None: it is not pinned. at: when the engineer is there, where the time is pinned too; window: of the visit."""

    reason: str | None
    at: datetime | None
    window_from: datetime
    window_to: datetime


FIND = """
select a.pin_reason as reason, a.pinned_for as at, v.window_from, v.window_to
from attendances a join visits v on v.id = a.visit_id where a.id = $1
"""


async def find(tx: Tx, attendance_id: UUID) -> Pin | None:
    return await tx.one(FIND, Pin, attendance_id)


PUT = "update attendances set pin_reason = $2, pinned_for = $3 where id = $1"


async def put(tx: Tx, attendance_id: UUID, reason: str | None, at: datetime | None) -> None:
    await tx.run(PUT, attendance_id, reason, at)
