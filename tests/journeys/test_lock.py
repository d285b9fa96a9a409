"""A phone that nobody touches locks itself after the time that its engineer chose."""

import pytest
from playwright.async_api import Page, Playwright, expect

from tests.cast import Cast

from .chromium import PHONE, open_context, page_of, sign_in_phone
from .processes import Served

pytestmark = pytest.mark.journey

SECOND, MINUTE = 1000, 60_000


async def enter_code(page: Page, within: str, code: str = "2580") -> None:
    for digit in code:
        await page.click(f"{within} .keypad button >> text={digit}")
    await page.click(f"{within} [type=submit]")


async def test_a_phone_locks_itself_after_the_chosen_time_without_a_touch(play: Playwright, house: Served, us: Cast) -> None:
    phone = await open_context(play, PHONE)
    bob = await page_of(phone)
    await bob.clock.install()
    await sign_in_phone(bob, house.url, "bob")
    await bob.click("[data-settings]")
    await bob.click("[data-lock-now]")
    await enter_code(bob, ".sheet")
    await enter_code(bob, ".sheet")
    await enter_code(bob, "main[data-lock]")

    await bob.click("[data-lock-after='5']")
    await expect(bob.locator("[data-lock-after='5']")).to_have_attribute("aria-pressed", "true")
    await bob.clock.fast_forward(4 * MINUTE)
    await expect(bob.locator("main[data-lock]")).to_have_count(0)
    await bob.click("h1")  # a touch: the time begins anew
    await bob.clock.fast_forward(4 * MINUTE)
    await expect(bob.locator("[data-lock-after='5']")).to_be_visible()
    await bob.clock.fast_forward(MINUTE + 10 * SECOND)
    await expect(bob.locator("main[data-lock]")).to_be_visible()
    await expect(bob.locator("[data-lock-after]")).to_have_count(0)  # nothing of the app is shown
    await bob.reload()
    await expect(bob.locator("main[data-lock]")).to_be_visible()
    await enter_code(bob, "main[data-lock]")
    await expect(bob.locator("[data-lock-after='5']")).to_have_attribute("aria-pressed", "true")
    await phone.close()
