"""The engineers as they stand now, and who goes where."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from ..db import Tx
from ..model import AT_SITE
from . import rules
from .rules import Stop, Wanted


class Worked(msgspec.Struct):
    engineer_id: UUID
    attendance_id: UUID | None
    visit_id: UUID | None


class DayRow(msgspec.Struct):
    engineer_id: UUID
    name: str
    station_id: UUID
    skills: list[str]
    absent: bool
    shift_end: datetime
    lat: float
    lon: float
    position_time: datetime | None
    stops: list[Stop]


# Where nobody has seen him yet, he is at home before and at his station after the start of his shift: his station stands here.
DAYS = """
select e.user_id as engineer_id, person.name, e.station_id,
  array(select skill.code from qualifications q join skills skill on skill.id = q.skill_id where q.engineer_id = e.user_id
    and (q.expires_on is null or q.expires_on >= today.day) order by skill.code) as skills,
  exists (select from absences away where away.engineer_id = e.user_id and away.starts_at <= $1 and away.ends_at > $1)
    or exists (select from duties said where said.engineer_id = e.user_id and said.state in ('off', 'sick')
      and (said.since at time zone org.time_zone)::date = today.day) as absent,
  (today.day + coalesce((select ends from shifts where engineer_id = e.user_id and day = today.day), e.shift_end))
    at time zone org.time_zone as shift_end,
  coalesce(p.lat, station.lat) as lat, coalesce(p.lon, station.lon) as lon, p.device_time as position_time,
  coalesce((select jsonb_agg(jsonb_build_object('order_id', o.id, 'lat', s.lat, 'lon', s.lon, 'work_minutes', v.work_minutes,
      'window_from', v.window_from, 'window_to', v.window_to, 'started_at', case when o.status = any($3::text[]) then a.arrived_at end)
      order by o.status = any($3::text[]) desc, a.set_off_at nulls last, v.window_to, v.id)
    from attendances a join visits v on v.id = a.visit_id join orders o on o.id = a.order_id join sites s on s.id = o.site_id
    where a.engineer_id = e.user_id and a.ended_at is null and a.finished_at is null and v.closed_at is null
      and v.window_from < $1::timestamptz + interval '18 hours'), '[]') as stops
from engineers e
join orgs org on org.id = e.org_id
cross join lateral (select ($1::timestamptz at time zone org.time_zone)::date as day) today
join users person on person.id = e.user_id and person.active
join units station on station.id = e.station_id
left join latest_positions p on p.engineer_id = e.user_id and p.device_time > $1::timestamptz - interval '2 hours'
where $2::uuid is null or e.user_id = $2
order by e.user_id
"""


async def days(tx: Tx, now: datetime, engineer_id: UUID | None = None) -> list[DayRow]:
    return await tx.all(DAYS, DayRow, now, engineer_id, AT_SITE)


NAME_OF = "select name from users where id = $1"


async def name_of(tx: Tx, user_id: UUID) -> str:
    return str(await tx.value(NAME_OF, user_id))


WANTED = """
select o.id as order_id, s.lat, s.lon, v.work_minutes, v.window_from, v.window_to, o.skill, o.station_id
from orders o join sites s on s.id = o.site_id join visits v on v.order_id = o.id and v.closed_at is null
where o.id = $1
"""


async def wanted(tx: Tx, order_id: UUID) -> Wanted | None:
    return await tx.one(WANTED, Wanted, order_id)


# Compare-and-set on the visit does not prevent two visits on one engineer at once: his day is locked, in order of id.
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


WORKED = """
select e.user_id as engineer_id, e.attendance_id, a.visit_id from events e left join attendances a on a.id = e.attendance_id
where e.order_id = $1 and e.payload ? 'conflict' and e.user_id is not null order by e.happened_at desc, e.written desc limit 1
"""


async def worked(tx: Tx, order_id: UUID) -> Worked | None:
    """Who recorded work there last, after the order had moved on."""
    return await tx.one(WORKED, Worked, order_id)


KEPT = """
select kind as action, coalesce(payload->>'expected', payload->>'from') as expected,
  case when kind = 'sign' then payload->>'report_id' end as report_id from events
where attendance_id = $1 and (payload ? 'conflict' or kind in ('hand_over', 'unassign'))
  and written >= (select max(written) from events where attendance_id = $1 and kind in ('hand_over', 'unassign'))
order by payload ? 'conflict', happened_at, written
"""


async def kept(tx: Tx, attendance_id: UUID) -> list[rules.Kept]:
    """That it was taken from him, and what he recorded nevertheless, in the order of his taps."""
    return await tx.all(KEPT, rules.Kept, attendance_id)


REOPEN_ATTENDANCE = "update attendances set ended_at = null, end_reason = null, assigned_at = $2, assigned_by = $3 where id = $1"


async def reopen_attendance(tx: Tx, attendance_id: UUID, at: datetime, by: UUID | None) -> None:
    """It is the newest again: whoever had it in between was assigned before."""
    await tx.run(REOPEN_ATTENDANCE, attendance_id, at, by)
