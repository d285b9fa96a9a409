"""The short random walk; the long one is `make bench-chaos`."""

from pathlib import Path

import pytest
from playwright.async_api import Playwright

from tests.cast import Cast
from tests.conftest import Database

from .chaos import begin, judge, run
from .processes import served

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("seed", [30, 46])
async def test_what_was_called_saved_is_on_the_server_once_whatever_failed(
    play: Playwright, server: object, template: Database, us: Cast, tmp_path: Path, seed: int
) -> None:
    (tmp_path / "data").mkdir()
    with served(server, template, tmp_path / "data") as house:
        walk = await begin(play, house, us, tmp_path, seed)
        await run(walk, rounds=9, saves=20, taps=1)
        assert await judge(walk) > 50
        await walk.browser.close()
