"""Somebody at the console of an installation of their own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Page, Playwright

from tests.conftest import Database

from .chromium import DESK, open_context, page_of, sign_in_console
from .processes import Served, served


@asynccontextmanager
async def at_desk(
    play: Playwright, server: Any, template: Database, folder: Path, name: str, language: str = "en"
) -> AsyncIterator[tuple[Served, Page]]:
    data = folder / "data"
    data.mkdir()
    with served(server, template, data) as house:
        browser = await open_context(play, DESK, language)
        page = await page_of(browser)
        await sign_in_console(page, house.url, name)
        yield house, page
        await browser.close()
