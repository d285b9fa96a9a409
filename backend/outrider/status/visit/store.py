"""The visit of an order, and the attendances of the engineers who go there."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import msgspec

from ...db import Tx


class Attendance(msgspec.Struct):
    """joins: somebody else leads."""

    id: UUID
    order_id: UUID
    visit_id: UUID | None
    engineer_id: UUID
    assigned_at: datetime
    ended_at: datetime | None
    joins: bool


FIND_ATTENDANCE = """
select id, order_id, visit_id, engineer_id, assigned_at, ended_at, joins_from is not null as joins from attendances where id = $1
"""


async def find_attendance(tx: Tx, attendance_id: UUID) -> Attendance | None:
    return await tx.one(FIND_ATTENDANCE, Attendance, attendance_id)


LOCK_ORDER_OF = """
select a.id, a.order_id, a.visit_id, a.engineer_id, a.assigned_at, a.ended_at, a.joins_from is not null as joins
from attendances a join orders o on o.id = a.order_id
where a.id = $1 and a.engineer_id = $2 for update of o
"""


async def lock_order_of(tx: Tx, attendance_id: UUID, engineer_id: UUID) -> Attendance | None:
    """The attendance as it stood before the wait for the lock."""
    return await tx.one(LOCK_ORDER_OF, Attendance, attendance_id, engineer_id)


END_ATTENDANCES = """
update attendances set ended_at = $2, end_reason = $3 where order_id = $1 and ended_at is null
  and ($4::uuid[] is null or joins_from is null or engineer_id = any($4))
"""


async def end_attendances(tx: Tx, order_id: UUID, at: datetime, reason: str, crew: Collection[UUID] | None = None) -> None:
    """crew: of those who join, who ends too; none says all of them."""
    await tx.run(END_ATTENDANCES, order_id, at, reason, None if crew is None else list(crew))


END_MEMBER = """
update attendances set ended_at = $3, end_reason = $4 where order_id = $1 and engineer_id = $2 and ended_at is null and joins_from is not null
"""


async def end_member(tx: Tx, order_id: UUID, engineer_id: UUID, at: datetime, reason: str) -> None:
    await tx.run(END_MEMBER, order_id, engineer_id, at, reason)


SET_FACTS = """
update attendances set
  set_off_at = case when 'set_off_at' = any($2::text[]) then $3::timestamptz when 'set_off_at' = any($4::text[]) then null else set_off_at end,
  arrived_at = case when 'arrived_at' = any($2::text[]) then $3 when 'arrived_at' = any($4::text[]) then null else arrived_at end,
  finished_at = case when 'finished_at' = any($2::text[]) then $3 when 'finished_at' = any($4::text[]) then null else finished_at end,
  late_minutes = case when $2::text[] && '{set_off_at,arrived_at}' then null else late_minutes end,
  late_cause = case when $2::text[] && '{set_off_at,arrived_at}' then null else late_cause end
where id = $1
"""


async def set_facts(tx: Tx, attendance_id: UUID, told: list[str], at: datetime, taken_back: list[str]) -> None:
    """What is told now stands, also where it is taken back by the same. Whoever sets off or is there needs no guess of how late they will be."""
    await tx.run(SET_FACTS, attendance_id, told, at, taken_back)


SET_LATE = "update attendances set late_minutes = $2, late_cause = $3 where id = $1"


async def set_late(tx: Tx, attendance_id: UUID, minutes: int | None, cause: str | None) -> None:
    await tx.run(SET_LATE, attendance_id, minutes, cause)


CLOSE_VISIT = "update visits set closed_at = $2 where order_id = $1 and closed_at is null"


async def close_visit(tx: Tx, order_id: UUID, at: datetime) -> None:
    await tx.run(CLOSE_VISIT, order_id, at)


REOPEN_VISIT = """
with again as (update orders set merged_into = null where id = $1 and merged_into is not null)
insert into visits (org_id, id, order_id, window_from, window_to, work_minutes, to_agree)
select current_org(), $2, order_id, $3::timestamptz, $3::timestamptz + (window_to - window_from), work_minutes, $4 from visits where order_id = $1
order by closed_at desc limit 1
"""


async def reopen_visit(tx: Tx, order_id: UUID, visit_id: UUID, start: datetime, to_agree: bool) -> None:
    """to_agree: the time is room in the plan, and nobody was promised it."""
    await tx.run(REOPEN_VISIT, order_id, visit_id, start, to_agree)


RESUME_ATTENDANCES = """
update attendances set ended_at = null, end_reason = null where order_id = $1 and ended_at = $2 and end_reason = $3 returning engineer_id
"""


async def resume_attendances(tx: Tx, order_id: UUID, ended_at: datetime, reason: str) -> list[UUID]:
    """Those that ended at this moment for this reason go on, with all that was told on them. Whose they are."""
    return [row["engineer_id"] for row in await tx.connection.fetch(RESUME_ATTENDANCES, order_id, ended_at, reason)]


RESUME_VISIT = "update visits set closed_at = null where order_id = $1 and closed_at = $2"


async def resume_visit(tx: Tx, order_id: UUID, closed_at: datetime) -> None:
    await tx.run(RESUME_VISIT, order_id, closed_at)
