"""Every tenant table has its policy, and no row of one organisation is seen by another, whatever the SQL says."""

from typing import Any

import asyncpg
import pytest

from outrider import db
from tests.conftest import Database

# Read before the organisation is known: found by an unguessable token or a login, or holding no data of a person.
BEFORE_SIGN_IN = {"orgs", "credentials", "sessions", "one_time_links", "attempts", "feed_heads", "epochs", "customer_links", "verify_tokens",
         "companions"}  # fmt: skip
ENGINE = {"schema_migrations", "pgqueuer", "pgqueuer_log", "pgqueuer_schedules", "pgqueuer_statistics"}

TABLES = """
select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as walled,
  exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'org_id') as has_org,
  exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'tenant') as has_policy
from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind in ('r', 'p')
"""


async def test_every_table_has_its_policy_or_is_read_before_anybody_is_known(template: Database) -> None:
    owner = await asyncpg.connect(template.owner_dsn)
    rows = await owner.fetch(TABLES)
    await owner.close()
    open_tables = {row["name"] for row in rows if not (row["walled"] and row["has_org"] and row["has_policy"])}
    assert open_tables == BEFORE_SIGN_IN | ENGINE


async def test_without_an_organisation_nothing_is_seen(shared_pool: Any) -> None:
    async with shared_pool.acquire() as connection, connection.transaction():
        assert await connection.fetchval("select count(*) from users") == 0


async def test_another_organisation_sees_none_of_our_people(shared_pool: Any, template: Database) -> None:
    async with db.transaction(shared_pool, template.them.org_id) as tx:
        names = [row["name"] for row in await tx.connection.fetch("select name from users order by name")]
    assert names == ["Bobby", "Mallory"]


async def test_a_row_cannot_be_written_into_another_organisation(tx: db.Tx, template: Database) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await tx.run("update users set org_id = $1", template.them.org_id)


async def test_events_cannot_be_changed(tx: db.Tx) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await tx.run("update events set kind = 'x'")


async def test_the_owner_cannot_change_an_event_either(own_database: Database, us: Any) -> None:
    owner = await asyncpg.connect(own_database.owner_dsn)
    await owner.execute(
        "insert into events (org_id, id, kind, actor, source, device_time, happened_at, server_time, payload) "
        "values ($1, gen_random_uuid(), 'x', 'system', 'system', now(), now(), now(), '{}')",
        us.org_id,
    )
    with pytest.raises(asyncpg.RestrictViolationError):
        await owner.execute("delete from events")
    await owner.close()


async def test_serving_as_the_owner_is_refused(template: Database) -> None:
    with pytest.raises(SystemExit):
        await db.connect(template.owner_dsn)
