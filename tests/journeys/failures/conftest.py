from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Playwright

from tests.cast import Cast
from tests.conftest import Database

from ..chromium import NOTIFIED, PHONE, open_browser, page_of, sign_in_phone
from ..processes import HOOKS, Served, served
from ..visits import order_with_bob
from .phone import Phone


@pytest.fixture
def house(request: pytest.FixtureRequest, server: Any, template: Database, tmp_path: Path) -> Iterator[Served]:
    hooks = {"OUTRIDER_WEB": HOOKS} if request.node.get_closest_marker("hooks") else {}
    data = tmp_path / "data"
    data.mkdir()
    with served(server, template, data, **hooks) as made:
        yield made


@pytest.fixture
async def bob(request: pytest.FixtureRequest, play: Playwright, house: Served, us: Cast, tmp_path: Path) -> AsyncIterator[Phone]:
    order, _ = await order_with_bob(house, us)
    whole = NOTIFIED if request.node.get_closest_marker("notifications") else {}
    browser = await open_browser(play, tmp_path / "bob", PHONE, **whole)
    page = await page_of(browser)
    await sign_in_phone(page, house.url, "bob")
    await page.evaluate("navigator.serviceWorker.ready")
    await page.click(".visit-card")
    made = Phone(play, house, tmp_path / "bob", order, browser, page)
    await made.says("ok", 0)
    yield made
    await made.browser.close()
