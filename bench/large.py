"""A large organisation, each engineer with three open visits: what a list of candidates and the plans of a late visit cost through HTTP."""

from datetime import UTC, datetime, timedelta
from statistics import mean, median
from uuid import UUID

import asyncpg
import httpx
import msgspec
from tests.journeys.processes import Served

from outrider import db
from outrider.accounts.sessions.rules import token_hash
from outrider.assign import actions as assign
from outrider.clock import stopwatch
from outrider.embedded.postgres import Postgres
from outrider.ids import new_id
from outrider.model import ALL, Role, Who

from . import crowd
from .connection import Connection
from .cost import backends, ports_of, spent
from .history import ACCOUNTS, CONTACTS, STATIONS
from .history import SITES as ONE_EACH
from .load import cpu_of
from .table import Row, p95

STATIONS_, VISITS_EACH, PLACES = 100, 3, 5_000
SKILLS = ["server", "network", "scanners", "cooling", "printers"]
# Each station is a city of its own, a degree from the next, and its visits lie around it.
MOVE_STATIONS = """
update units set lat = 40.5 + n / 10, lon = 0.5 + n % 10 from generate_series(1, $1::int) n where id = md5('station' || n)::uuid
"""
SITES = """
insert into sites (org_id, id, account_id, name, address, lat, lon, time_zone)
select $1, md5('place' || n)::uuid, md5('account1')::uuid, 'Hall', 'Street', 40.4 + s / 10 + random() * 0.3, 0.4 + s % 10 + random() * 0.3, 'UTC'
from generate_series(0, $2::int - 1) n, lateral (select (1 + n) % $3::int as s) city
"""
SPREAD = """
update orders set site_id = md5('place' || substr(number, 3)::int % $1::int)::uuid, skill = ($2::text[])[1 + substr(number, 3)::int / 7 % 6]
where number like 'C-%'
"""
SKILL = """
insert into skills (org_id, id, code, kind, name) select $1, md5('skill' || code)::uuid, code, 'skill', code from unnest($2::text[]) code
on conflict do nothing
"""
# Everybody has two or three of five.
QUALIFIED = """
insert into qualifications (org_id, id, engineer_id, skill_id, level)
select $1, gen_random_uuid(), md5('crowd' || n)::uuid, skill.id, (array['basic', 'skilled', 'expert'])[1 + (n + k) % 3]
from generate_series(1, $2::int) n, generate_series(0, 2) k, lateral (select ($3::text[])[1 + (n / 3 + k * k) % 5] as code) one
join skills skill on skill.org_id = $1 and skill.code = one.code on conflict do nothing
"""
# One in twenty is away for some hours, each at a time of their own.
ABSENT = """
insert into absences (org_id, id, engineer_id, starts_at, ends_at, kind)
select $1, gen_random_uuid(), md5('crowd' || n)::uuid, now() + n % 300 * interval '1 min', now() + (n % 300 + 240) * interval '1 min', 'leave'
from generate_series(20, $2::int, 20) n
"""
OPEN = "select id from orders where number like 'C-%' and org_id = $1 order by md5(id::text) limit $2"
# Their engineers have further to go than there is time, and others are near.
LATE = """
with soon as (update visits set window_to = now() + interval '40 min' where order_id = any($1::uuid[]) returning id)
update attendances set arrival_promise = now() + interval '40 min' where visit_id in (select id from soon)
"""
FIRST = """
select a.order_id from attendances a join visits v on v.id = a.visit_id join orders o on o.id = a.order_id where o.number like 'C-%'
  and v.window_from < now() and v.window_to > now() and a.org_id = $1 order by md5(a.order_id::text || 'late') limit $2
"""


async def make_large(house: Served, engineers: int) -> None:
    us, owner = house.database.us.org_id, await asyncpg.connect(house.database.owner_dsn, command_timeout=600)
    visits = engineers * VISITS_EACH
    await owner.execute(STATIONS, us, STATIONS_)
    await owner.execute(MOVE_STATIONS, STATIONS_)
    await owner.execute(crowd.PEOPLE, us, "crowd", engineers)
    await owner.execute(crowd.ENGINEERS, us, engineers, STATIONS_)
    await owner.execute(SKILL, us, SKILLS)
    await owner.execute(QUALIFIED, us, engineers, SKILLS)
    await owner.execute(ABSENT, us, engineers)
    for statement in (ACCOUNTS, CONTACTS, ONE_EACH):
        await owner.execute(statement, us, 101)
    await owner.execute(SITES, us, PLACES, STATIONS_)
    await owner.execute(crowd.PLACES, us, engineers, STATIONS_)
    await owner.execute(crowd.ORDERS, us, visits, STATIONS_)
    await owner.execute(SPREAD, PLACES, [*SKILLS, None])
    for statement in (crowd.VISITS, crowd.ATTENDANCES):
        await owner.execute(statement, us, visits, engineers)
    await owner.execute("vacuum analyze")
    await owner.close()


class Spent(msgspec.Struct):
    wall: list[float]
    server: list[float]
    database: list[float]


async def large(house: Served, database: Postgres, engineers: int, count: int) -> list[Row]:
    """A thousand have moved before each question, as in every second of such a day."""
    await make_large(house, engineers)
    us, owner = house.database.us, await asyncpg.connect(house.database.owner_dsn, command_timeout=600)
    now, name = datetime.now(UTC), f"{engineers:,} engineers"
    await owner.execute(crowd.SESSION, new_id(now), token_hash("large"), us.org_id, us.users["alice"], now, now + timedelta(days=1))
    connection = Connection(house.port, "large")
    orders = [row["id"] for row in await owner.fetch(OPEN, us.org_id, count)]
    late = [row["order_id"] for row in await owner.fetch(FIRST, us.org_id, count)]
    await owner.execute(LATE, late)

    async def asked(ids: list[UUID], what: str) -> Spent:
        """Milliseconds of each on the wall, of the server and of the database."""
        pid, rows = house.children["serve"].pid, list[tuple[float, float, float]]()
        for n, id in enumerate(ids):
            await owner.execute(crowd.MOVE, 1 + n % 10, engineers)
            server, before, began = cpu_of(pid), backends(database), stopwatch()
            status = await connection.ask("GET", f"/api/orders/{id}/{what}")
            assert status == 200, (what, status)
            took = stopwatch() - began
            rows.append((took * 1000, (cpu_of(pid) - server) * 1000, spent(before, backends(database), ports_of(pid)) * 1000))
        return Spent(*(list(column) for column in zip(*rows, strict=True)))

    first = await asked(orders[:1], "candidates")
    lists, afresh = await asked(orders, "candidates"), await read_afresh(house, orders[:5])
    connection.reader = None  # a server closes one that says nothing for a while
    await asked(late[:1], "rescue")
    plans = await asked(late, "rescue")
    helped = await with_a_plan(house, late)
    await owner.close()
    return [
        Row(
            f"candidates of {name} through HTTP, median",
            median(lists.wall),
            "ms",
            None,
            "all read afresh",
            median(lists.wall) / median(afresh),
        ),
        Row("the same, p95", p95(lists.wall), "ms", 25, "all read afresh", p95(lists.wall) / median(afresh)),
        Row("the same: serve", mean(lists.server), "ms", None, "of a core"),
        Row("the same: database", mean(lists.database), "ms", None, "of a core"),
        Row("the first list of a process", first.wall[0], "ms"),
        Row("the same: serve", first.server[0], "ms", None, "of a core"),
        Row("the same: database", first.database[0], "ms", None, "of a core"),
        Row(f"plans of a late visit of {name} through HTTP, median", median(plans.wall), "ms", None, f"{helped} of {len(late)} have one"),
        Row("the same, p95", p95(plans.wall), "ms", 200),
        Row("the same: serve", mean(plans.server), "ms", None, "of a core"),
        Row("the same: database", mean(plans.database), "ms", None, "of a core"),
    ]


async def with_a_plan(house: Served, late: list[UUID]) -> int:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{house.port}", cookies={"outrider_session": "large"}, timeout=60) as client:
        return sum([bool((await client.get(f"/api/orders/{id}/rescue")).json()["plans"]) for id in late])


async def read_afresh(house: Served, orders: list[UUID]) -> list[float]:
    """The same list without anybody in memory."""
    us, pool, took = house.database.us, await db.connect(house.database.app_dsn, size=1), list[float]()
    who = Who(us.org_id, us.users["alice"], new_id(datetime.now(UTC)), None, "Alice", "en", "UTC", {Role.DISPATCHER: ALL})
    for id in orders:
        began = stopwatch()
        async with db.looks_of(pool)(us.org_id) as tx:
            await assign.candidates(tx, id, who, datetime.now(UTC))
        took.append((stopwatch() - began) * 1000)
    await pool.close()
    return took
