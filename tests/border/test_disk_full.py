"""The disk of the database is full: changes are refused until there is room, streams stay, and then everything goes on by itself."""

import asyncio
import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp

import httpx
import pytest

from outrider.embedded.postgres import Postgres
from tests.conftest import code_of, make_template
from tests.intake.test_take_order import order
from tests.journeys.processes import Served, served

from .test_streams_outlive_the_database import Stream, hears_within, ready


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """Four hundred megabytes that are ours alone."""
    folder = Path(mkdtemp(prefix="outrider-full-"))
    folder.chmod(0o755)
    if os.geteuid():
        pytest.skip("A DISK OF ITS OWN NEEDS ROOT")
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=420m,mode=755", "tmpfs", folder], check=True)
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)
    folder.rmdir()


@pytest.fixture
async def house(small_disk: Path, tmp_path: Path) -> AsyncIterator[Served]:
    database = Postgres(small_disk)
    database.start()
    template = await make_template(database)
    with served(database, template, tmp_path) as made:
        yield made
    database.stop()


def fill(folder: Path) -> Path:
    """Until nothing more goes in."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"\0" * 65_536)
    return ballast


async def test_a_full_disk_refuses_changes_and_loses_nothing(house: Served, small_disk: Path) -> None:
    cookie = house.sign_in("alice")
    streams = [Stream() for _ in range(10)]
    tasks = [asyncio.create_task(stream.listen(house, cookie)) for stream in streams]
    await asyncio.gather(*(stream.heard.wait() for stream in streams))
    async with httpx.AsyncClient(base_url=house.url, cookies={"outrider_session": cookie}, timeout=60) as alice:
        taken = [order()]
        assert (await alice.post("/api/orders", json=taken[0])).status_code == 201
        ballast, refused = fill(small_disk), None
        for _ in range(400):
            body = order(serial="", fault="x" * 3_000)
            answer = await alice.post("/api/orders", json=body)
            if answer.status_code != 201:
                refused = answer
                break
            taken.append(body)
        assert refused is not None
        assert code_of(refused) == (503, "busy")
        ballast.unlink()
        await ready(house)
        await hears_within(house, streams)
        assert [task for task in tasks if task.done()] == []
        again = [(await alice.post("/api/orders", json=body)).status_code for body in [*taken, body]]
        assert set(again) == {201}
    assert len(await house.sql("select id from orders")) == len(taken) + 1
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
