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

from outrider.embedded.postgres import Postgres
from tests.conftest import make_template
from tests.journeys.processes import Served, served
from tests.streams import Stream, hears_within, ready

pytestmark = pytest.mark.whole

STREAMS, KILLS = 40, 3


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


async def busy(house: Served, cookie: str) -> None:
    """Somebody reads the board all the time; while the database is away they are told so."""
    async with httpx.AsyncClient(base_url=house.url, cookies={"outrider_session": cookie}, timeout=30) as client:
        while True:
            with suppress(httpx.TransportError):
                assert (await client.get("/api/board")).status_code in (200, 503)


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
