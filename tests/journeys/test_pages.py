"""Every page in every language, light and dark: nothing runs off the screen, and axe finds nothing serious (contrast, names, labels)."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Page, Playwright

from outrider.config import ROOT
from outrider.lang import languages
from tests.cast import Cast

from .chromium import DESK, PHONE, open_browser, page_of, sign_in_console, sign_in_phone
from .phone_store import frame
from .processes import Served
from .test_late_visit import order_with_bob, runs_late
from .test_whole_road import tap

pytestmark = pytest.mark.journey
AXE = (ROOT / "pwa" / "node_modules" / "axe-core" / "axe.min.js").read_text()
RUN = """async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
  .filter((row) => ['serious', 'critical'].includes(row.impact))
  .map((row) => `${row.id}: ${row.nodes.map((node) => node.target.join(' ') + ' ' + (node.any[0]?.message ?? '')).join('; ').slice(0, 300)}`)"""
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth && innerHeight === outerHeight"


async def faults(page: Page, name: str, phone: bool) -> list[str]:
    await page.evaluate(AXE)
    found = [f"{name}: {row}" for row in await page.evaluate(RUN)]
    if phone and not await page.evaluate(FITS):
        found.append(f"{name}: wider than the screen")
    return found


async def close_sheet(page: Page) -> None:
    """Also its entry in the history is gone."""
    await page.keyboard.press("Escape")
    async with asyncio.timeout(5):
        while await page.evaluate("document.querySelector('.veil') !== null || history.state?.sheet === true"):
            await frame(page)


async def phone_pages(browser: BrowserContext, url: str) -> list[str]:
    page = await page_of(browser)
    await page.goto(f"{url}/app/")
    await page.wait_for_selector(".sign-in")
    found = await faults(page, "sign in", True)
    await sign_in_phone(page, url, "bob")
    await page.wait_for_selector(".visit-card")
    found += await faults(page, "day", True)
    await page.click(".visit-card")
    await page.wait_for_selector("main.visit")
    found += await faults(page, "visit", True)
    await page.click(".actions [aria-expanded]")
    found += await faults(page, "more", True)
    await close_sheet(page)
    await page.click("[data-field=entry] > button")
    found += await faults(page, "site memory", True)
    visit = page.url
    for name, path, waits in (
        ("report", f"{visit}/report", "textarea"),
        ("no such visit", f"{url}/app/visit/{visit[-36:-1]}x/report", "main.empty"),
        ("day pack", f"{url}/app/pack", ".verdict"),
        ("new order, where", f"{url}/app/begin", "[data-elsewhere]"),
        ("phone", f"{url}/app/phone", ".settings"),
    ):
        await page.goto(path)
        await page.wait_for_selector(waits)
        found += await faults(page, name, True)
    await page.click("[data-lock-now]")
    await page.wait_for_selector(".keypad")
    found += await faults(page, "code", True)
    await close_sheet(page)
    await page.goto(f"{url}/app/begin")
    await page.click("[data-elsewhere]")
    found += await faults(page, "new order", True)
    return found


async def desk_pages(browser: BrowserContext, url: str, order_id: str, link: str) -> list[str]:
    page = await page_of(browser)
    await page.goto(f"{url}/sign-in")
    found = await faults(page, "sign in", False)
    await sign_in_console(page, url, "alice")
    for name, path, waits in (
        ("board", "/console", ".row"),
        ("order", f"/console?order={order_id}", ".candidate"),
        ("new order", "/console/new", ".order-form"),
        ("customers", "/console/manage/accounts?row=new", ".entry form"),
        ("levels", "/console/manage/levels?row=0", ".limits"),
        ("calendars", "/console/manage/calendars?row=5x8", ".hours"),
        ("sheet", "/console/manage/sheet-orders", ".drop"),
        ("remote support", "/console/manage/remote", ".figures"),
        ("another problem", link.removeprefix(url) + "/new", "textarea"),
        ("customer", link.removeprefix(url), ".when"),
        ("no such link", "/c/nothing", "main"),
    ):
        await page.goto(url + path)
        await page.wait_for_selector(waits)
        found += await faults(page, name, False)
    return found


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_page_fits_and_can_be_read(
    play: Playwright, house: Served, us: Cast, tmp_path: Path, language: str, scheme: str
) -> None:
    order_id, link = await order_with_bob(house, us)
    for kind in ("phone", "desk"):
        shape = PHONE if kind == "phone" else DESK
        browser = await open_browser(play, tmp_path / kind, shape, language, color_scheme=scheme)
        if kind == "phone":
            found = await phone_pages(browser, house.url)
            page = await page_of(browser)
            await page.goto(f"{house.url}/app/")
            await page.click(".visit-card")
            await tap(page, "accept", "accepted")
            await runs_late(page)  # so that the office's and the customer's pages show it
        else:
            found = await desk_pages(browser, house.url, order_id, link)
        await browser.close()
        assert found == [], "\n".join(found)
