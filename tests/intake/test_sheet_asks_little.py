"""What a sheet asks of the database does not grow with its rows, nor with what it does not name."""

from typing import Any

from outrider import db
from outrider.accounts.master import store as master
from outrider.accounts.master.lookup import actions as lookup
from outrider.accounts.sessions import actions as sessions
from tests.cast import Cast

from .master_sheets import csv
from .sheets import bring, customers, write


async def statements(client: Any, pool: Any, us: Cast, *lines: str) -> list[str]:
    """What writing this sheet of customers asks of the database."""
    summary = await bring(client, "accounts", csv("Number,Name", *lines), "erin")
    said: list[str] = []
    connections = [await pool.acquire() for _ in range(pool.get_size())]
    for connection in connections:
        connection.add_query_logger(lambda record: said.append(record.query))
        await pool.release(connection)
    await write(client, pool, us, summary, name="erin")
    return said


async def test_thirty_changed_rows_ask_no_more_of_the_database_than_three(client: Any, pool: Any, us: Cast) -> None:
    await customers(client, 33)
    few = await statements(client, pool, us, *(f"K{n},Few {n}" for n in range(3)))
    many = await statements(client, pool, us, *(f"K{n},Many {n}" for n in range(3, 33)))
    assert many.count(master.AFFECTED["accounts"]) == 1
    assert len(many) <= len(few), "\n".join(many)


async def test_a_sheet_looks_up_the_rows_that_it_names_and_no_others(client: Any, pool: Any, us: Cast) -> None:
    await customers(client, 5)
    async with db.transaction(pool, us.org_id) as tx:
        erin = await sessions.as_user(tx, us.users["erin"])
        found = await lookup.alike(tx, erin, "accounts", [], [{"number": "k3"}, {"number": "Ｋ1"}, {"number": "new"}])
        assert sorted(row.values["number"] for row in found) == ["K1", "K3"]
        assert set(await lookup.keys(tx, "accounts", ["k3"])) >= {"k3"}
        sites = await lookup.alike(tx, erin, "sites", [], [{"account_id": str(found[0].id), "name": "another"}])
        assert [row.values["account_id"] for row in sites] == [str(found[0].id)]
