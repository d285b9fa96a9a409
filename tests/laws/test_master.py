"""The statements that are made from the table of master data prepare like the constants do."""

import asyncpg
import pytest

from outrider.accounts.doubles import store as doubles
from outrider.accounts.master import store
from outrider.records import ENTITIES
from tests.conftest import Database

TABLES = (
    *(store.LISTS, store.ADDS, store.SETS, store.LOCKS, store.KEYS, store.ABOVE, store.AFFECTED, store.OWNED, store.STEPS),
    *(doubles.WITHOUT, doubles.KEEPS, doubles.HOLDERS),
)


@pytest.mark.parametrize("name", ENTITIES)
async def test_every_made_statement_prepares(name: str, template: Database) -> None:
    connection = await asyncpg.connect(template.app_dsn)
    try:
        for table in TABLES:
            if name in table:
                await connection.prepare(table[name])
    finally:
        await connection.close()
