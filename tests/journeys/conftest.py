from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Playwright

from tests.conftest import Database

from .chromium import chromium
from .processes import Served, served


@pytest.fixture(scope="session")
async def play() -> AsyncIterator[Playwright]:
    async with chromium() as made:
        yield made


@pytest.fixture
def house(server: Any, template: Database, tmp_path: Path) -> Iterator[Served]:
    """The product as it runs: server, worker, a database of their own."""
    data = tmp_path / "data"
    data.mkdir()
    with served(server, template, data, "work") as made:
        yield made
