"""Makes the embedded server's database and roles, then migrates it."""

import asyncpg

from ..migrate import migrate
from .postgres import APP, DATABASE, Postgres


async def prepare(server: Postgres, database: str = DATABASE) -> list[str]:
    """The migrations that were applied."""
    connection = await asyncpg.connect(server.dsn(database="postgres"))
    try:
        if not await connection.fetchval("select exists (select from pg_database where datname = $1)", database):
            await connection.execute(f'create database "{database}"')
        if not await connection.fetchval("select exists (select from pg_roles where rolname = $1)", APP):
            await connection.execute(f"create role {APP} nologin")
        # scram secrets are made by the server from this statement; it is never logged (log_statement is off)
        await connection.execute(f"alter role {APP} login password '{server.password}'")
    finally:
        await connection.close()
    return await migrate(server.dsn(database=database))
