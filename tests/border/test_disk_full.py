"""The disk of the database is full: changes are refused until there is room, streams stay, and then everything goes on by itself."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from outrider.embedded.postgres import Postgres
from tests.conftest import code_of, make_template
from tests.intake.test_take_order import order
from tests.journeys.processes import Served, served
from tests.small_disk import ballast_of, fill, small_disk
from tests.streams import Stream, hears_within, ready

pytestmark = pytest.mark.whole


@pytest.fixture
def disk() -> Iterator[Path]:
    if os.geteuid():
        pytest.skip("A DISK OF ITS OWN NEEDS ROOT")
    with small_disk(420) as folder:
        yield folder


@pytest.fixture
async def house(disk: Path, tmp_path: Path) -> AsyncIterator[Served]:
    database = Postgres(disk)
    database.start()
    template = await make_template(database)
    with served(database, template, tmp_path) as made:
        yield made
    database.stop()


async def test_a_full_disk_refuses_changes_and_loses_nothing(house: Served, disk: Path) -> None:
    cookie = house.sign_in("alice")
    streams = [Stream() for _ in range(10)]
    tasks = [asyncio.create_task(stream.listen(house, cookie)) for stream in streams]
    await asyncio.gather(*(stream.heard.wait() for stream in streams))
    async with httpx.AsyncClient(base_url=house.url, cookies={"outrider_session": cookie}, timeout=60) as alice:
        taken = [order()]
        assert (await alice.post("/api/orders", json=taken[0])).status_code == 201
        fill(disk)
        refused = None
        for _ in range(400):
            body = order(serial="", fault="x" * 3_000)
            answer = await alice.post("/api/orders", json=body)
            if answer.status_code != 201:
                refused = answer
                break
            taken.append(body)
        assert refused is not None
        assert code_of(refused) == (503, "busy")
        assert (await alice.get("/readyz")).json() == {"ready": False, "why": "the disk of the database is full"}
        ballast_of(disk).unlink()
        await ready(house)
        await hears_within(house, streams)
        assert [task for task in tasks if task.done()] == []
        again = [(await alice.post("/api/orders", json=body)).status_code for body in [*taken, body]]
        assert set(again) == {201}
    assert len(await house.sql("select id from orders")) == len(taken) + 1
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
