"""The statements that are made from the table of master data prepare like the constants do."""

import asyncpg
import pytest

from outrider.accounts.doubles import store as doubles
from outrider.accounts.master import store
from outrider.accounts.master.lookup import store as lookup
from outrider.accounts.master.rules import Entity
from outrider.records import ENTITIES
from tests.conftest import Database

TABLES = (
    *(store.LISTS, store.ADDS, store.SETS, store.LOCKS, store.ABOVE, store.AFFECTED, store.OWNED, store.STEPS),
    *(lookup.KEYS, lookup.ALIKE, lookup.PARENTS),
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


@pytest.mark.parametrize("entity", ENTITIES.values(), ids=ENTITIES)
def test_what_belongs_to_a_customer_says_by_which_column(entity: Entity) -> None:
    """Else who answers for one customer would see everybody's."""
    named = {column.name for column in entity.columns if column.ref == "accounts" and column.required}
    assert entity.account in (named or {"", entity.id})
