"""The worker looks once over all organisations, and opens a transaction only in those that have something to do."""

from datetime import datetime, timedelta
from typing import Any

import asyncpg
import pytest

from outrider.backoff import Backoff
from outrider.db import transaction
from outrider.periodic import PERIODIC, WITH_WORK, Periodic, once
from tests.cast import NOW, Cast, give, take_order
from tests.conftest import Database

LATER = NOW + timedelta(days=2)
SOMETHING = {
    "sheets": "insert into imports (org_id, id, kind, file_name, user_id, created_at, header, state) "
    "values (current_org(), gen_random_uuid(), 'orders', 'x.csv', gen_random_uuid(), now(), '{}', 'running')",
    "old keys": "insert into idempotency_keys (org_id, key, user_id, request_sha, at) "
    "values (current_org(), gen_random_uuid(), gen_random_uuid(), '', '2026-01-01')",
    "held lanes": "insert into commands (org_id, id, user_id, phone_id, lane, lane_seq, kind, body, body_sha, outcome, held, received_at) "
    "values (current_org(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'x', 2, 'action', '', '', '{}', true, now())",
}


async def with_work(pool: Any, name: str) -> list[int]:
    return [row[0] for row in await pool.fetch(WITH_WORK, name, LATER)]


@pytest.mark.parametrize("name", ["alarms", "forecasts", "missing deliveries", *SOMETHING])
async def test_an_organisation_with_something_to_do_is_found_and_no_other(pool: Any, us: Cast, name: str) -> None:
    assert await with_work(pool, name) == []
    async with transaction(pool, us.org_id) as tx:
        if name in SOMETHING:
            await tx.run(SOMETHING[name])
        else:
            await give(tx, us, await take_order(tx, us, level="0"))
    assert await with_work(pool, name) == [us.org_id]


@pytest.mark.parametrize("row", PERIODIC, ids=[row.name for row in PERIODIC])
async def test_nothing_runs_for_organisations_that_are_idle(pool: Any, us: Cast, row: Periodic) -> None:
    ran: list[int] = []

    async def run(pool: Any, backoff: Backoff, org_id: int, now: datetime) -> int:
        ran.append(org_id)
        return 1

    assert await once(Periodic(row.name, row.every, run), pool, Backoff(), LATER) == 0
    assert ran == []


async def test_the_role_that_serves_learns_ids_and_nothing_else(template: Database) -> None:
    serving = await asyncpg.connect(template.app_dsn)
    assert await serving.fetchval("select count(*) from clocks") == 0
    assert await serving.fetch(WITH_WORK, "no such work", LATER) == []
    await serving.close()
