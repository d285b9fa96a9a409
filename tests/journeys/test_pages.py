"""Every page in every language, light and dark: nothing runs off the screen, and axe finds nothing serious (contrast, names, labels)."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Page, Playwright

from outrider.config import ROOT
from outrider.lang import languages
from tests.cast import Cast
from tests.tiers import pairs

from .chromium import DESK, PHONE, open_browser, open_context, page_of, sign_in_console, sign_in_phone
from .failures.phone import WAYS
from .phone_store import frame
from .processes import Served
from .steps import FIELDS, draw, read_to_the_end, tap
from .visits import order_with_bob, runs_late

pytestmark = pytest.mark.journey
AXE = (ROOT / "pwa" / "node_modules" / "axe-core" / "axe.min.js").read_text()
# On the phone words are read in sunlight: seven to one.
RUN = """async (phone) => (await axe.run(document, {
  resultTypes: ['violations'], rules: { 'color-contrast-enhanced': { enabled: phone } },
})).violations
  .filter((row) => ['serious', 'critical'].includes(row.impact))
  .map((row) => `${row.id}: ${row.nodes.map((node) => node.target.join(' ') + ' ' + (node.any[0]?.message ?? '')).join('; ').slice(0, 300)}`)"""
STILL: dict[str, Any] = {"reduced_motion": "reduce"}  # a button halfway between two colours has the contrast of neither
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth && innerHeight === outerHeight"


async def faults(page: Page, name: str, phone: bool) -> list[str]:
    await page.evaluate(AXE)
    found = [f"{name}: {row}" for row in await page.evaluate(RUN, phone)]
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
        ("timeline", f"/console/timeline?order={order_id}", "[data-visit]"),
        ("new order", "/console/new", ".order-form"),
        ("customers", "/console/manage/accounts?row=new", ".entry form"),
        ("levels", "/console/manage/levels?row=0", ".limits"),
        ("calendars", "/console/manage/calendars?row=5x8", ".hours"),
        ("sheet", "/console/manage/sheet-orders", ".drop"),
        ("phones", "/console/manage/phones", "main.page table"),
        ("remote support", "/console/manage/remote", ".figures"),
        ("another problem", link.removeprefix(url) + "/new", "textarea"),
        ("customer", link.removeprefix(url), ".when"),
        ("no such link", "/c/nothing", "main"),
    ):
        await page.goto(url + path)
        await page.wait_for_selector(waits)
        found += await faults(page, name, False)
    return found


@pytest.mark.parametrize("language, scheme", pairs(languages(), ["light", "dark"]))
async def test_every_page_fits_and_can_be_read(play: Playwright, house: Served, us: Cast, language: str, scheme: str) -> None:
    order_id, link = await order_with_bob(house, us)
    for kind in ("phone", "desk"):
        shape = PHONE if kind == "phone" else DESK
        browser = await open_context(play, shape, language, color_scheme=scheme, **STILL)
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


# A phone that is small, one held across, one whose owner reads twice the usual size: width, height and size of text in pixels.
SHAPES = {"small": (320, 640, 16), "across": (844, 390, 16), "large text": (390, 844, 32)}
# A glove needs more than a mouse: what is smaller than 44 pixels either way, unless it stands in a line of text.
TARGETS = """() => [...document.querySelectorAll('button, a.button, input, select, textarea, summary')].filter((row) => {
  const { width, height } = row.getBoundingClientRect();
  return width > 1 && row.checkVisibility() && !row.closest('.hidden') && Math.min(width, height) < 44;
}).map((row) => `${row.outerHTML.slice(0, 90)} ${Math.round(row.getBoundingClientRect().height)}`)"""


# Words or icons that stick out of their button.
OUT = """() => [...document.querySelectorAll('button, .button')].filter((row) => row.checkVisibility() && [...row.childNodes].some((part) => {
  const words = document.createRange();
  words.selectNode(part);
  const [inside, frame] = [words.getBoundingClientRect(), row.getBoundingClientRect()];
  return inside.width > 0 && !part.classList?.contains('hidden') && (inside.left < frame.left - 1 || inside.right > frame.right + 1);
})).map((row) => row.outerHTML.slice(0, 90))"""


BAR = "innerHeight < innerWidth ? 0 : document.querySelector('footer.actions').offsetHeight / innerHeight"


async def small_faults(page: Page, name: str) -> list[str]:
    found = [f"{name}: too small: {row}" for row in await page.evaluate(TARGETS)]
    found += [f"{name}: does not fit its button: {row}" for row in await page.evaluate(OUT)]
    return await faults(page, name, True) + found


async def sheets_and_more(page: Page) -> list[str]:
    found = await small_faults(page, "visit")
    await page.click(".actions [aria-expanded]")
    await page.click(".sheet [data-action=decline]")
    await page.fill(".sheet textarea", "My van is too high for the garage")
    found += await small_faults(page, "sheet")
    await close_sheet(page)
    for way in WAYS:
        await tap(page, *way)
    await page.locator("[data-unsaid]").wait_for()
    await page.locator(".saved-line").wait_for()
    if (share := await page.evaluate(BAR)) > 0.3:
        found.append(f"visit: the bar with its confirmation takes {share:.0%} of the screen")
    return found + await small_faults(page, "arrived, with something begun and not said")


async def reports(page: Page) -> list[str]:
    await page.click(".actions [data-report]")
    await page.click("[data-camera]")
    await page.locator(".camera video").wait_for()
    found = await small_faults(page, "camera")
    await page.keyboard.press("Escape")
    await page.click("details.more > summary")
    for name, text in FIELDS.items():
        await page.fill(f"textarea[name={name}]", text)
    await page.click("[name=solved]")
    found += await small_faults(page, "report, full")
    await page.click(".actions button.primary")
    await read_to_the_end(page)
    for party in ("customer", "engineer"):
        found += await small_faults(page, f"signing, {party}")
        await draw(page, party)
        await page.click(f"[data-party={party}] button.primary")
    await page.wait_for_selector("main.visit[data-status=signed]")
    found += await small_faults(page, "signed")
    await page.click("[data-read-report]")
    await page.locator("[data-signed]").first.wait_for()
    return found + await small_faults(page, "signed report")


@pytest.mark.parametrize("shape, language", pairs(SHAPES, languages()))
async def test_a_whole_visit_fits_every_phone_and_a_glove(
    play: Playwright, house: Served, us: Cast, tmp_path: Path, shape: str, language: str
) -> None:
    await order_with_bob(house, us)
    width, height, text = SHAPES[shape]
    settings = tmp_path / shape / "Default" / "Preferences"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"webkit": {"webprefs": {"default_font_size": text}}}))
    kind = {**PHONE, "viewport": {"width": width, "height": height}}
    browser = await open_browser(play, tmp_path / shape, kind, language, **STILL)
    page = await page_of(browser)
    await sign_in_phone(page, house.url, "bob")
    await page.evaluate("navigator.serviceWorker.ready")
    await page.click(".visit-card")
    found = await sheets_and_more(page)
    found += await reports(page)
    await page.click(".back")
    house.stop("serve")
    await page.click("[data-say]")
    await page.click(".pill")
    await page.locator(".settings").wait_for()
    found += await small_faults(page, "without network, unsent")
    await page.goto(f"{house.url}/app/")
    await page.locator(".visit-card").wait_for()
    found += await small_faults(page, "day, all done, without network")
    await browser.close()
    assert found == [], "\n".join(found)
