"""How the day stands, in numbers that each open what they count; a late visit is seen and heard on every page."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from playwright.async_api import Playwright, expect

from outrider.ids import new_id
from tests.cast import Cast

from .chromium import DESK, open_context, page_of, sign_in_console
from .processes import Served
from .test_pages import faults
from .visits import order_with_bob, order_with_nobody

pytestmark = pytest.mark.journey
HEARD = """globalThis.heard = 0;
const begin = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (at) { globalThis.heard += 1; begin.call(this, at); };"""
NOTES = 2


async def promised_within_seconds(house: Served) -> str:
    now = datetime.now(UTC)
    wanted = {
        "id": str(new_id(now)), "kind": "repair", "level": "1", "fault": "Stands still", "account_name": "Dana's works",
        "window_from": now.isoformat(), "window_to": (now + timedelta(seconds=8)).isoformat(),
        "contact": {"name": "Dana", "phone": "+49 30 5550100"},
        "site": {"name": "Hall 3", "address": "Main street 3", "lat": 52.52, "lon": 13.42},
    }  # fmt: skip
    cookies = {"outrider_session": house.sign_in("alice")}
    async with httpx.AsyncClient(base_url=house.url, cookies=cookies, headers={"origin": house.url}) as alice:
        (await alice.post("/api/orders", json=wanted)).raise_for_status()
    return str(wanted["id"])


def figure(name: str) -> str:
    return f".glance [data-glance={name}]"


async def test_each_number_opens_what_it_counts(play: Playwright, house: Served, us: Cast) -> None:
    held, _ = await order_with_bob(house, us, begins=datetime.now(UTC) + timedelta(hours=2))
    alone = await order_with_nobody(house)
    browser = await open_context(play, DESK, "en", reduced_motion="reduce")
    page = await page_of(browser)
    await sign_in_console(page, house.url, "alice")
    rows = page.locator(".at-a-glance [data-of-glance]")
    for name, order in (("on_time", held), ("unassigned", alone)):
        await expect(page.locator(f"{figure(name)} b")).to_have_text("1")
        await page.click(figure(name))
        await expect(rows).to_have_count(1)
        await expect(rows).to_have_attribute("data-of-glance", order)
    await page.click(".hours-ahead button:enabled")
    await expect(rows).to_have_attribute("data-of-glance", alone)
    assert await faults(page, "glance", False) == []
    await rows.click()
    await expect(page.locator(".detail[data-status]")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(rows).to_have_count(1)  # back among those that were opened
    await page.keyboard.press("Escape")
    await expect(page.locator(".at-a-glance")).to_have_attribute("data-glanced", "")
    free = page.locator(f"{figure('free')} b")
    await expect(free).not_to_have_text("0")
    await page.click(figure("free"))
    await expect(page.locator("[data-free]")).to_have_count(int(await free.inner_text()))
    await browser.close()


async def test_a_visit_that_becomes_late_is_seen_and_heard_on_every_page(play: Playwright, house: Served, us: Cast) -> None:
    browser = await open_context(play, DESK, "en")
    await browser.add_init_script(HEARD)
    page = await page_of(browser)
    await sign_in_console(page, house.url, "alice")
    await page.goto(f"{house.url}/console/timeline")
    await expect(page.locator(".late-badge")).to_have_count(0)
    first = await promised_within_seconds(house)
    await expect(page.locator(".late-badge")).to_have_attribute("data-late-count", "1", timeout=30_000)
    await expect(page).to_have_title("(1) Outrider")
    assert await page.evaluate("globalThis.heard") == NOTES
    await page.click(".late-badge")
    await expect(page.locator("[data-of-glance]")).to_have_attribute("data-of-glance", first)

    await page.click("[data-sound]")
    await page.reload()
    await expect(page.locator("[data-sound]")).to_have_attribute("aria-pressed", "false")  # as it was left
    await promised_within_seconds(house)
    await expect(page.locator(".late-badge")).to_have_attribute("data-late-count", "2", timeout=30_000)
    assert await page.evaluate("globalThis.heard") == 0
    await browser.close()


async def test_without_an_order_what_is_urgent_stands_beside_the_board(play: Playwright, house: Served, us: Cast) -> None:
    late = await promised_within_seconds(house)
    browser = await open_context(play, DESK, "en")
    page = await page_of(browser)
    await sign_in_console(page, house.url, "alice")
    await expect(page.locator(".at-a-glance [data-of-glance]").first).to_have_attribute("data-of-glance", late, timeout=30_000)
    await page.click(f".at-a-glance [data-of-glance='{late}']")
    await expect(page.locator(".detail[data-status]")).to_be_visible()
    await browser.close()
