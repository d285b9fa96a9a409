"""Everything about an order in one place: notes that ring a colleague, what is known put right where it stands, nothing waited for."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import Page, Playwright, Route, expect

from tests.cast import Cast

from .chromium import DESK, open_context, page_of, sign_in_console
from .processes import Served
from .test_pages import faults
from .visits import order_with_bob

pytestmark = pytest.mark.journey


async def at_order(play: Playwright, house: Served, order: str) -> tuple[Any, Page]:
    browser = await open_context(play, DESK, "en", reduced_motion="reduce")
    page = await page_of(browser)
    await sign_in_console(page, house.url, "alice")
    await page.goto(f"{house.url}/console?order={order}")
    await expect(page.locator(".detail[data-status]")).to_be_visible()
    return browser, page


async def test_a_name_in_a_note_rings_that_colleague(play: Playwright, house: Served, us: Cast) -> None:
    order, _ = await order_with_bob(house, us)
    browser, page = await at_order(play, house, order)
    await page.keyboard.press("Control+k")
    await page.keyboard.type("note")
    await page.keyboard.press("Enter")
    field = page.locator("[name=note]")
    await expect(field).to_be_focused()
    await page.keyboard.type("Ring them before ten, @ma")
    await expect(page.locator(f"[data-colleague='{us.users['max']}']")).to_have_attribute("aria-selected", "true")
    assert await faults(page, "note", False) == []
    await page.keyboard.press("Enter")
    await expect(field).to_have_value("Ring them before ten, @Max ")
    await expect(page.locator(".detail[data-status]")).to_be_visible()
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("[data-note] .words")).to_have_text("Ring them before ten, @Max")
    await expect(field).to_have_value("")
    bells = await house.sql("select u.name from notifications n join users u on u.id = n.user_id where n.kind = 'mentioned'")
    assert [row["name"] for row in bells] == ["Max"]
    await browser.close()


async def test_what_is_known_is_put_right_where_it_stands(play: Playwright, house: Served, us: Cast) -> None:
    order, _ = await order_with_bob(house, us)
    browser, page = await at_order(play, house, order)
    await page.click("[data-edit-field=fault]")
    field = page.locator("[data-edit-order] [name=fault]")
    await expect(field).to_be_focused()
    await expect(page.locator("[data-edit-order] label")).to_have_count(1)
    await field.fill("Starts, and stops again")
    await page.click("[data-edit-order] [type=submit]")
    await expect(page.locator(".detail .fault")).to_contain_text("Starts, and stops again")
    await expect(page.locator("[data-edit-field=fault]")).to_be_focused()
    await page.click("[data-edit-field=level]")
    await page.keyboard.press("Escape")
    await expect(page.locator("[data-edit-order]")).to_have_count(0)
    await expect(page.locator(".detail[data-status]")).to_be_visible()  # it left the field, not the order
    await page.click("[data-edit-field=window]")
    await expect(page.locator(".detail form.inline")).to_be_visible()
    await browser.close()


async def test_the_order_stands_there_before_the_server_has_told_the_rest(play: Playwright, house: Served, us: Cast) -> None:
    order, _ = await order_with_bob(house, us)
    browser = await open_context(play, DESK, "en")
    page = await page_of(browser)
    await sign_in_console(page, house.url, "alice")
    told = asyncio.Event()

    async def hold(route: Route) -> None:
        await told.wait()
        await route.continue_()

    await page.route(f"**/api/orders/{order}", hold)
    await page.click(".row")
    await expect(page.locator(".detail[aria-busy=true] h1")).to_have_text("Dana's works")
    await expect(page.locator(".detail[aria-busy=true] .fault")).to_have_text("Does not start")
    told.set()
    await expect(page.locator(".detail[data-status] h1")).to_have_text("Dana's works")
    await browser.close()
