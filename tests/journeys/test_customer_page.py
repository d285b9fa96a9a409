"""The customer's page keeps itself true: one map, a stream that comes back; and it fits every phone."""

import asyncio
import json
from pathlib import Path

import pytest
from playwright.async_api import Playwright, Route, expect

from outrider.lang import languages
from tests.cast import Cast

from .chromium import PHONE, open_browser, open_context, page_of
from .processes import Served
from .test_pages import STILL, small_faults
from .visits import order_with_bob

pytestmark = pytest.mark.journey


async def test_the_page_draws_one_map_and_hears_again_after_a_refused_stream(play: Playwright, house: Served, us: Cast) -> None:
    _, link = await order_with_bob(house, us)
    page = await page_of(await open_context(play, PHONE, "zh-CN"))
    streams, asked, both = list[str](), list[str](), asyncio.Event()

    async def refuse_the_first(route: Route) -> None:
        streams.append(route.request.url)
        if len(streams) == 1:
            await route.fulfill(status=503, body="starting")
        else:
            await route.continue_()

    async def once_both_have_asked(route: Route) -> None:
        await both.wait()  # the page that opens, and the first hint of its stream
        await route.continue_()

    async def where(route: Route) -> None:
        asked.append(route.request.url)
        await route.continue_()
        if len(asked) > 1:
            both.set()

    await page.route("**/live", refuse_the_first)
    await page.route("**/here", where)
    await page.route("**/assets/map-*.js", once_both_have_asked)
    await page.goto(link)
    await expect(page.locator(".maplibregl-ctrl-zoom-in")).to_have_attribute("aria-label", "放大")
    assert len(streams) == 2
    await expect(page.locator("canvas.maplibregl-canvas")).to_have_count(1)
    await page.context.close()


@pytest.mark.parametrize(("width", "text", "language"), zip((390, 320), (32, 16), languages(), strict=True))
async def test_the_customers_pages_fit_every_phone(
    play: Playwright, house: Served, us: Cast, tmp_path: Path, width: int, text: int, language: str
) -> None:
    _, link = await order_with_bob(house, us)
    settings = tmp_path / "dana" / "Default" / "Preferences"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"webkit": {"webprefs": {"default_font_size": text}}}))
    browser = await open_browser(play, tmp_path / "dana", {**PHONE, "viewport": {"width": width, "height": 640}}, language, **STILL)
    page = await page_of(browser)
    found = list[str]()
    for name, address, waits in (
        ("customer", link, ".maplibregl-ctrl-zoom-in"),
        ("another problem", f"{link}/new", "textarea"),
        ("no such link", f"{house.url}/c/nothing", "main"),
        ("sign in", f"{house.url}/sign-in", "button.primary"),
    ):
        await page.goto(address)
        await page.wait_for_selector(waits)
        found += await small_faults(page, name)
    await browser.close()
    assert found == [], "\n".join(found)
