"""The days of engineers as they stand, from one statement; and the order in which each goes through them."""

from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

from ..db import Tx
from ..model import AT_SITE, HELD_UP
from ..roads.rules import Way
from ..status.pin.rules import pinned_for
from ..status.promise.rules import needs_new_time
from ..worktimes.rules import job_of
from .rules import FRESH, Route, in_order


def _visits(theirs: str) -> str:
    """Of a day, in the order in which they are gone to. theirs: whose."""
    return f"""
  select a.engineer_id, jsonb_agg(jsonb_build_object('attendance_id', a.id, 'order_id', a.order_id, 'lat', s.lat, 'lon', s.lon,
      'work_minutes', v.work_minutes, 'joins', a.joins_from is not null,
      'window_from', greatest(coalesce(a.joins_from, v.window_from), {pinned_for("a", "v")}),
      'pinned', a.pin_reason is not null or a.joins_from is not null,
      'pinned_for', {pinned_for("a", "v")}, 'promise', coalesce(a.arrival_promise, v.window_to),
      'set_off_at', a.set_off_at,
      'arrived_at', case when a.joins_from is not null or o.status = any($3::text[]) then a.arrived_at end,
      'told_late_minutes', case when a.late_minutes between 1 and 1440 then a.late_minutes end,
      'promised', a.joins_from is not null or not v.to_agree, 'way', a.way,
      'job', {job_of("o", "d")})
    order by {in_order("a", "o", "v")}) as stops
  from attendances a
  join visits v on v.id = a.visit_id and v.closed_at is null
  join orders o on o.id = a.order_id join sites s on s.id = o.site_id left join devices d on d.id = o.device_id
  where a.ended_at is null and a.finished_at is null and coalesce(a.joins_from, v.window_from) < $2
    and o.status <> all($5::text[]) and (a.set_off_at is not null or not {needs_new_time("o", "v")})
    and {theirs}
  group by a.engineer_id"""


# What somebody said of themselves counts until the end of that day. Where nobody has seen the engineer lately, their station stands for the place.
def _days(theirs: str, who: str) -> str:
    """theirs: whose visits. who: whose days."""
    return f"""
select e.user_id as engineer_id, coalesce(p.lat, station.lat) as lat, coalesce(p.lon, station.lon) as lon, p.device_time as position_time,
  station.lat as station_lat, station.lon as station_lon, coalesce(day.stops, '[]') as stops, coalesce(pace.pace, 1) as pace,
  (select coalesce(jsonb_agg(jsonb_build_object('since', shift.since, 'until', shift.until) order by shift.since, shift.until), '[]')
    from shift_spans(e.user_id, $1, $2) shift) as shifts,
  (select coalesce(jsonb_agg(jsonb_build_object('since', span.since, 'until', span.until) order by span.since, span.until), '[]') from (
    select away.starts_at as since, away.ends_at as until from absences away
      where away.engineer_id = e.user_id and away.starts_at < $2 and away.ends_at > $1
    union all
    select said.since, ((said.since at time zone org.time_zone)::date + 1)::timestamp at time zone org.time_zone from duties said
      where said.engineer_id = e.user_id and said.state in ('off', 'sick')
        and said.since < $2 and ((said.since at time zone org.time_zone)::date + 1)::timestamp at time zone org.time_zone > $1) span) as away
from engineers e
join orgs org on org.id = e.org_id
join users person on person.id = e.user_id
join units station on station.id = e.station_id
left join work_paces pace on pace.engineer_id = e.user_id
left join latest_positions p on p.engineer_id = e.user_id and p.device_time > $1::timestamptz - $6::interval
left join ({_visits(theirs)}) day on day.engineer_id = e.user_id
where {who} and ($4 and person.active or day.stops is not null)
order by e.user_id
"""


# Each its own: one that may mean anybody is planned anew at each assignment, which takes longer than to answer it.
ROUTES = _days(theirs="true", who="($7::uuid is null or e.station_id = $7)")
OF_ONE = _days(theirs="a.engineer_id = $7", who="e.user_id = $7::uuid")
OF_THESE = _days(theirs="a.engineer_id = any($7::uuid[])", who="e.user_id = any($7::uuid[])")


async def routes_of(tx: Tx, now: datetime, until: datetime, engineer_id: UUID) -> list[Route]:
    return await tx.all(OF_ONE, Route, now, until, AT_SITE, True, HELD_UP, FRESH, engineer_id)


async def routes_of_these(tx: Tx, now: datetime, until: datetime, engineers: list[UUID]) -> list[Route]:
    return await tx.all(OF_THESE, Route, now, until, AT_SITE, True, HELD_UP, FRESH, engineers)


def routes(tx: Tx, now: datetime, until: datetime, everybody: bool = True, station_id: UUID | None = None) -> AsyncIterator[Route]:
    """With the visits whose window opens before until. everybody: those who may be sent too, not only those who have something to do."""
    return tx.each(ROUTES, Route, now, until, AT_SITE, everybody, HELD_UP, FRESH, station_id)


PLAN = """
update attendances a set planned_start = row.at, way = coalesce(row.way, a.way)
from unnest($1::uuid[], $2::timestamptz[], $3::jsonb[]) as row (id, at, way)
where a.id = row.id and (a.planned_start is distinct from row.at or row.way is not null)
"""


async def plan(tx: Tx, attendances: list[UUID], at: list[datetime], ways: list[Way | None]) -> None:
    await tx.run(PLAN, attendances, at, ways)


# Who is just being assigned or setting off is left for the next time.
KEEP_WAYS = """
with free as (select a.id from attendances a where a.id = any($1::uuid[]) and a.arrived_at is null order by a.id for no key update skip locked)
update attendances a set way = row.way from unnest($1::uuid[], $2::jsonb[]) as row (id, way) join free using (id) where a.id = row.id
"""


async def keep_ways(tx: Tx, attendances: list[UUID], ways: list[Way]) -> int:
    return await tx.run(KEEP_WAYS, attendances, ways)
