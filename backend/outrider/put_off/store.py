"""What the worker says that it has put off, and the jobs and prints that wait beside it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from ..db import Tx

SAY = """
insert into put_off (org_id, what, item, times, failed_at, next_at, error, said_at)
select current_org(), row.*, now() from unnest($1::text[], $2::text[], $3::int[], $4::timestamptz[], $5::timestamptz[], $6::text[]) as row
on conflict (org_id, what, item) do update set times = excluded.times, failed_at = excluded.failed_at, next_at = excluded.next_at,
  error = excluded.error, said_at = excluded.said_at
"""


async def say(tx: Tx, rows: Sequence[tuple[str, str, int, datetime, datetime, str]]) -> None:
    await tx.run(SAY, *[list(column) for column in zip(*rows, strict=True)])


DROP = "delete from put_off where said_at < now() - interval '1 minute' or (what, item) in (select * from unnest($1::text[], $2::text[]))"


async def drop(tx: Tx, over: Sequence[tuple[str, str]]) -> None:
    """What is done, and what no worker speaks of any more."""
    await tx.run(DROP, [what for what, _ in over], [item for _, item in over])


TAKE_WANTED = """
update put_off set wanted = false where wanted and (what, item) in (select * from unnest($1::text[], $2::text[])) returning what, item
"""


async def take_wanted(tx: Tx, mine: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    rows = await tx.connection.fetch(TAKE_WANTED, [what for what, _ in mine], [item for _, item in mine])
    return [(row["what"], row["item"]) for row in rows]


class PutOff(msgspec.Struct):
    """source: periodic, job or print. what: as periodic.py and jobs.py call it. order_id, number, name: the order or the person concerned.

    next_at None: it is not tried again by itself. wanted: it is tried at once, as somebody asked.
    """

    source: str
    what: str
    item: str
    order_id: UUID | None
    number: str | None
    name: str | None
    times: int
    failed_at: datetime
    next_at: datetime | None
    error: str
    wanted: bool


# A job says in its payload whose it is and what it is about (worker.py: JOBS).
LISTED = """
with said as (
  select 'periodic' as source, what, item, times, failed_at, next_at, error, wanted, case when what in ('alarm', 'forecast') then item end as about
  from put_off where said_at > now() - interval '1 minute'
  union all
  select 'job', j.entrypoint, j.id::text, coalesce(l.times, 1)::int, coalesce(l.at, j.updated), null, coalesce(l.error, ''), false,
    case when j.entrypoint in ('render_report', 'deliver', 'forget_password') then j.said->>1 end
  from (select id, entrypoint, updated, convert_from(payload, 'utf8')::jsonb as said from pgqueuer where status = 'failed' and payload is not null) j
  left join (
    select job_id, count(*) as times, max(created) as at, (array_agg(concat_ws(': ', traceback->>'exception_type', traceback->>'exception_message')
      order by created desc))[1] as error
    from pgqueuer_log where status = 'failed' and job_id in (select id from pgqueuer where status = 'failed') group by job_id
  ) l on l.job_id = j.id
  where case jsonb_typeof(j.said) when 'array' then j.said->>0 else j.said #>> '{}' end = current_org()::text
  union all
  select 'print', 'print', p.report_id::text, p.tries, r.sealed_at, p.next_at, p.fault, p.next_at <= now(), p.report_id::text
  from report_prints p join reports r on r.id = p.report_id
  where p.fault <> '' and not exists (select from report_pdfs d where d.report_id = p.report_id)
)
select s.source, s.what, s.item, o.id as order_id, o.number, person.name, s.times, s.failed_at, s.next_at, s.error, s.wanted
from said s
left join reports r on s.what in ('print', 'render_report') and r.id = s.about::uuid
left join deliveries d on s.what = 'deliver' and d.id = s.about::uuid left join notifications n on n.id = d.notification_id
left join orders o on o.id = coalesce(r.order_id, n.order_id, case when s.what in ('alarm', 'forget_password') then s.about::uuid end)
left join users person on s.what = 'forecast' and person.id = s.about::uuid
  or s.what = 'held lane' and person.id = (select user_id from commands where lane = s.item limit 1)
order by s.failed_at desc, s.what, s.item limit 500
"""


async def listed(tx: Tx) -> list[PutOff]:
    return await tx.all(LISTED, PutOff)


# By its source, how it is tried at once: the worker looks at `wanted`, the queue at its status, and the search for missing prints at the time.
TRY: dict[str, str] = {
    "periodic": "update put_off set wanted = true where what = $1 and item = $2 and said_at > now() - interval '1 minute'",
    "job": "update pgqueuer set status = 'queued', execute_after = now(), updated = now(), attempts = 0, queue_manager_id = null "
    "where entrypoint = $1 and id::text = $2 and status = 'failed' and current_org()::text = "
    "(select case jsonb_typeof(said) when 'array' then said->>0 else said #>> '{}' end from (select convert_from(payload, 'utf8')::jsonb as said) s)",
    "print": "update report_prints set next_at = now() where $1::text = 'print' and report_id::text = $2::text",
}


async def try_now(tx: Tx, source: str, what: str, item: str) -> int:
    return await tx.run(TRY[source], what, item)
