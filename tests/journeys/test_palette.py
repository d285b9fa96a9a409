"""One field for all commands and for whatever is looked for; one sheet with all keys."""

from typing import Any

import pytest
from playwright.async_api import Page, Playwright, expect

from tests.cast import Cast

from .chromium import DESK, open_context, page_of, sign_in_console
from .processes import Served
from .test_pages import faults
from .visits import order_with_bob

pytestmark = pytest.mark.journey
FIELD = ".palette input"
CHOSEN = ".palette [aria-selected=true]"


async def at_board(play: Playwright, house: Served) -> tuple[Any, Page]:
    browser = await open_context(play, DESK, "en", reduced_motion="reduce")
    page = await page_of(browser)
    await sign_in_console(page, house.url, "alice")
    return browser, page


async def test_an_order_is_found_by_its_number_and_opened_by_enter(play: Playwright, house: Served, us: Cast) -> None:
    order_id, _ = await order_with_bob(house, us)
    [order] = await house.sql("select number from orders")
    browser, page = await at_board(play, house)
    await page.focus("#search")
    await page.keyboard.press("Control+k")
    await expect(page.locator(FIELD)).to_be_focused()
    assert await faults(page, "commands", False) == []
    await page.keyboard.type(order["number"])
    await page.keyboard.press("Enter")  # before the answer is there
    await expect(page.locator(".detail h1")).to_be_visible()
    assert order_id in page.url
    await expect(page.locator(FIELD)).to_have_count(0)
    await browser.close()


async def test_whoever_closes_it_is_where_they_were(play: Playwright, house: Served, us: Cast) -> None:
    await order_with_bob(house, us)
    browser, page = await at_board(play, house)
    await page.locator(".row").click()
    await expect(page.locator(".detail h1")).to_be_visible()
    await page.focus("#search")
    await page.keyboard.press("Control+k")
    await expect(page.locator(FIELD)).to_be_focused()
    await page.keyboard.type("anything")
    await page.keyboard.press("Escape")
    await expect(page.locator("#search")).to_be_focused()
    await expect(page.locator(".detail h1")).to_be_visible()  # the order behind it stays
    await browser.close()


async def test_arrows_choose_what_can_be_done_with_the_open_order(play: Playwright, house: Served, us: Cast) -> None:
    await order_with_bob(house, us)
    browser, page = await at_board(play, house)
    await page.locator(".row").click()
    await expect(page.locator(".detail h1")).to_be_visible()
    await page.keyboard.press("Control+k")
    await page.keyboard.type("cancel")
    await expect(page.locator(CHOSEN)).to_have_attribute("data-entry", "deed-cancel")
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-ask=cancel]")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.keyboard.press("Control+k")
    await page.keyboard.press("ArrowUp")  # round to the last
    last = page.locator(".palette [role=option]").last
    await expect(last).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("ArrowDown")
    await expect(page.locator(".palette [role=option]").first).to_have_attribute("aria-selected", "true")
    await browser.close()


async def test_a_telephone_number_finds_who_has_it(play: Playwright, house: Served, us: Cast) -> None:
    await order_with_bob(house, us)
    [contact] = await house.sql("select id, phone from contacts limit 1")
    browser, page = await at_board(play, house)
    await page.keyboard.press("Control+k")
    await page.fill(FIELD, contact["phone"])
    await expect(page.locator(f"[data-entry='call-{contact['id']}']")).to_be_visible()
    await browser.close()


async def test_a_question_mark_shows_all_keys_and_leaves_no_trace(play: Playwright, house: Served, us: Cast) -> None:
    browser, page = await at_board(play, house)
    await page.keyboard.press("?")
    keys = page.locator(".keys-sheet")
    await expect(keys.locator("h3")).to_have_text(["Go to", "Everywhere", "The open order", "Timeline"])
    assert await faults(page, "keys", False) == []
    await page.keyboard.press("n")  # meant for no page behind it
    await page.keyboard.press("Escape")
    await expect(keys).to_have_count(0)
    assert page.url.endswith("/console")
    await browser.close()
