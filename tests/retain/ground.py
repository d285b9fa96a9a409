"""Rows that are old enough."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from outrider import db
from outrider.ids import new_id
from outrider.retain import actions as retention
from tests.cast import NOW, Cast

ADD = """
insert into positions (org_id, engineer_id, device_time, lat, lon, accuracy_m, speed_mps, heading_deg, source, received_at)
select current_org(), $1, at, 52.51234567 + n * 0.0001, -13.4 - n * 0.0001, 7.25 + n, case when n % 2 = 0 then 3.456 + n end,
  case when n % 3 = 0 then 359.96 end, case when n % 5 = 0 then 'companion' else 'phone' end, at
from (select n, $2::timestamptz + n * $3::interval as at from generate_series(0, $4 - 1) n) as every
"""
LATEST = """
insert into latest_positions (org_id, engineer_id, device_time, lat, lon, accuracy_m, received_at) values (current_org(), $1, $2, 52.5, 13.4, 5, $2)
on conflict do nothing
"""


async def add_fixes(
    pool: Any, org: Cast, name: str, days_ago: float, count: int = 5, every: timedelta = timedelta(seconds=37.1234)
) -> None:
    async with db.transaction(pool, org.org_id) as tx:
        await tx.run(ADD, org.users[name], NOW - timedelta(days=days_ago), every, count)
        await tx.run(LATEST, org.users[name], NOW)


async def add_command(pool: Any, org: Cast, name: str, days_ago: float, held: bool = False) -> UUID:
    at = NOW - timedelta(days=days_ago)
    id = new_id(at)
    async with db.transaction(pool, org.org_id) as tx:
        await tx.run(
            "insert into commands (org_id, id, user_id, phone_id, lane, lane_seq, kind, body, body_sha, outcome, held, received_at) "
            "values (current_org(), $1, $2, gen_random_uuid(), $3, 1, 'action', 'words', 'sha', '{\"result\": \"applied\"}', $4, $5)",
            id, org.users[name], str(id), held, at,
        )  # fmt: skip
    return id


async def run(pool: Any, org: Cast, now: datetime = NOW) -> retention.Done:
    return await retention.retain(db.transactions_of(pool), org.org_id, now)


async def fixes(pool: Any, org: Cast, name: str) -> list[Any]:
    async with db.transaction(pool, org.org_id) as tx:
        found = await tx.connection.fetch(
            "select * from fixes_between($1, $2, $3) order by device_time, lat",
            org.users[name],
            NOW - timedelta(days=999),
            NOW + timedelta(days=99),
        )
    return [tuple(row) for row in found]


async def value(pool: Any, org: Cast, sql: str, *args: object) -> Any:
    async with db.transaction(pool, org.org_id) as tx:
        return await tx.value(sql, *args)


async def hold(pool: Any, org: Cast, kind: str, object_id: UUID | None) -> None:
    async with db.transaction(pool, org.org_id) as tx:
        await tx.run(
            "insert into legal_holds (org_id, id, kind, object_id, reason, placed_at, placed_by) "
            "values (current_org(), gen_random_uuid(), $1, $2, 'court', $3, $4)",
            kind, object_id, NOW, org.users["erin"],
        )  # fmt: skip
