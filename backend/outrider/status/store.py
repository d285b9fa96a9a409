"""An order's head: its status, its open visit and who is on it."""

from datetime import datetime
from uuid import UUID

import msgspec

from ..db import Tx
from ..model import Scope, Status


class Head(msgspec.Struct):
    """engineer_id and attendance_id: the open attendance, if there is one."""

    id: UUID
    status: Status
    needs_review: str | None
    station_id: UUID
    account_id: UUID
    visit_id: UUID | None
    attendance_id: UUID | None
    engineer_id: UUID | None


class AttendanceRow(msgspec.Struct):
    id: UUID
    order_id: UUID
    visit_id: UUID | None
    engineer_id: UUID
    assigned_at: datetime
    ended_at: datetime | None


class TapRow(msgspec.Struct):
    kind: str
    came_from: Status
    went_to: Status
    happened_at: datetime
    user_id: UUID | None


LOCK = "select id from orders where id = $1 for update"
HEAD = """
select o.id, o.status, o.needs_review, o.station_id, o.account_id, visit.id as visit_id, a.id as attendance_id, a.engineer_id
from orders o
left join visits visit on visit.order_id = o.id and visit.closed_at is null
left join lateral (select id, engineer_id from attendances where order_id = o.id and ended_at is null
  order by assigned_at, id limit 1) a on true
where o.id = $1
  and ($2 or o.station_id = any($3::uuid[]) or o.account_id = any($4::uuid[])
    or exists (select from attendances mine where mine.order_id = o.id and mine.engineer_id = $5))
"""


async def lock_head(tx: Tx, order_id: UUID, scope: Scope) -> Head | None:
    """Two statements: one that waits for a lock would go on with the visit and the attendance from before its wait."""
    await tx.run(LOCK, order_id)
    return await tx.one(HEAD, Head, order_id, scope.everything, scope.stations, scope.accounts, scope.engineer)


HOLDER = "select engineer_id from attendances where order_id = $1 and ended_at is null order by assigned_at, id limit 1"


async def holder(tx: Tx, order_id: UUID) -> UUID | None:
    """Without a lock: who had it as this request began."""
    found: UUID | None = await tx.value(HOLDER, order_id)
    return found


NAME_OF = "select name from users where id = $1"


async def name_of(tx: Tx, user_id: UUID) -> str:
    return str(await tx.value(NAME_OF, user_id))


SET_STATUS = "update orders set status = $3, status_since = $4 where id = $1 and status = $2"


async def set_status(tx: Tx, order_id: UUID, expected: Status, status: Status, at: datetime) -> bool:
    return await tx.run(SET_STATUS, order_id, expected, status, at) == 1


LATE_WORK = """
select kind from events where order_id = $1 and payload ? 'conflict' and written > coalesce(
  (select max(written) from events where order_id = $1 and kind = 'review_settled' and payload->>'was' = any($2)), 0)
order by written desc limit 1
"""


async def late_work(tx: Tx, order_id: UUID, actions: list[str]) -> str | None:
    """The last that came late since a dispatcher decided about such work. actions: all that a phone can say."""
    found = await tx.value(LATE_WORK, order_id, actions)
    return None if found is None else str(found)


SET_REVIEW = "update orders set needs_review = $2 where id = $1"


async def set_review(tx: Tx, order_id: UUID, reason: str | None) -> None:
    await tx.run(SET_REVIEW, order_id, reason)


FIND_ATTENDANCE = "select id, order_id, visit_id, engineer_id, assigned_at, ended_at from attendances where id = $1"


async def find_attendance(tx: Tx, attendance_id: UUID) -> AttendanceRow | None:
    return await tx.one(FIND_ATTENDANCE, AttendanceRow, attendance_id)


END_ATTENDANCES = """
update attendances set ended_at = $2, end_reason = $3 where order_id = $1 and ended_at is null
"""


async def end_attendances(tx: Tx, order_id: UUID, at: datetime, reason: str) -> None:
    await tx.run(END_ATTENDANCES, order_id, at, reason)


SET_FACTS = """
update attendances set
  set_off_at = case when $2 = 'set_off_at' then $3::timestamptz else set_off_at end,
  arrived_at = case when $2 = 'arrived_at' then $3::timestamptz else arrived_at end,
  finished_at = case when $2 = 'finished_at' then $3::timestamptz else finished_at end
where id = $1
"""


async def set_fact(tx: Tx, attendance_id: UUID, column: str, at: datetime | None) -> None:
    await tx.run(SET_FACTS, attendance_id, column, at)


SET_LATE = "update attendances set late_minutes = $2, late_cause = $3 where id = $1"


async def set_late(tx: Tx, attendance_id: UUID, minutes: int, cause: str) -> None:
    await tx.run(SET_LATE, attendance_id, minutes, cause)


CLOSE_VISIT = "update visits set closed_at = $2 where order_id = $1 and closed_at is null"


async def close_visit(tx: Tx, order_id: UUID, at: datetime) -> None:
    await tx.run(CLOSE_VISIT, order_id, at)


REOPEN_VISIT = """
insert into visits (org_id, id, order_id, window_from, window_to, work_minutes)
select current_org(), $2, order_id, $3::timestamptz, $3::timestamptz + (window_to - window_from), work_minutes from visits where order_id = $1
order by closed_at desc limit 1
"""


async def reopen_visit(tx: Tx, order_id: UUID, visit_id: UUID, start: datetime) -> None:
    await tx.run(REOPEN_VISIT, order_id, visit_id, start)


LAST_TAP = """
select kind, payload->>'from' as came_from, payload->>'to' as went_to, happened_at, user_id from events
where order_id = $1 and payload->>'from' is distinct from payload->>'to' order by written desc limit 1
"""


async def last_tap(tx: Tx, order_id: UUID) -> TapRow | None:
    return await tx.one(LAST_TAP, TapRow, order_id)
