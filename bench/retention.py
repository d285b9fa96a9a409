"""What it costs to let go of a day of positions: packed and dropped, beside its rows deleted one by one."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, time, timedelta
from time import perf_counter

import asyncpg

from outrider import db
from outrider.track.pack import actions as pack

from .ground import installed
from .table import Row, tell

ENGINEERS = 25 if os.environ.get("QUICK") else 100
FIXES = 8_640  # of an engineer: one in ten seconds, round the clock
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = NOW.date()
PEOPLE = """
insert into users (org_id, id, name, email, language, created_at)
select current_org(), md5('walker' || n)::uuid, 'Walker ' || n, '', 'en', now() from generate_series(1, $1::int) n
"""
WALKERS = """
insert into engineers (org_id, user_id, station_id, home_lat, home_lon, shift_start, shift_end)
select current_org(), md5('walker' || n)::uuid, (select min(id::text)::uuid from units), 52.5, 13.4, '00:00', '23:59'
from generate_series(1, $1::int) n
"""
A_DAY = """
insert into positions (org_id, engineer_id, device_time, lat, lon, accuracy_m, speed_mps, heading_deg, source, received_at)
select current_org(), md5('walker' || e)::uuid, $2::timestamptz + n * interval '10 seconds', 52.5 + n * 1e-5, 13.4 + n * 1e-5,
  8 + n % 7, 9 + n % 5, n % 360, 'phone', $2
from generate_series(1, $1::int) e, generate_series(0, $3::int - 1) n
"""
DELETE = "delete from positions where device_time >= $1 and device_time < $1::timestamptz + interval '1 day'"
SIZE, WAL = "select pg_total_relation_size($1::text::regclass)", "select (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint"


class Bench:
    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]", org_id: int) -> None:
        self.org_id, self.pool, self.in_one = org_id, pool, db.transactions_of(pool)

    async def value(self, sql: str, *args: object) -> int:
        async with self.in_one(self.org_id) as tx:
            return int(await tx.value(sql, *args) or 0)

    async def run(self, sql: str, *args: object) -> None:
        async with self.in_one(self.org_id) as tx:
            await tx.connection.execute(sql, *args, timeout=600)

    async def cost(self, work: Callable[[], Awaitable[object]]) -> tuple[float, float]:
        """Seconds, and megabytes of write-ahead log."""
        before, began = await self.value(WAL), perf_counter()
        await work()
        return perf_counter() - began, (await self.value(WAL) - before) / 1e6

    async def day(self, days: int) -> None:
        await self.run(A_DAY, ENGINEERS, datetime.combine(DAY + timedelta(days=days), time(), UTC), FIXES)


async def measure(bench: Bench) -> list[Row]:
    later, fixes = NOW + timedelta(days=9), ENGINEERS * FIXES
    async with bench.in_one(bench.org_id) as tx:
        await pack.open_days(tx, NOW)
    for sql in (PEOPLE, WALKERS):
        await bench.run(sql, ENGINEERS)
    await bench.day(0)
    await bench.day(1)
    in_rows = await bench.value(SIZE, "positions_20260302") / fixes
    deleted = await bench.cost(lambda: bench.run(DELETE, datetime.combine(DAY + timedelta(days=1), time(), UTC)))
    packed = await bench.cost(lambda: pack.pack(bench.in_one, bench.org_id, DAY, later))
    in_packs = await bench.value(SIZE, "position_packs") / fixes

    async def drop() -> None:
        async with bench.in_one(bench.org_id) as tx:
            await tx.run("insert into retention_state (org_id, next_at, packed_until) values (current_org(), $1, $2)", later, later.date())
            assert "positions_20260302" in await pack.drop_days(tx, later)

    dropped = await bench.cost(drop)
    return [
        Row("a fix in rows", in_rows, "bytes"),
        Row("a fix in packs", in_packs, "bytes", 30.0, "in rows", in_packs / in_rows),
        *(
            Row(f"{fixes:,} fixes of a day {how}", value, unit)
            for how, cost in (("deleted as rows", deleted), ("packed", packed), ("looked through and dropped", dropped))
            for value, unit in zip(cost, ("s", "MB of WAL"), strict=True)
        ),
    ]


async def measured(dsn: str, org_id: int) -> list[Row]:
    pool = await db.connect(dsn)
    try:
        return await measure(Bench(pool, org_id))
    finally:
        await pool.close()


def main() -> int:
    with installed() as (_, house):
        rows = asyncio.run(measured(house.database.app_dsn, house.database.us.org_id))
    return tell("retention", rows)


if __name__ == "__main__":
    raise SystemExit(main())
