"""A dispatcher cancels: the question has the focus, wants words, and its buttons say what they do."""

import re

import pytest
from playwright.async_api import Playwright, expect

from tests.cast import Cast

from .chromium import DESK, open_context, page_of, sign_in_console
from .processes import Served
from .visits import order_with_bob

pytestmark = pytest.mark.journey


async def test_an_order_is_cancelled_with_a_reason_in_words_and_is_not_done(play: Playwright, house: Served, us: Cast) -> None:
    order_id, _ = await order_with_bob(house, us)
    browser = await open_context(play, DESK, "zh-CN")
    page = await page_of(browser)
    await sign_in_console(page, house.url, "alice")
    await page.click(f".row[data-order='{order_id}']")
    await page.click(".detail [data-action=cancel]")
    reason, deed = page.locator("[data-ask] [name=reason]"), page.locator("[data-ask] [type=submit]")
    await expect(page.locator("[data-ask] [data-reason]").first).to_be_focused()
    await expect(reason).to_be_in_viewport()
    await page.keyboard.press("Escape")
    await expect(reason).to_have_count(0)
    await page.click(".detail [data-action=cancel]")  # the order is still open: only the question was left
    await expect(page.locator("[data-ask] .spread button")).to_have_text(["保留服务单", "取消服务单"])
    await reason.fill("　 ")
    await deed.click()
    await expect(page.locator("[data-ask] [role=alert]")).to_be_visible()
    await expect(reason).to_be_focused()
    await expect(page.locator(".detail")).to_have_attribute("data-status", "assigned")
    await page.locator("[data-ask] [data-reason=duplicate]").focus()
    await page.keyboard.press("1")
    await expect(page.locator("[data-reason=solved]")).to_have_attribute("aria-pressed", "true")
    await page.keyboard.press("Enter")
    await expect(page.locator(".detail")).to_have_attribute("data-status", "cancelled")
    await expect(page.locator(".history li").first).to_contain_text(re.compile("已自行解决 +· Alice"))
    await expect(page.locator(".detail header dt")).to_have_text(["承诺", "工程师"])
    await expect(page.locator(".filters button", has_text="今日完成")).to_contain_text("0")
    await expect(page.locator(".filters button", has_text="今日取消")).to_contain_text("1")
    await browser.close()
