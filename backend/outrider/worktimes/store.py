"""What ended visits took, and what is learnt of it."""

from datetime import datetime, timedelta
from uuid import UUID

from ..db import Tx
from .rules import Done, Learnt, Path, Usual, WorkTimes, job_of

LEARNT_FROM = timedelta(days=180)
MOST = 100_000  # visits, the newest

# What nobody finished by a tap, or was not at, took nobody knows how long.
DONE = f"""
select {job_of("o", "d")} as job, a.engineer_id, v.work_minutes as planned, extract(epoch from a.finished_at - a.arrived_at)::float8 / 60 as took
from attendances a join orders o on o.id = a.order_id join visits v on v.id = a.visit_id left join devices d on d.id = o.device_id
where a.finished_at > $1::timestamptz - $2::interval and a.ended_at is not null and a.joins_from is null and a.arrived_at < a.finished_at
order by a.finished_at desc limit $3
"""


async def done(tx: Tx, now: datetime) -> list[Done]:
    return await tx.all(DONE, Done, now, LEARNT_FROM, MOST)


KEEP_TIMES = """
with learnt as (select row.path, row.factor, row.spread, row.visits
    from jsonb_to_recordset($1::jsonb) as row (path text[], factor float8, spread float8, visits int)),
  forgotten as (delete from work_times old where not exists (select from learnt where learnt.path = old.path))
insert into work_times as was (org_id, path, factor, spread, visits, learnt_at)
select current_org(), path, factor, spread, visits, $2 from learnt
on conflict (org_id, path) do update
  set factor = excluded.factor, spread = excluded.spread, visits = excluded.visits, learnt_at = excluded.learnt_at
  where (was.factor, was.spread, was.visits) is distinct from (excluded.factor, excluded.spread, excluded.visits)
"""
KEEP_PACES = """
with learnt as (select row.id, row.pace, row.visits from unnest($1::uuid[], $2::float8[], $3::int[]) as row (id, pace, visits)
    join engineers e on e.user_id = row.id),
  forgotten as (delete from work_paces old where not exists (select from learnt where learnt.id = old.engineer_id))
insert into work_paces as was (org_id, engineer_id, pace, visits, learnt_at) select current_org(), id, pace, visits, $4 from learnt
on conflict (org_id, engineer_id) do update set pace = excluded.pace, visits = excluded.visits, learnt_at = excluded.learnt_at
  where (was.pace, was.visits) is distinct from (excluded.pace, excluded.visits)
"""


class Group(Usual, frozen=True, kw_only=True):
    path: Path
    visits: int


async def keep(tx: Tx, learnt: Learnt, now: datetime) -> None:
    """In place of what was there."""
    groups = [
        Group(path=path, factor=round(row.factor, 2), spread=round(row.spread, 2), visits=learnt.visits[path])
        for path, row in learnt.times.usual.items()
    ]
    await tx.run(KEEP_TIMES, groups, now)
    ids: list[UUID] = [*learnt.paces]
    await tx.run(KEEP_PACES, ids, [round(learnt.paces[id], 2) for id in ids], [learnt.visits[id] for id in ids], now)


class Row(Usual, frozen=True, kw_only=True):
    path: Path


TIMES = "select path, factor, spread from work_times"


async def times(tx: Tx) -> WorkTimes:
    return WorkTimes({row.path: Usual(row.factor, row.spread) for row in await tx.all(TIMES, Row)})
