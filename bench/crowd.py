"""What an organisation of 10,000 engineers costs: where they are on 1,000 screens, and one round of the watch over 30,000 open visits."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from statistics import median
from time import process_time

import asyncpg
import msgspec
from tests.journeys.processes import Served

from outrider import db
from outrider.accounts.sessions.rules import token_hash
from outrider.backoff import Backoff
from outrider.clock import stopwatch
from outrider.embedded.postgres import Postgres
from outrider.ids import new_id
from outrider.rescue import actions as rescue

from .connection import Connection
from .cost import cpu_of_all
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
# A country of a hundred cities, each a degree of its own with the engineers of its station.
PLACES = """
insert into latest_positions (org_id, engineer_id, device_time, lat, lon, accuracy_m, received_at)
select $1, md5('crowd' || n)::uuid, now(), 40.5 + s / 10 + n / 50000.0, 0.5 + s % 10 + n / 50000.0, 8, now()
from generate_series(1, $2::int) n, lateral (select n % $3::int as s) station
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
    await owner.execute(PLACES, us, ENGINEERS_, STATIONS_)
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


class Seat(msgspec.Struct):
    """map: what its stream is told of it. heard: bytes."""

    token: str
    map: str
    heard: int = 0


def city(n: int) -> str:
    s = n % STATIONS_
    return f"{40.4 + s // 10},{0.4 + s % 10},{40.8 + s // 10},{0.8 + s % 10}"


async def seats(house: Served, name: str, wide: int, map: Callable[[int], str]) -> list[Seat]:
    """So many see the whole organisation, and come first; the others one station."""
    owner, made, now = await asyncpg.connect(house.database.owner_dsn), list[Seat](), datetime.now(UTC)
    for n in range(SEATS):
        user = house.database.us.users["alice"] if n < wide else await owner.fetchval(SEAT, 1 + n % STATIONS_)
        row = (new_id(now), token_hash(f"{name}-{n}"), house.database.us.org_id, user, now, now + timedelta(days=1))
        await owner.execute(SESSION, *row)
        made.append(Seat(f"{name}-{n}", map(n)))
    await owner.close()
    return made


async def listen(port: int, seat: Seat, there: asyncio.Event) -> None:
    """there: it has had its first word."""
    connection = Connection(port, seat.token)
    await connection.open()
    assert connection.reader is not None
    head = f"GET /api/live{seat.map} HTTP/1.1\r\nHost: bench\r\nCookie: outrider_session={seat.token}\r\n\r\n"
    connection.writer.write(head.encode())
    while part := await connection.reader.read(1 << 16):
        seat.heard += len(part)
        there.set()


async def moving(house: Served, database: Postgres, asking: list[Seat]) -> tuple[float, float, list[float]]:
    """Everybody moves once in ten seconds: shares of a core of the server and of the database, and bytes a second of each seat."""
    there = [asyncio.Event() for _ in asking]
    tasks = [asyncio.create_task(listen(house.port, seat, first)) for seat, first in zip(asking, there, strict=True)]
    owner, pid = await asyncpg.connect(house.database.owner_dsn), house.children["serve"].pid
    async with asyncio.timeout(120):
        await asyncio.gather(*(first.wait() for first in there))
    await asyncio.sleep(2)
    for seat in asking:
        seat.heard = 0
    cpu, base, began = cpu_of(pid), cpu_of_all(database), stopwatch()
    for n in range(SECONDS):
        await owner.execute(MOVE, 1 + n % 10, ENGINEERS_)
        await asyncio.sleep(max(0.0, began + n + 1 - stopwatch()))
    took, spent, inside = stopwatch() - began, cpu_of(pid) - cpu, cpu_of_all(database) - base
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    await owner.close()
    return 100 * spent / took, 100 * inside / took, [seat.heard / took for seat in asking]


async def pulls(house: Served, database: Postgres, token: str) -> list[Row]:
    """What a map that was moved asks for."""
    connection, pid = Connection(house.port, token), house.children["serve"].pid
    cpu, base = cpu_of(pid), cpu_of_all(database)
    for n in range(STATIONS_):
        assert await connection.ask("GET", f"/api/positions?box={city(n)}") == 200
    server, inside = cpu_of(pid) - cpu, cpu_of_all(database) - base
    return [
        Row("a map that was moved to one city: serve", server * 1000 / STATIONS_, "ms", 8.0, "of a core"),
        Row("a map that was moved to one city: database", inside * 1000 / STATIONS_, "ms", 12.4, "of a core"),
    ]


async def places(house: Served, database: Postgres) -> list[Row]:
    moves, rows = f"{ENGINEERS_ // 10:,} moves a second", list[Row]()
    everywhere = await seats(house, "everywhere", WIDE, lambda _: "")
    serve, inside, heard = await moving(house, database, everywhere)
    rows += [
        Row(f"serve, {moves}, {SEATS:,} screens", serve, "%", None, "of a core"),
        Row("database, the same", inside, "%", None, "of a core"),
        Row("bytes to a screen that shows everybody", sum(heard[:WIDE]) / WIDE / 1000, "KB/s", 334),
        Row("bytes to a screen of one station", sum(heard[WIDE:]) / (SEATS - WIDE) / 1000, "KB/s", 33),
    ]
    for name, map, most, bar in (
        ("one city of all", lambda n: f"?box={city(n)}", 33.4, 100.0),
        ("no map", lambda _: "?box=none", 0.1, 5.0),
    ):
        serve, inside, heard = await moving(house, database, await seats(house, name.replace(" ", "-"), SEATS, map))
        rows += [
            Row(f"serve, {moves}, {SEATS:,} screens of {name}", serve, "%", bar, "of a core"),
            Row("database, the same", inside, "%", None, "of a core"),
            Row(f"bytes to a screen of {name}", sum(heard) / SEATS / 1000, "KB/s", most),
        ]
    return rows + await pulls(house, database, everywhere[0].token)


async def crowd(house: Served, database: Postgres) -> list[Row]:
    await make_crowd(house)
    return [*await watch(house), *await places(house, database)]
