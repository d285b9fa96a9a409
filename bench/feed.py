"""The change feed under sixteen writers: what a reader misses, how far it lags, and how many commits go through; beside a plain sequence."""

import asyncio
from time import perf_counter
from typing import Any

import asyncpg
from tests.cast import NOW
from tests.journeys.processes import Served

from outrider import db
from outrider.ids import new_id

from .table import Row, quantile

WRITERS, SECONDS = 16, 5.0
OWN = "select seq, engineer_id from feed where seq > $1 order by seq"
PLAIN = "select seq, id as engineer_id from bench_plain where seq > $1 order by seq"


async def pressed(pool: Any, org_id: int, plain: bool) -> tuple[int, int, list[float]]:
    """(commits, missed, seconds from a commit's end to the reader's sight of it). Each row is known by an id of its own."""
    seen: dict[Any, float] = {}
    committed: dict[Any, float] = {}
    ended = asyncio.Event()

    async def writer(until: float) -> None:
        while perf_counter() < until:
            mark = new_id(NOW)
            async with db.transaction(pool, org_id) as tx:
                if plain:
                    await tx.run("insert into bench_plain (id) values ($1)", mark)
                else:
                    tx.touch("bench", mark, engineer=mark)
            committed[mark] = perf_counter()

    async def reader() -> None:
        cursor = await pool.fetchval("select seq from feed_heads where org_id = $1", org_id) if not plain else 0
        while True:
            last_look = ended.is_set()
            async with db.transaction(pool, org_id) as tx:
                rows = await tx.connection.fetch(PLAIN if plain else OWN, cursor)
            now = perf_counter()
            for row in rows:
                seen.setdefault(row["engineer_id"], now)
                cursor = row["seq"]
            if last_look:
                return

    reading = asyncio.create_task(reader())
    until = perf_counter() + SECONDS
    await asyncio.gather(*(writer(until) for _ in range(WRITERS)))
    ended.set()
    await reading
    lags = [max(0.0, seen[mark] - at) for mark, at in committed.items() if mark in seen]
    return len(committed), len(committed) - len(lags), lags


async def measure(house: Served) -> list[Row]:
    org_id = house.database.us.org_id
    owner = await asyncpg.connect(house.database.owner_dsn)
    await owner.execute(
        "create table bench_plain (seq bigserial primary key, id uuid); grant all on bench_plain, bench_plain_seq_seq to outrider_app"
    )
    await owner.close()
    pool = await db.connect(house.database.app_dsn, size=WRITERS + 2)
    commits, missed, lags = await pressed(pool, org_id, plain=False)
    peer, peer_missed, _ = await pressed(pool, org_id, plain=True)
    await pool.close()
    each, peer_each = SECONDS * 1000 / commits, SECONDS * 1000 / peer
    return [
        Row(f"feed, {WRITERS} writers: rows that a reader missed", missed, "rows", 0, f"a plain sequence missed {peer_missed} of {peer}"),
        Row("feed: a commit's way to the reader, p99", quantile(lags, 99) * 1000, "ms", 50),
        Row("feed: one commit (300 a second are 3.3)", each, "ms", 3.34, "a plain sequence", each / peer_each),
    ]
