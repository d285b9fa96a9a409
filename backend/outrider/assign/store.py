"""The engineers as they will be at a moment, and who goes where."""

from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from ..db import Tx, of_one
from ..worktimes.rules import job_of
from .back.rules import Kept
from .fit.rules import Declined, Demands, Person, Visit, Wanted

FORTNIGHT = timedelta(days=14)


class Known(Person, frozen=True):
    """active: they may still sign in. expires_on: when the next of their certificates runs out."""

    engineer_id: UUID
    active: bool
    expires_on: date | None = None


# As they will be at a moment: a certificate that has run out by then is none.
ENGINEERS = """
select e.user_id as engineer_id, person.name, person.active, e.station_id, e.resident_site_id, e.serves, coalesce(has.skills, '{}') as skills,
  coalesce(has.levels, '{}') as levels, coalesce(has.cleared, false) as cleared, has.expires_on
from engineers e
join orgs org on org.id = e.org_id
join users person on person.id = e.user_id
left join lateral (
  select array_agg(skill.code order by skill.code) as skills,
    array_agg(case q.level when 'expert' then 2 when 'skilled' then 1 else 0 end order by skill.code) as levels,
    bool_or(skill.kind = 'clearance') as cleared, min(q.expires_on) as expires_on
  from qualifications q join skills skill on skill.id = q.skill_id where q.engineer_id = e.user_id
    and (q.expires_on is null or q.expires_on >= ($1::timestamptz at time zone org.time_zone)::date)) has on true
where person.active
"""


async def engineers(tx: Tx, at: datetime) -> list[Known]:
    return await tx.all(ENGINEERS, Known, at)


ENGINEER = ENGINEERS.replace("where person.active", "where e.user_id = $2")


async def engineer(tx: Tx, at: datetime, engineer_id: UUID) -> Known | None:
    """Also one who may not sign in any more."""
    return await tx.one(ENGINEER, Known, at, engineer_id)


ENGINEERS_OF = ENGINEERS.replace("where person.active", "where person.active and e.user_id = any($2::uuid[])")


async def engineers_of(tx: Tx, at: datetime, engineers: list[UUID]) -> list[Known]:
    """Of these, whoever may sign in."""
    return await tx.all(ENGINEERS_OF, Known, at, engineers)


class Workload(msgspec.Struct):
    engineer_id: UUID
    hours: float


# What was begun in the fortnight: from setting off, or from being there, until it was done or taken away. Beside the middle one of the station.
WORKLOADS = """
with begun as (
  select engineer_id, greatest(coalesce(set_off_at, arrived_at), $1::timestamptz - $2::interval) as since,
    least(coalesce(finished_at, ended_at, $1), $1) as until
  from attendances where coalesce(set_off_at, arrived_at) < $1 and coalesce(finished_at, ended_at, $1) > $1 - $2::interval),
spent as (select engineer_id, sum(extract(epoch from until - since)) / 3600 as hours from begun group by engineer_id),
own as (
  select e.user_id, e.station_id, coalesce(spent.hours, 0) as hours
  from engineers e join users person on person.id = e.user_id and person.active left join spent on spent.engineer_id = e.user_id),
middle as (select station_id, percentile_cont(0.5) within group (order by hours) as hours from own group by station_id)
select own.user_id as engineer_id, own.hours - middle.hours as hours from own join middle using (station_id)
"""


async def workloads(tx: Tx, now: datetime) -> dict[UUID, float]:
    """Hours above the station's median."""
    return {row.engineer_id: row.hours for row in await tx.all(WORKLOADS, Workload, now, FORTNIGHT)}


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


WANTED = f"""
select o.id as order_id, s.lat, s.lon, v.work_minutes, v.window_from, v.window_to, o.skill, o.station_id, o.named_engineer_id,
  not v.to_agree as promised, {job_of("o", "d")} as job
from orders o join sites s on s.id = o.site_id join visits v on v.order_id = o.id and v.closed_at is null left join devices d on d.id = o.device_id
where o.id = any($1::uuid[])
"""
WANTED_OF_ONE = of_one(WANTED)


async def wanted(tx: Tx, order_id: UUID) -> Wanted | None:
    found = await tx.one(WANTED_OF_ONE, Visit, order_id)
    return Wanted(**msgspec.structs.asdict(found), demands=await demands(tx, order_id)) if found else None


async def all_wanted(tx: Tx, orders: list[UUID]) -> dict[UUID, Wanted]:
    """In their order, those that have an open visit."""
    visits = {row.order_id: row for row in await tx.all(WANTED, Visit, orders)}
    asked = {row.order_id: row.demands for row in await tx.all(DEMANDS, DemandsOf, list(visits))}
    return {id: Wanted(**msgspec.structs.asdict(visits[id]), demands=asked[id]) for id in orders if id in visits}


class DeclinedBy(Declined, frozen=True, kw_only=True):
    engineer_id: UUID


# Also where it came late from a phone, and the order had moved on.
DECLINED = """
select distinct on (a.engineer_id) a.engineer_id, e.happened_at as at, coalesce(e.payload->>'reason_code', '') as reason_code,
  coalesce(e.payload->>'reason', '') as reason
from events e join attendances a on a.id = e.attendance_id join visits v on v.id = e.visit_id and v.closed_at is null
where e.order_id = $1 and e.kind = 'decline' order by a.engineer_id, e.written desc
"""


async def declined(tx: Tx, order_id: UUID) -> dict[UUID, Declined]:
    """Who gave the open visit back, by engineer: the last time."""
    return {row.engineer_id: Declined(row.at, row.reason_code, row.reason) for row in await tx.all(DECLINED, DeclinedBy, order_id)}


class DemandsOf(msgspec.Struct):
    order_id: UUID
    demands: Demands


class About(msgspec.Struct, frozen=True):
    """Of an order that is not taken yet, what says who may go."""

    id: UUID
    account_id: UUID | None
    site_id: UUID | None
    contract_id: UUID | None
    station_id: UUID
    skill: str | None
    device_id: UUID | None


# The customer's class is the strictest of the units above; what is blocked there is blocked below. The station that is designated is the contract's.
DEMANDS = """
with recursive o as (
  select id, account_id, site_id, contract_id, station_id, skill, device_id from orders where id = any($1::uuid[])),
above (order_id, id, parent_id, class, depth) as (
  select o.id, a.id, a.parent_id, a.class, 0 from o join accounts a on a.id = o.account_id
  union all select above.order_id, a.id, a.parent_id, a.class, above.depth + 1 from accounts a join above on a.id = above.parent_id
    where above.depth < 20),
strictest as (select order_id,
    case when bool_or(class = 'classified') then 'classified' when bool_or(class = 'key') then 'key' else 'ordinary' end as class
  from above group by order_id)
select o.id as order_id, jsonb_build_object('site_id', o.site_id, 'classified', coalesce(strictest.class = 'classified', false),
  'designated_id', coalesce(c.station_id, o.station_id),
  'certificate', (select code from skills where code = o.skill and kind = 'certificate'),
  'product_line', (select s.code from devices d join skills s on s.id = d.product_line_id where d.id = o.device_id),
  'blocked', array(select b.engineer_id from blocked_pairs b where b.active and (b.site_id is null or b.site_id = o.site_id)
    and b.account_id in (select id from above where above.order_id = o.id)),
  'preferred', coalesce(c.engineers, '{}'), 'least_level', coalesce(array_position(array['basic', 'skilled', 'expert'], counts.least_level) - 1, 0),
  'weights', coalesce(to_jsonb(counts) - array['org_id', 'id', 'class', 'least_level'], '{}')) as demands
from o left join strictest on strictest.order_id = o.id left join contracts c on c.id = o.contract_id
left join account_classes counts on counts.class = coalesce(strictest.class, 'ordinary')
"""
DEMANDS_OF_ONE = of_one(DEMANDS)


async def demands(tx: Tx, order_id: UUID) -> Demands:
    found = await tx.one(DEMANDS_OF_ONE, DemandsOf, order_id)
    assert found is not None
    return found.demands


DEMANDS_OF_NEW = DEMANDS.replace(
    "select id, account_id, site_id, contract_id, station_id, skill, device_id from orders where id = any($1::uuid[])",
    "select $1::uuid as id, $2::uuid as account_id, $3::uuid as site_id, $4::uuid as contract_id, $5::uuid as station_id,"
    " $6::text as skill, $7::uuid as device_id",
)


async def demands_of(tx: Tx, about: About) -> Demands:
    """A customer who is entered only now is an ordinary one."""
    found = await tx.one(DEMANDS_OF_NEW, DemandsOf, *msgspec.structs.astuple(about))
    assert found is not None
    return found.demands


# Compare-and-set on the visit does not prevent two visits on one engineer at once: the engineer's day is locked, in order of id.
LOCK_DAY = """
insert into engineer_days (org_id, engineer_id, day, rev) values (current_org(), $1, $2, 1)
on conflict (org_id, engineer_id, day) do update set rev = engineer_days.rev + 1 returning rev
"""


async def lock_day(tx: Tx, engineer_id: UUID, day: date) -> int:
    return int(await tx.value(LOCK_DAY, engineer_id, day))


ADD_ATTENDANCE = """
insert into attendances (org_id, id, order_id, visit_id, engineer_id, arrival_promise, assigned_at, assigned_by, planned_start, joins_from)
select current_org(), $1, $2, v.id, $3, coalesce($8, v.window_to), $4, $5, $6, $7 from (select 1) one
left join visits v on v.order_id = $2 and v.closed_at is null
"""


async def add_attendance(
    tx: Tx,
    attendance_id: UUID,
    order_id: UUID,
    engineer_id: UUID,
    at: datetime,
    by: UUID | None,
    planned_start: datetime | None,
    joins: tuple[datetime, datetime] | None = None,
) -> None:
    """joins: when whoever does not lead is promised."""
    await tx.run(ADD_ATTENDANCE, attendance_id, order_id, engineer_id, at, by, planned_start, *(joins or (None, None)))


KEPT = """
select kind as action, coalesce(expected, from_status) as expected,
  case when kind = 'sign' then payload->>'report_id' end as report_id from events
where attendance_id = $1 and (conflict is not null or kind in ('hand_over', 'unassign'))
  and written >= (select max(written) from events where attendance_id = $1 and kind in ('hand_over', 'unassign'))
order by conflict is not null, happened_at, written
"""


async def kept(tx: Tx, attendance_id: UUID) -> list[Kept]:
    """That it was taken from the engineer, and what they recorded nevertheless, in the order of their taps."""
    return await tx.all(KEPT, Kept, attendance_id)


REOPEN_ATTENDANCE = "update attendances set ended_at = null, end_reason = null, assigned_at = $2, assigned_by = $3 where id = $1"


async def reopen_attendance(tx: Tx, attendance_id: UUID, at: datetime, by: UUID | None) -> None:
    """It is the newest again: whoever had it in between was assigned before."""
    await tx.run(REOPEN_ATTENDANCE, attendance_id, at, by)
