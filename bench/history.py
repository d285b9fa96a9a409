"""Years of work in a minute: orders with twenty events each, made in the database as the product would have left them."""

from datetime import timedelta

import asyncpg
import msgspec
from tests.cast import Cast

from outrider import db
from outrider.model import Actor
from outrider.status.levels import actions as levels
from outrider.status.levels.rules import Level, Limit

LEVEL, FAR = "B", 129_600  # minutes: a limit that no order of the bench reaches by itself
OPEN_PER_STATION = 50
MOST_OPEN = 100_000
CREW = 100

STATIONS = """
insert into units (org_id, id, kind, name, lat, lon)
select $1, md5('station' || n)::uuid, 'station', 'Station ' || n, 52 + n * 0.0001, 13 from generate_series(1, $2::int) n
"""
ENGINEERS = """
with people as (insert into users (org_id, id, name, email, language, created_at)
  select $1, md5('engineer' || n)::uuid, 'Engineer ' || n, '', 'en', now() from generate_series(1, $2::int) n returning org_id, id)
insert into engineers (org_id, user_id, station_id, home_lat, home_lon, shift_start, shift_end)
select org_id, id, md5('station1')::uuid, 52.5, 13.4, '00:00', '23:59' from people
"""
ACCOUNTS = """
insert into accounts (org_id, id, name) select $1, md5('account' || n)::uuid, 'Works ' || n from generate_series(1, $2::int) n
"""
CONTACTS = """
insert into contacts (org_id, id, account_id, name, phone, language)
select $1, md5('contact' || n)::uuid, md5('account' || n)::uuid, 'Dana ' || n, '+49 30 ' || n, 'en' from generate_series(1, $2::int) n
"""
SITES = """
insert into sites (org_id, id, account_id, name, address, lat, lon, time_zone)
select $1, md5('site' || n)::uuid, md5('account' || n)::uuid, 'Hall', 'Street', 52.5, 13.4, 'UTC' from generate_series(1, $2::int) n
"""
# Every tenth order is open; the open ones are young, the others lie in five years of history.
ORDERS = """
insert into orders (org_id, id, number, account_id, contact_id, site_id, station_id, kind, level, fault, status, status_since, created_at)
select $1, md5('order' || n)::uuid, 'B-' || n, md5('account' || a)::uuid, md5('contact' || a)::uuid, md5('site' || a)::uuid,
  md5('station' || s)::uuid, 'repair', $5, 'Does not start', case when open then 'awaiting_assignment' else 'closed' end, at + interval '19 min', at
from (select n, 1 + n % $3::int as a, 1 + (n / 10) % $4::int as s, n % 10 = 0 as open,
  case when n % 10 = 0 then now() - interval '1 hour' - n % 40000 * interval '1 min'
    else now() - interval '60 days' - n % 1700 * interval '1 day' end as at
  from generate_series(1, $2::int) n) row
"""
EVENTS = """
insert into events (org_id, id, kind, order_id, actor, source, device_time, happened_at, server_time, payload)
select $1, gen_random_uuid(), case k when 0 then 'order_taken' when 1 then 'triage' else case when k % 2 = 0 then 'assign' else 'unassign' end end,
  o.id, 'system', 'system', at, at, at, case k
    when 0 then jsonb_build_object('from', null, 'to', 'received', 'kind', 'repair', 'level', o.level, 'number', o.number)
    when 1 then '{"from": "received", "to": "awaiting_assignment"}'
    when 19 then jsonb_build_object('from', 'assigned', 'to', o.status, 'reason', 'bench')
    else case when k % 2 = 0 then '{"from": "awaiting_assignment", "to": "assigned"}'::jsonb
      else '{"from": "assigned", "to": "awaiting_assignment"}'::jsonb end end
from orders o, generate_series(0, 19) k, lateral (select o.created_at + k * interval '1 min' as at) times where o.number like 'B-%' order by o.id, k
"""
VISITS = """
insert into visits (org_id, id, order_id, window_from, window_to, work_minutes)
select org_id, gen_random_uuid(), id, now() + interval '1 day', now() + interval '26 hours', 60
from orders where number like 'B-%' and status <> 'closed'
"""
CLOCKS = """
insert into clocks (org_id, order_id, what, n, started_at, warn_at, due_at, stopped_at, outcome, next_at, next_step)
select o.org_id, o.id, c.what, c.n, start, start + $1 * 0.75 * interval '1 min', start + $1 * interval '1 min', stop,
  case when stop is null then 'running' else 'met' end,
  case when stop is null then start + $1 * 0.75 * interval '1 min' end, case when stop is null then 'warn' end
from orders o, lateral (
  select 'resolved' as what, 1 as n, 0 as k, null::int as until
  union all select 'phone_response', 1, 0, 1
  union all select 'received', 1, 0, 1
  union all select 'awaiting_assignment', (k + 1) / 2, k, case when k < 19 then k + 1 end from generate_series(1, 19, 2) k
) c, lateral (select o.created_at + c.k * interval '1 min' as start, o.created_at + c.until * interval '1 min' as stop) times
where o.number like 'B-%' and o.status <> 'closed'
"""


async def publish_level(owner: "asyncpg.Connection[asyncpg.Record]", us: Cast) -> None:
    await owner.execute(db.SET_ORG.replace("true", "false"), str(us.org_id))
    tx = db.Tx(owner, us.org_id)
    limits = [Limit(what, FAR) for what in ("phone_response", "resolved", "received", "awaiting_assignment")]
    made = Level({"en": "Bench", "zh-CN": "Bench"}, "standard", 99, "7x24", True, limits)
    since = await owner.fetchval("select now()") - timedelta(days=3000)
    await levels.publish(tx, "level", LEVEL, msgspec.to_builtins(made), 0, "", Actor("user", "console", us.users["erin"]), since)


async def make(owner_dsn: str, us: Cast, count: int) -> int:
    """count orders, a tenth of them open; how many stations."""
    owner = await asyncpg.connect(owner_dsn, command_timeout=7200)
    await db.codecs(owner)
    stations, accounts = max(1, min(count // 10, MOST_OPEN) // OPEN_PER_STATION), max(10, count // 50)
    await publish_level(owner, us)
    await owner.execute("set synchronous_commit = off")
    await owner.execute(STATIONS, us.org_id, stations)
    await owner.execute(ENGINEERS, us.org_id, CREW)
    for statement in (ACCOUNTS, CONTACTS, SITES):
        await owner.execute(statement, us.org_id, accounts)
    await owner.execute(ORDERS, us.org_id, count, accounts, stations, LEVEL)
    await owner.execute(EVENTS, us.org_id)
    await owner.execute(VISITS)
    await owner.execute(CLOCKS, float(FAR))
    await owner.execute("delete from pgqueuer")  # the new level asks for a recomputation, and everything is computed already
    await owner.execute("vacuum analyze")
    await owner.close()
    return stations
