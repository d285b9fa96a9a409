"""What a status change from a phone asks of the database: round trips are what a busy server waits for."""

from typing import Any
from uuid import UUID

from outrider.db import transaction
from tests.cast import Cast

from .phone import Phone

STATEMENTS, TRANSACTIONS = 37, 3  # with BEGIN, COMMIT and savepoint


async def test_a_status_change_from_a_phone_asks_no_more_of_the_database_than_this(bob: Phone, attendance: UUID, pool: Any) -> None:
    said: list[str] = []
    connections = [await pool.acquire() for _ in range(pool.get_size())]
    for connection in connections:
        connection.add_query_logger(lambda record: said.append(record.query))
        await pool.release(connection)
    assert (await bob.send(bob.act(attendance, "accept", "assigned")))[0]["result"] == "applied"
    assert sum(query.startswith("BEGIN") for query in said) == TRANSACTIONS
    assert len(said) <= STATEMENTS, "\n".join(said)


async def test_a_connection_that_comes_back_remembers_no_organisation(pool: Any, us: Cast) -> None:
    """No statement cleans up behind a transaction, so none may leave anything."""
    async with transaction(pool, us.org_id) as tx:
        used = await tx.value("select pg_backend_pid()")
    held = [await pool.acquire() for _ in range(pool.get_size())]
    found = {await connection.fetchval("select pg_backend_pid()"): connection for connection in held}
    assert await found[used].fetchval("select current_setting('app.org_id', true)") in (None, "")
    assert await found[used].fetchval("select count(*) from pg_locks where pid = pg_backend_pid() and locktype = 'advisory'") == 0
    for connection in held:
        await pool.release(connection)
