"""When somebody was to begin with each visit of their day."""

from uuid import UUID

from ...db import Tx
from ...late_facts import PlannedStart

STARTS = """
select a.id as attendance_id, a.planned_start as at from attendances a
where a.ended_at is null and a.engineer_id = any($1::uuid[]) order by a.id
"""


async def starts(tx: Tx, engineers: list[UUID]) -> list[PlannedStart]:
    return await tx.all(STARTS, PlannedStart, engineers)


PUT_BACK = """
update attendances a set planned_start = row.at from unnest($1::uuid[], $2::timestamptz[]) as row (id, at)
where a.id = row.id and a.ended_at is null and a.planned_start is distinct from row.at
"""


async def put_back(tx: Tx, starts: list[PlannedStart]) -> None:
    await tx.run(PUT_BACK, [row.attendance_id for row in starts], [row.at for row in starts])
