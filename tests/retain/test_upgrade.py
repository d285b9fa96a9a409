"""A database with positions of before the days."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg

from outrider import db, migrate
from outrider.embedded.postgres import APP, Postgres
from tests.cast import NOW

from .ground import LATEST

FIRST_OF_DAYS = "0059"
BEFORE = """
insert into orgs (name, time_zone, language, number_prefix) values ('Old', 'UTC', 'en', 'OLD');
insert into feed_heads (org_id) values (1);
set app.org_id = '1';
insert into units (org_id, id, kind, name, lat, lon) values (1, '00000000-0000-0000-0000-000000000001', 'station', 'S', 1, 1);
insert into users (org_id, id, name, email, language, created_at) values (1, '00000000-0000-0000-0000-000000000002', 'Bob', 'b', 'en', now());
insert into engineers (org_id, user_id, station_id, home_lat, home_lon, shift_start, shift_end)
  values (1, '00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-000000000001', 1, 1, '00:00', '23:59');
"""
POSITION = """
insert into positions (org_id, engineer_id, device_time, lat, lon, accuracy_m, source, received_at) values (1, $1, $2, 52.5, 13.4, 5, 'phone', $2)
"""
BOB = UUID(int=2)


async def test_rows_of_before_stay_where_they_are_and_are_read_on(server: Postgres) -> None:
    admin = await asyncpg.connect(server.dsn(database="postgres"))
    await admin.execute("create database before_days")
    owner = await asyncpg.connect(server.dsn(database="before_days"))
    await owner.execute(migrate.PREPARE)
    for path in migrate.files():
        if path.name < FIRST_OF_DAYS:
            await owner.execute(path.read_text())
            await owner.execute(migrate.RECORD, path.name)
    await owner.execute(BEFORE)
    for sql in (POSITION, LATEST):
        await owner.execute(sql, BOB, NOW)

    await owner.close()
    await migrate.migrate(server.dsn(database="before_days"))
    pool = await db.connect(server.dsn(APP, "before_days"), size=2)
    try:
        await looked_at(pool)
    finally:
        await pool.close()
        await admin.execute("drop database before_days with (force)")
        await admin.close()


async def looked_at(pool: Any) -> None:
    async with db.transaction(pool, 1) as tx:
        assert str(await tx.value("select tableoid::regclass from positions")).startswith("positions_until_")
        found = await tx.connection.fetch(
            "select lat from fixes_between($1, $2, $3)", BOB, NOW - timedelta(days=1), NOW + timedelta(days=1)
        )
        assert [row["lat"] for row in found] == [52.5]
        assert await tx.value("select open_position_days(now())") == 0  # those days lie in the rows of before
