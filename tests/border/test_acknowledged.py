"""What was acknowledged is safe: no commit is given up, and no answer to an unsafe method stands on what others may still lose."""

from typing import Any

import asyncpg
import pytest

from outrider import db
from tests.cast import Cast
from tests.conftest import Database
from tests.intake.test_take_order import order

SLOW_COMMIT = """
create function wait_at_commit() returns trigger language plpgsql as $$ begin perform pg_sleep(0.6); return null; end $$;
create constraint trigger slow after insert on attempts deferrable initially deferred for each row execute function wait_at_commit();
"""
POSITION = "select pg_current_wal_insert_lsn()"


async def test_a_commit_that_waits_for_a_standby_is_waited_for(own_database: Database, us: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = await asyncpg.connect(own_database.owner_dsn)
    await owner.execute(SLOW_COMMIT)
    made = asyncpg.create_pool

    def impatient(*args: Any, **options: Any) -> Any:
        return made(*args, **{**options, "command_timeout": 0.3})

    monkeypatch.setattr(asyncpg, "create_pool", impatient)
    pool = await db.connect(own_database.app_dsn, size=1)
    async with db.transaction(pool, us.org_id) as tx:
        await tx.run("insert into attempts (key, at) values ('x', now())")
    assert await owner.fetchval("select count(*) from attempts where key = 'x'") == 1
    with pytest.raises(TimeoutError):
        await pool.fetch("select pg_sleep(1)")  # anything else is given up
    await pool.close()
    await owner.close()


async def test_known_already_is_written_down_like_done(client: Any, pool: Any) -> None:
    """Under synchronous replication its commit so waits for all that it has read."""
    body = order()
    async with client("alice") as alice:
        assert (await alice.post("/api/orders", json=body)).status_code == 201
        before = await pool.fetchval(POSITION)
        assert (await alice.post("/api/orders", json=body)).status_code == 201
        assert await pool.fetchval(POSITION) > before


async def test_a_duplicate_of_a_phone_is_written_down_too(pool: Any, us: Cast) -> None:
    before = await pool.fetchval(POSITION)
    async with db.transactions_of(pool)(us.org_id) as tx:
        await tx.value("select count(*) from orders")
    assert await pool.fetchval(POSITION) > before


async def test_a_reader_writes_nothing(client: Any, pool: Any) -> None:
    async with client("alice") as alice:
        await alice.get("/api/board")
        before = await pool.fetchval(POSITION)
        await alice.get("/api/board")
        assert await pool.fetchval(POSITION) == before


async def test_without_a_cache_no_statement_outlives_its_transaction(own_database: Database, us: Cast) -> None:
    """As a pooler needs it that hands each transaction to another session."""
    for kept, left in ((0, 0), (100, 1)):
        pool = await db.connect(own_database.app_dsn, 1, kept)
        async with db.transaction(pool, us.org_id) as tx:
            await tx.value("select count(*) from orders where id <> $1", us.station)
            named = await tx.value("select count(*)::int from pg_prepared_statements where statement like '%from orders where id <> $1'")
        assert min(named, 1) == left
        await pool.close()
