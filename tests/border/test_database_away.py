"""While the database is away, read-only or full, everybody is told to try again later, and nobody that nothing was done."""

import errno
from typing import Any

import asyncpg
import httpx
import pytest
from litestar import get

from outrider.app import build
from outrider.db import is_away
from tests.conftest import Client, Database, code_of, config_of

AWAY = [
    asyncpg.ConnectionDoesNotExistError("gone"),
    asyncpg.InternalClientError("cannot switch to state 11; another operation (2) is in progress"),
    asyncpg.InterfaceError("connection is closed"),
    asyncpg.ReadOnlySQLTransactionError("cannot execute INSERT in a read-only transaction"),
    asyncpg.exceptions.AdminShutdownError("terminating connection"),
    asyncpg.exceptions.TooManyConnectionsError("sorry, too many clients already"),
    asyncpg.exceptions.DiskFullError("No space left on device"),
    TimeoutError(),
    ConnectionRefusedError(errno.ECONNREFUSED, "Connect call failed"),
    OSError(errno.ENOSPC, "No space left on device"),
    BaseExceptionGroup("cleanup", [ValueError("inner"), asyncpg.InternalClientError("state")]),
]
OURS = [FileNotFoundError(errno.ENOENT, "no such file"), KeyError("x"), asyncpg.UndefinedColumnError("column")]


@pytest.mark.parametrize("error", AWAY, ids=lambda error: type(error).__name__)
async def test_a_database_that_cannot_serve_is_503_with_a_time_to_try_again(
    error: Exception, own_database: Database, tmp_path: Any
) -> None:
    @get("/broken", opt={"permission": "public"})
    async def broken() -> None:
        raise error

    answer = await asked(build(config_of(own_database, tmp_path), routes=[broken], pool=object()))
    assert code_of(answer) == (503, "busy")
    assert answer.headers["retry-after"] == "5"
    assert "othing was changed" not in answer.json()["detail"]


@pytest.mark.parametrize("error", OURS, ids=lambda error: type(error).__name__)
def test_a_fault_of_our_own_is_none_of_these(error: Exception) -> None:
    assert not is_away(error)


async def asked(app: Any) -> httpx.Response:
    async with Client(app, None) as client:
        return await client.get("/broken")


async def test_a_read_only_database_is_not_ready_and_takes_no_orders(client: Any, pool: Any, own_database: Database) -> None:
    async with client("alice") as alice:
        assert (await alice.get("/readyz")).status_code == 200
        owner = await asyncpg.connect(own_database.owner_dsn)
        await owner.execute(f"alter database {own_database.name} set default_transaction_read_only = on")
        await owner.close()
        await pool.expire_connections()
        assert (await alice.get("/readyz")).json() == {"ready": False, "why": "the database takes no changes"}
        assert (await alice.get("/api/board")).status_code == 200
        assert code_of(await alice.post("/api/notifications/read", json={"until": "2026-03-02T10:00:00Z"})) == (503, "busy")
