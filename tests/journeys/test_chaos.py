"""The short random walk; the long one is `make bench-chaos`."""

import os
from contextlib import nullcontext
from pathlib import Path

import pytest
from playwright.async_api import Playwright

from outrider.embedded.postgres import Postgres
from tests.conftest import make_template
from tests.small_disk import small_disk

from .chaos.faults import Fault, disk_full, run, shuffled
from .chaos.oracle import judge
from .chaos.walk import begun
from .processes import HOOKS, served

pytestmark = [pytest.mark.journey, pytest.mark.soak]


DECK = shuffled(30, *(() if os.geteuid() == 0 else (disk_full,)))  # a disk of its own needs root
DISK = 700  # megabytes


@pytest.mark.parametrize("faults", [DECK[::2], DECK[1::2]], ids=["one half of the faults", "the other"])
async def test_what_was_called_saved_is_on_the_server_once_whatever_failed(play: Playwright, tmp_path: Path, faults: list[Fault]) -> None:
    (tmp_path / "data").mkdir()
    tmp_path.chmod(0o755)
    with nullcontext() if os.geteuid() else small_disk(DISK) as disk:
        database = Postgres(disk or tmp_path / "database", fsync=False)  # its own: it is killed, and its disk filled
        database.start()
        template = await make_template(database)
        with served(database, template, tmp_path / "data", OUTRIDER_WEB=HOOKS) as house:
            async with begun(play, house, database, template.us, tmp_path, len(faults), disk) as walk:
                await run(walk, faults, saves=12, taps=1)
                assert await judge(walk) > 50
        database.stop()
