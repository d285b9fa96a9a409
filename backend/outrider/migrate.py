"""Brings a database to the shape of migrations/*.sql: forward only, each file in its own transaction."""

import re
from functools import partial
from pathlib import Path
from uuid import UUID

import asyncpg

from . import db, locks
from .accounts.doubles import actions as doubles
from .accounts.master.index import actions as index
from .accounts.numbers import actions as numbers
from .assign.classes import actions as classes
from .config import MIGRATIONS
from .sign.results import actions as results
from .status.levels import actions as levels

PREPARE = """
create table if not exists schema_migrations (name text primary key, applied_at timestamptz not null default now());
"""
APPLIED = "select name from schema_migrations order by name"
RECORD = "insert into schema_migrations (name) values ($1)"
NAME = re.compile(r"\d{4}_[a-z_]+\.sql")


def files(folder: Path = MIGRATIONS) -> list[Path]:
    return sorted(path for path in folder.glob("*.sql") if NAME.fullmatch(path.name))


async def migrate(dsn: str) -> list[str]:
    """The names it applied. A statement that waits 5 s for a lock gives up instead of stopping the service."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("select pg_advisory_lock($1)", locks.MIGRATE)
        await connection.execute(PREPARE)
        applied = {row["name"] for row in await connection.fetch(APPLIED)}
        missing = [path for path in files() if path.name not in applied]
        for path in missing:
            async with connection.transaction():
                await connection.execute("set local lock_timeout = '5s'")
                await connection.execute(path.read_text())
                await connection.execute(RECORD, path.name)
        if missing:
            await connection.execute("grant select on schema_migrations to outrider_app")
            await _defaults(connection)
        await _words(connection)
        return [path.name for path in missing]
    finally:
        await connection.close()


async def _defaults(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """An organisation of an older release gets the levels and calendars that a new one begins with, and a job makes it searched like one."""
    await db.codecs(connection)
    for row in await connection.fetch("select id, now() as at from orgs order by id"):
        async with connection.transaction():
            await connection.execute(db.SET_ORG, str(row["id"]))
            tx = db.Tx(connection, row["id"])
            await levels.install_defaults(tx, row["at"])
            await results.install_defaults(tx, row["at"])
            await classes.install_defaults(tx)
            await index.want(tx)


async def _words(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Each batch commits by itself; also what a server of an older release wrote after this database was brought forward."""
    fills = [partial(doubles.fill, entity=word.entity) for word in doubles.WORDS] + [numbers.fill, results.fill]
    for row in await connection.fetch("select id from orgs order by id"):
        for fill in fills:
            after: UUID | None = doubles.FIRST
            while after is not None:
                async with connection.transaction():
                    await connection.execute(db.SET_ORG, str(row["id"]))
                    after = await fill(db.Tx(connection, row["id"]), after=after)


async def behind(pool: "asyncpg.Pool[asyncpg.Record]") -> list[str]:
    """Migrations that this release needs and the database does not have."""
    applied = {row["name"] for row in await pool.fetch(APPLIED)}
    return [path.name for path in files() if path.name not in applied]
