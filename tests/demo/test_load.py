"""The demo organisation is alive: every status, one visit about to be late, and it goes on."""

from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from outrider import db
from outrider.backoff import Backoff
from outrider.demo import drive, load
from outrider.embedded.database import prepare
from outrider.embedded.postgres import APP, Postgres
from outrider.model import Status
from outrider.rescue import actions as rescue
from tests.conftest import COPIES, FixedClock

pytestmark = pytest.mark.whole

NOON = datetime(2026, 5, 6, 12, 0, tzinfo=UTC)


@pytest.fixture
async def empty(server: Postgres) -> str:
    name = f"demo_{next(COPIES)}"
    await prepare(server, name)
    return name


async def loaded(server: Postgres, name: str) -> str | None:
    return await load.load(server.dsn(database=name), server.dsn(APP, name), NOON)


async def test_a_day_is_in_progress_with_every_status_and_one_late_visit(server: Postgres, empty: str) -> None:
    assert await loaded(server, empty)
    pool = await db.connect(server.dsn(APP, empty), size=2)
    async with db.transaction(pool, 1) as tx:
        assert await tx.value("select count(*) from engineers") == 40
        assert 120 <= await tx.value("select count(*) from orders") <= 180
        assert {row[0] for row in await tx.connection.fetch("select distinct status from orders")} == set(Status)
        assert await tx.value("select count(*) from events where happened_at > $1", NOON) == 0
        assert await rescue.watch(tx, NOON, Backoff()) >= 1
    await pool.close()


async def test_loading_twice_changes_nothing(server: Postgres, empty: str) -> None:
    await loaded(server, empty)
    owner = await asyncpg.connect(server.dsn(database=empty))
    before = await owner.fetchval("select count(*) from events")
    assert await loaded(server, empty) is None
    assert await owner.fetchval("select count(*) from events") == before
    await owner.close()


async def test_engineers_drive_work_and_get_signatures_through_the_day(server: Postgres, empty: str) -> None:
    await loaded(server, empty)
    pool = await db.connect(server.dsn(APP, empty), size=2)
    clock: Any = FixedClock(NOON)
    clock.speed = 90.0  # a round takes two seconds of it; customers call as often as in the time that goes by
    driver = drive.Driver(db.transactions_of(pool), 1, clock)
    seen = "select engineer_id, lat, lon from latest_positions"
    finished = "select count(*) from orders where status in ('signed', 'follow_up', 'closed')"
    async with db.transaction(pool, 1) as tx:
        before, done = {row[0]: row[1:] for row in await tx.connection.fetch(seen)}, await tx.value(finished)
    for _ in range(60):
        clock.at += timedelta(minutes=3)
        await driver.round()
    async with db.transaction(pool, 1) as tx:
        after = {row[0]: row[1:] for row in await tx.connection.fetch(seen)}
        assert sum(before.get(engineer) != place for engineer, place in after.items()) > 15
        assert await tx.value(finished) > done + 10
        assert await tx.value("select count(*) from orders where created_at > $1", NOON) > 0
    await pool.close()
