"""The engineers as they will be at a moment, and who goes where."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from ..db import Tx
from . import rules
from .rules import Wanted


class Known(msgspec.Struct):
    engineer_id: UUID
    name: str
    station_id: UUID
    skills: list[str]


# As they will be at a moment: a certificate that has run out by then is none.
ENGINEERS = """
select e.user_id as engineer_id, person.name, e.station_id,
  array(select skill.code from qualifications q join skills skill on skill.id = q.skill_id where q.engineer_id = e.user_id
    and (q.expires_on is null or q.expires_on >= ($1::timestamptz at time zone org.time_zone)::date) order by skill.code) as skills
from engineers e
join orgs org on org.id = e.org_id
join users person on person.id = e.user_id and person.active
where $2::uuid is null or e.user_id = $2
"""


async def engineers(tx: Tx, at: datetime, engineer_id: UUID | None = None) -> list[Known]:
    return await tx.all(ENGINEERS, Known, at, engineer_id)


NAME_OF = "select name from users where id = $1"


async def name_of(tx: Tx, user_id: UUID) -> str:
    return str(await tx.value(NAME_OF, user_id))


class OnBench(msgspec.Struct):
    """Who can have a device of this order's station on their bench, and how many they have. named: whom the order was promised to."""

    engineer_id: UUID
    name: str
    devices: int
    named: bool


# Nobody travels: the station's own, first whom it was promised to, then by how much each has before them. A certificate counts that is valid today.
ON_BENCH = """
select e.user_id as engineer_id, person.name, (select count(*)::int from attendances a join orders other on other.id = a.order_id
    where a.engineer_id = e.user_id and a.ended_at is null and other.kind = o.kind) as devices,
  e.user_id is not distinct from o.named_engineer_id as named
from orders o join engineers e on e.station_id = o.station_id join orgs org on org.id = o.org_id
join users person on person.id = e.user_id and person.active
where o.id = $1 and (o.skill is null or exists (select from qualifications q join skills skill on skill.id = q.skill_id
  where q.engineer_id = e.user_id and skill.code = o.skill
    and (q.expires_on is null or q.expires_on >= ($2::timestamptz at time zone org.time_zone)::date)))
order by named desc, devices, person.name, e.user_id
"""


async def on_bench(tx: Tx, order_id: UUID, now: datetime) -> list[OnBench]:
    return await tx.all(ON_BENCH, OnBench, order_id, now)


WANTED = """
select o.id as order_id, s.lat, s.lon, v.work_minutes, v.window_from, v.window_to, o.skill, o.station_id, o.named_engineer_id,
  not v.to_agree as promised
from orders o join sites s on s.id = o.site_id join visits v on v.order_id = o.id and v.closed_at is null
where o.id = any($1::uuid[])
"""


async def wanted(tx: Tx, order_id: UUID) -> Wanted | None:
    return await tx.one(WANTED, Wanted, [order_id])


async def all_wanted(tx: Tx, orders: list[UUID]) -> dict[UUID, Wanted]:
    """In their order, those that have an open visit."""
    found = {row.order_id: row for row in await tx.all(WANTED, Wanted, orders)}
    return {id: found[id] for id in orders if id in found}


# Compare-and-set on the visit does not prevent two visits on one engineer at once: the engineer's day is locked, in order of id.
LOCK_DAY = """
insert into engineer_days (org_id, engineer_id, day, rev) values (current_org(), $1, $2, 1)
on conflict (org_id, engineer_id, day) do update set rev = engineer_days.rev + 1 returning rev
"""


async def lock_day(tx: Tx, engineer_id: UUID, day: date) -> int:
    return int(await tx.value(LOCK_DAY, engineer_id, day))


ADD_ATTENDANCE = """
insert into attendances (org_id, id, order_id, visit_id, engineer_id, arrival_promise, assigned_at, assigned_by, planned_start)
select current_org(), $1, $2, v.id, $3, v.window_to, $4, $5, $6 from (select 1) one
left join visits v on v.order_id = $2 and v.closed_at is null
"""


async def add_attendance(
    tx: Tx, attendance_id: UUID, order_id: UUID, engineer_id: UUID, at: datetime, by: UUID | None, planned_start: datetime | None
) -> None:
    await tx.run(ADD_ATTENDANCE, attendance_id, order_id, engineer_id, at, by, planned_start)


KEPT = """
select kind as action, coalesce(expected, from_status) as expected,
  case when kind = 'sign' then payload->>'report_id' end as report_id from events
where attendance_id = $1 and (conflict is not null or kind in ('hand_over', 'unassign'))
  and written >= (select max(written) from events where attendance_id = $1 and kind in ('hand_over', 'unassign'))
order by conflict is not null, happened_at, written
"""


async def kept(tx: Tx, attendance_id: UUID) -> list[rules.Kept]:
    """That it was taken from the engineer, and what they recorded nevertheless, in the order of their taps."""
    return await tx.all(KEPT, rules.Kept, attendance_id)


REOPEN_ATTENDANCE = "update attendances set ended_at = null, end_reason = null, assigned_at = $2, assigned_by = $3 where id = $1"


async def reopen_attendance(tx: Tx, attendance_id: UUID, at: datetime, by: UUID | None) -> None:
    """It is the newest again: whoever had it in between was assigned before."""
    await tx.run(REOPEN_ATTENDANCE, attendance_id, at, by)
