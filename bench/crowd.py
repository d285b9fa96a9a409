"""What an organisation of 10,000 engineers costs: where they are on 1,000 screens, and one round of the watch over 30,000 open visits."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from statistics import median
from time import process_time

import asyncpg
from tests.journeys.processes import Served

from outrider import db
from outrider.accounts.sessions.rules import token_hash
from outrider.backoff import Backoff
from outrider.clock import stopwatch
from outrider.embedded.postgres import Postgres
from outrider.ids import new_id
from outrider.rescue import actions as rescue

from .connection import Connection
from .history import ACCOUNTS, CONTACTS, SITES, STATIONS
from .load import cpu_of
from .table import Row

STATIONS_, ENGINEERS_, VISITS_EACH, SEATS = 100, 10_000, 3, 1_000
WIDE = 10  # of the seats see the whole organisation, all others one station
SECONDS = 10
PEOPLE = """
insert into users (org_id, id, name, email, language, created_at)
select $1, md5($2 || n)::uuid, initcap($2) || ' ' || n, '', 'en', now() from generate_series(1, $3::int) n
"""
ENGINEERS = """
insert into engineers (org_id, user_id, station_id, home_lat, home_lon, shift_start, shift_end)
select $1, md5('crowd' || n)::uuid, md5('station' || 1 + n % $3::int)::uuid, 52.5, 13.4, '00:00', '24:00' from generate_series(1, $2::int) n
"""
PLACES = """
insert into latest_positions (org_id, engineer_id, device_time, lat, lon, accuracy_m, received_at)
select $1, md5('crowd' || n)::uuid, now(), 52.5 + n * 0.00001, 13.4, 8, now() from generate_series(1, $2::int) n
"""
ORDERS = """
insert into orders (org_id, id, number, account_id, contact_id, site_id, station_id, kind, level, fault, status, status_since, created_at)
select $1, md5('crowd order' || n)::uuid, 'C-' || n, md5('account' || a)::uuid, md5('contact' || a)::uuid, md5('site' || a)::uuid,
  md5('station' || 1 + n % $3::int)::uuid, 'repair', '1', 'Does not start', 'assigned', now(), now()
from generate_series(1, $2::int) n, lateral (select 1 + n % 100 as a) account
"""
VISITS = """
insert into visits (org_id, id, order_id, window_from, window_to, work_minutes)
select $1, md5('crowd visit' || n)::uuid, md5('crowd order' || n)::uuid, at, at + interval '3 hours', 45
from generate_series(1, $2::int) n, lateral (select now() + (n / $3::int) * interval '3 hours' as at) day
"""
ATTENDANCES = """
insert into attendances (org_id, id, order_id, visit_id, engineer_id, arrival_promise, assigned_at)
select $1, gen_random_uuid(), md5('crowd order' || n)::uuid, md5('crowd visit' || n)::uuid, md5('crowd' || 1 + n % $3::int)::uuid,
  now() + (n / $3::int + 1) * interval '3 hours', now() from generate_series(1, $2::int) n
"""
GRANTS = """
insert into grants (org_id, user_id, role, scope, scope_id)
select $1, md5('seat' || n)::uuid, 'dispatcher', 'station', md5('station' || n)::uuid from generate_series(1, $2::int) n
"""
SESSION = """
insert into sessions (id, token_hash, org_id, user_id, agent, created_at, expires_at) values ($1, $2, $3, $4, 'bench', $5, $6)
"""
SEAT = "select md5('seat' || $1::int)::uuid"
# A tenth of them, as of phones that send every ten seconds.
MOVE = """
update latest_positions p set lat = lat + 0.0001, device_time = now(), received_at = now()
from generate_series($1::int, $2::int, 10) n where p.engineer_id = md5('crowd' || n)::uuid
"""
WAL = "select pg_current_wal_lsn() - '0/0'::pg_lsn"


async def make_crowd(house: Served) -> None:
    us, owner = house.database.us.org_id, await asyncpg.connect(house.database.owner_dsn, command_timeout=600)
    visits = ENGINEERS_ * VISITS_EACH
    await owner.execute(STATIONS, us, STATIONS_)
    for name, count in (("crowd", ENGINEERS_), ("seat", STATIONS_)):
        await owner.execute(PEOPLE, us, name, count)
    await owner.execute(ENGINEERS, us, ENGINEERS_, STATIONS_)
    await owner.execute(GRANTS, us, STATIONS_)
    for statement in (ACCOUNTS, CONTACTS, SITES):
        await owner.execute(statement, us, 101)
    await owner.execute(PLACES, us, ENGINEERS_)
    await owner.execute(ORDERS, us, visits, STATIONS_)
    for statement in (VISITS, ATTENDANCES):
        await owner.execute(statement, us, visits, ENGINEERS_)
    await owner.execute("vacuum analyze")
    await owner.close()


async def turns(longest: list[float]) -> None:
    """How long somebody else in the same loop waits for their turn."""
    while True:
        asked = stopwatch()
        await asyncio.sleep(0)
        longest[0] = max(longest[0], stopwatch() - asked)


async def watch(house: Served) -> list[Row]:
    """A round while nothing else happens, after the first one has written all forecasts; and one more beside somebody else."""
    pool, spent, wal, longest = await db.connect(house.database.app_dsn, size=1), list[float](), list[float](), [0.0]
    for round_ in range(5):
        other = asyncio.create_task(turns(longest)) if round_ == 4 else None
        before, began = await pool.fetchval(WAL), process_time()
        async with db.transaction(pool, house.database.us.org_id) as tx:
            await rescue.watch(tx, datetime.now(UTC), Backoff())
        spent.append(process_time() - began)
        wal.append(float(await pool.fetchval(WAL) - before) / 1e6)
        if other:
            other.cancel()
    await pool.close()
    return [
        Row(f"a round of the watch over {ENGINEERS_ * VISITS_EACH:,} visits", median(spent[1:4]) * 1000, "ms", None, "of a core"),
        Row("somebody else's turn in it comes within", longest[0] * 1000, "ms", 100),
        Row("written by it", median(wal[1:]), "MB", 1.0),
    ]


async def seats(house: Served) -> list[tuple[bool, str]]:
    """(sees everything, token); those that see everything come first."""
    owner, made, now = await asyncpg.connect(house.database.owner_dsn), list[tuple[bool, str]](), datetime.now(UTC)
    for n in range(SEATS):
        user = house.database.us.users["alice"] if n < WIDE else await owner.fetchval(SEAT, 1 + n % STATIONS_)
        row = (new_id(now), token_hash(f"seat-{n}"), house.database.us.org_id, user, now, now + timedelta(days=1))
        await owner.execute(SESSION, *row)
        made.append((n < WIDE, f"seat-{n}"))
    await owner.close()
    return made


async def listen(port: int, token: str, heard: list[int], there: asyncio.Event) -> None:
    """Counts the bytes that come. there: it has had its first word."""
    connection = Connection(port, token)
    await connection.open()
    assert connection.reader is not None
    connection.writer.write(f"GET /api/live HTTP/1.1\r\nHost: bench\r\nCookie: outrider_session={token}\r\n\r\n".encode())
    while part := await connection.reader.read(1 << 16):
        heard[0] += len(part)
        there.set()


async def places(house: Served, database: Postgres) -> list[Row]:
    """Everybody moves once in ten seconds, and every screen shows it."""
    wide, narrow = ([[0] for _ in range(count)] for count in (WIDE, SEATS - WIDE))
    heard = [*wide, *narrow]  # as `seats` has them
    there = [asyncio.Event() for _ in heard]
    asking = zip(await seats(house), heard, there, strict=True)
    tasks = [asyncio.create_task(listen(house.port, token, count, first)) for (_, token), count, first in asking]
    owner, pid = await asyncpg.connect(house.database.owner_dsn), house.children["serve"].pid
    async with asyncio.timeout(60):
        await asyncio.gather(*(first.wait() for first in there))
    for count in heard:
        count[0] = 0
    cpu, began = cpu_of(pid), stopwatch()
    for n in range(SECONDS):
        await owner.execute(MOVE, 1 + n % 10, ENGINEERS_)
        await asyncio.sleep(max(0.0, began + n + 1 - stopwatch()))
    took, spent = stopwatch() - began, cpu_of(pid) - cpu
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    await owner.close()
    moving = f"{ENGINEERS_ // 10:,} moves a second"
    return [
        Row(f"serve, {moving} on {SEATS:,} screens", 100 * spent / took, "%", None, "of a core"),
        Row("bytes to a screen that shows everybody", sum(count[0] for count in wide) / took / WIDE / 1000, "KB/s", 334),
        Row("bytes to a screen of one station", sum(count[0] for count in narrow) / took / (SEATS - WIDE) / 1000, "KB/s", 33),
    ]


async def crowd(house: Served, database: Postgres) -> list[Row]:
    await make_crowd(house)
    return [*await watch(house), *await places(house, database)]
