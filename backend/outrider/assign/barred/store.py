"""Visits that were given to somebody and have not begun, and the question about them that stands."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from ...db import Tx
from ...status.order.rules import OVER


class Holding(msgspec.Struct):
    """at: when they are to be there, and day: where the organisation is. asked: whether it is asked already that somebody else should go."""

    order_id: UUID
    attendance_id: UUID
    engineer_id: UUID
    at: datetime
    day: date
    asked: bool


HOLDING = f"""
select a.order_id, a.id as attendance_id, a.engineer_id, due.at, (due.at at time zone org.time_zone)::date as day,
  exists (select from reviews r where r.order_id = a.order_id and r.kind = $1 and r.attendance_id = a.id and r.closed_at is null) as asked
from attendances a join orders o on o.id = a.order_id join visits v on v.id = a.visit_id join orgs org on org.id = a.org_id
cross join lateral (select greatest(coalesce(a.joins_from, v.window_from), $2::timestamptz) as at) due
where a.ended_at is null and a.set_off_at is null and a.arrived_at is null and o.status not in {OVER}
order by a.order_id, a.id
"""


async def holding(tx: Tx, kind: str, now: datetime) -> list[Holding]:
    return await tx.all(HOLDING, Holding, kind, now)
