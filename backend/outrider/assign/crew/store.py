"""The attendances of those who join."""

from datetime import datetime
from uuid import UUID

from ...db import Tx
from .rules import Member

MEMBER = """
select id, set_off_at, arrived_at, finished_at from attendances
where order_id = $1 and engineer_id = $2 and ended_at is null and joins_from is not null
"""


async def member(tx: Tx, order_id: UUID, engineer_id: UUID) -> Member | None:
    return await tx.one(MEMBER, Member, order_id, engineer_id)


# With how far they are; whoever had left comes anew. Whoever led keeps their promise, whoever leads has the visit's.
GO_ON = """
insert into attendances (org_id, id, order_id, visit_id, engineer_id, arrival_promise, assigned_at, assigned_by, planned_start, way,
  set_off_at, arrived_at, joins_from)
select current_org(), $2, a.order_id, v.id, a.engineer_id, case when $5 then coalesce(a.arrival_promise, v.window_to) else v.window_to end, $3, $4,
  a.planned_start, a.way, case when a.finished_at is null then a.set_off_at end, case when a.finished_at is null then a.arrived_at end,
  case when $5 then v.window_from end
from attendances a join visits v on v.id = a.visit_id where a.id = $1
"""


async def go_on(tx: Tx, before: UUID, attendance_id: UUID, at: datetime, by: UUID | None, joins: bool) -> None:
    """The same engineer in the other part. before: their attendance, which has ended."""
    await tx.run(GO_ON, before, attendance_id, at, by, joins)
