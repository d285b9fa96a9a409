"""The database is killed under load, with streams open: each hears again within five seconds after it answers."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import asyncpg
import httpx
import pytest

from outrider import db
from outrider.clock import stopwatch
from outrider.embedded.postgres import Postgres
from tests.conftest import Database, make_template
from tests.journeys.processes import Served, served

STREAMS, KILLS, HEARD_WITHIN = 40, 3, 5.0


@pytest.fixture(scope="module")
def own_server() -> Iterator[Postgres]:
    """One that may be killed: the tests' own is everybody's."""
    folder = Path(mkdtemp(prefix="outrider-killed-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None))
    folder.chmod(0o755)
    made = Postgres(folder)
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
async def house(own_server: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    template = await make_template(own_server)
    with served(own_server, template, tmp_path_factory.mktemp("killed")) as made:
        yield made


class Stream:
    def __init__(self) -> None:
        self.heard = asyncio.Event()

    async def listen(self, house: Served, cookie: str) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
        writer.write(f"GET /api/live HTTP/1.1\r\nHost: x\r\nCookie: outrider_session={cookie}\r\n\r\n".encode())
        assert b" 200 " in await reader.readline()
        while line := await reader.readline():
            if b"event: more" in line:
                self.heard.set()
        raise ConnectionError("the stream ended")


async def busy(house: Served, cookie: str) -> None:
    """Somebody reads the board all the time; while the database is away they are told so."""
    async with httpx.AsyncClient(base_url=house.url, cookies={"outrider_session": cookie}, timeout=30) as client:
        while True:
            with suppress(httpx.TransportError):
                assert (await client.get("/api/board")).status_code in (200, 503)


async def ready(house: Served) -> None:
    async with httpx.AsyncClient(base_url=house.url, timeout=2) as client, asyncio.timeout(40):
        while True:
            with suppress(httpx.TransportError):
                if (await client.get("/readyz")).status_code == 200:
                    return
            await asyncio.sleep(0.02)


async def change(database: Database) -> None:
    """Something that everybody of the organisation is told of."""
    pool = await db.connect(database.app_dsn, size=1)
    async with db.transaction(pool, database.us.org_id) as tx:
        tx.touch("order", database.us.station, station=database.us.station)
    await pool.close()


async def hears_within(house: Served, streams: list[Stream]) -> float:
    for stream in streams:
        stream.heard.clear()
    began = stopwatch()
    await change(house.database)
    async with asyncio.timeout(HEARD_WITHIN):
        await asyncio.gather(*(stream.heard.wait() for stream in streams))
    return stopwatch() - began


async def test_every_stream_hears_again_after_the_database_was_killed(house: Served, own_server: Postgres) -> None:
    cookies = [house.sign_in("alice") for _ in range(1 + STREAMS // 20)]
    streams = [Stream() for _ in range(STREAMS)]
    tasks: list[asyncio.Task[Any]] = [asyncio.create_task(stream.listen(house, cookies[n // 20])) for n, stream in enumerate(streams)]
    tasks += [asyncio.create_task(busy(house, cookies[-1])) for _ in range(6)]
    await asyncio.gather(*(stream.heard.wait() for stream in streams))
    for _ in range(KILLS):
        assert own_server.child is not None
        os.kill(own_server.child.pid, signal.SIGKILL)
        await asyncio.to_thread(own_server.child.wait)
        await asyncio.to_thread(own_server.start, own_server.port)
        await ready(house)
        await hears_within(house, streams)
        assert [task for task in tasks if task.done()] == []
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_after_cut_connections_too(house: Served, own_server: Postgres) -> None:
    cookie = house.sign_in("alice")
    streams = [Stream() for _ in range(10)]
    tasks = [asyncio.create_task(stream.listen(house, cookie)) for stream in streams]
    await asyncio.gather(*(stream.heard.wait() for stream in streams))
    owner = await asyncpg.connect(house.database.owner_dsn)
    await owner.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'outrider_app'")
    await owner.close()
    await hears_within(house, streams)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
