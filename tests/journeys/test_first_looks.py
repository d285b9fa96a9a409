"""What the phone says by itself: that a report is begun, whose clock it shows, where its settings are, and where it cannot be used."""

import pytest
from playwright.async_api import BrowserContext, Playwright, expect

from tests.cast import PASSWORD, Cast

from .chromium import PHONE, open_context, page_of
from .failures.phone import WAYS
from .processes import Served
from .steps import tap
from .visits import order_with_bob

pytestmark = pytest.mark.journey
WECHAT = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 "
    "MicroMessenger/8.0.50(0x1800322b) NetType/4G Language/zh_CN"
)


async def test_a_report_that_is_begun_is_marked_on_its_visit_and_in_the_day(browser: BrowserContext) -> None:
    page = await page_of(browser)
    for way in WAYS:
        await tap(page, *way)
    await page.click(".actions [data-report]")
    await page.fill("textarea[name=fault_found]", "The fan stands still")
    await page.click(".back")
    await expect(page.locator("main [data-unfinished]")).to_contain_text("Your unfinished report")
    await page.click(".back")
    await expect(page.locator(".visit-card [data-begun=report]")).to_be_visible()
    await page.click("[data-settings]")
    await expect(page.locator(".top h1")).to_have_text("Settings")


async def test_a_phone_in_another_zone_says_whose_clock_it_shows(play: Playwright, house: Served, us: Cast) -> None:
    await order_with_bob(house, us)
    browser = await open_context(play, PHONE, timezone_id="Pacific/Honolulu")
    page = await page_of(browser)
    await page.goto(f"{house.url}/app/")
    await page.fill("[name=login]", "bob@ours.test")
    await page.fill("[name=password]", PASSWORD)
    await page.click("[data-show-password]")
    await expect(page.locator("[name=password]")).to_have_attribute("type", "text")
    await page.click("button.primary")
    await expect(page.locator("main.list [data-zone]")).to_contain_text("This phone's clock says")
    await page.click(".visit-card")
    await expect(page.locator("main.visit [data-zone]")).to_be_visible()
    await browser.close()


async def test_the_window_of_a_chat_app_sends_to_the_browser(play: Playwright, house: Served) -> None:
    browser = await open_context(play, PHONE, "zh-CN", user_agent=WECHAT)
    page = await page_of(browser)
    await page.goto(f"{house.url}/app/")
    await expect(page.locator("[data-install=app]")).to_contain_text("微信")
    await expect(page.locator("[name=password]")).to_have_count(0)
    await browser.close()
