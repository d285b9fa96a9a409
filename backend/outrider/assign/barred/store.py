"""Visits that were given to somebody and have not begun, and the question about them that stands."""

from uuid import UUID

import msgspec

from ...db import Tx
from ...status.order.rules import OVER


class Holding(msgspec.Struct):
    """asked: whether it is asked already that somebody else should go."""

    order_id: UUID
    attendance_id: UUID
    engineer_id: UUID
    asked: bool


HOLDING = f"""
select a.order_id, a.id as attendance_id, a.engineer_id,
  exists (select from reviews r where r.order_id = a.order_id and r.kind = $1 and r.attendance_id = a.id and r.closed_at is null) as asked
from attendances a join orders o on o.id = a.order_id
where a.ended_at is null and a.set_off_at is null and a.arrived_at is null and o.status not in {OVER}
order by a.order_id, a.id
"""


async def holding(tx: Tx, kind: str) -> list[Holding]:
    return await tx.all(HOLDING, Holding, kind)
