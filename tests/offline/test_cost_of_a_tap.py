"""What a status change from a phone asks of the database: round trips are what a busy server waits for."""

from typing import Any
from uuid import UUID

import pytest

from outrider.db import transaction
from tests.cast import Cast
from tests.conftest import overheard

from .phone import Phone

STATEMENTS = 16  # the session's and the command's own; without what begins and ends a transaction or a savepoint
TOLD = {"set_off": 3}  # the customer hears of it, or has to be rung
FRAMES = 4
TAPS = [("accept", "assigned"), ("confirm_appointment", "accepted"), ("set_off", "appointment_confirmed"), ("arrive", "en_route")]
FRAME = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


@pytest.mark.parametrize("last", range(len(TAPS)), ids=lambda n: TAPS[n][0])
async def test_a_status_change_from_a_phone_asks_no_more_of_the_database_than_this(
    bob: Phone, attendance: UUID, pool: Any, last: int
) -> None:
    for action, expected in TAPS[:last]:
        await bob.send(bob.act(attendance, action, expected))
    said = await overheard(pool)
    action, expected = TAPS[last]
    assert (await bob.send(bob.act(attendance, action, expected)))[0]["result"] == "applied"
    assert sum(query.startswith("BEGIN") for query in said) == 1  # who asks is one statement without
    most = STATEMENTS + TOLD.get(action, 0)
    assert len(said) <= most + FRAMES, "\n".join(said)
    assert sum(not query.startswith(FRAME) for query in said) <= most, "\n".join(said)


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
