from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Playwright

from tests.cast import Cast
from tests.conftest import Database

from .chromium import PHONE, SHARED, chromium, open_browser, page_of, sign_in_phone
from .processes import Served, served
from .visits import order_with_bob


@pytest.fixture(scope="session")
async def play() -> AsyncIterator[Playwright]:
    async with chromium() as made:
        yield made


@pytest.fixture(autouse=True)
async def tidy_browser() -> AsyncIterator[None]:
    """Pages that nobody closed go on drawing and asking, beside the next test."""
    yield
    for browser in SHARED.values():
        for context in browser.contexts:
            await context.close()


@pytest.fixture
def house(server: Any, template: Database, tmp_path: Path) -> Iterator[Served]:
    """The product as it runs: server, worker, a database of their own."""
    data = tmp_path / "data"
    data.mkdir()
    with served(server, template, data, "work") as made:
        yield made


@pytest.fixture
async def browser(play: Playwright, house: Served, us: Cast, tmp_path: Path) -> AsyncIterator[BrowserContext]:
    """Bob's phone on Bob's visit, with the shell kept."""
    await order_with_bob(house, us)
    made = await open_browser(play, tmp_path / "bob", PHONE)
    page = await page_of(made)
    await sign_in_phone(page, house.url, "bob")
    await page.evaluate("navigator.serviceWorker.ready")
    await page.click(".visit-card")
    yield made
    await made.close()
