"""A promise that would be broken is kept by one press: the plan goes to both phones and the customer, and comes back as a whole."""

import asyncpg
import pytest
from playwright.async_api import Playwright, expect

from tests.cast import Cast

from .chromium import DESK, PHONE, open_context, page_of, sign_in_console, sign_in_phone
from .processes import Served
from .steps import tap
from .visits import order_with_bob, runs_late

pytestmark = pytest.mark.journey


async def test_the_first_plan_keeps_the_promise_and_is_taken_back_as_a_whole(play: Playwright, house: Served, us: Cast) -> None:
    owner = await asyncpg.connect(house.database.owner_dsn)
    await owner.execute("update orgs set undo_seconds = 60")
    await owner.close()
    order_id, link = await order_with_bob(house, us)
    browsers = [await open_context(play, kind) for kind in (PHONE, PHONE, DESK, PHONE)]
    bob, charlie, desk, dana = [await page_of(browser) for browser in browsers]
    await sign_in_phone(bob, house.url, "bob")
    await sign_in_phone(charlie, house.url, "charlie")
    await sign_in_console(desk, house.url, "alice")
    await dana.goto(link)
    await bob.click(".visit-card")
    await tap(bob, "accept", "accepted")
    await runs_late(bob)

    await desk.click(f"[data-late='{order_id}']")
    plan = desk.locator(".rescue .plan").first
    await expect(plan).to_contain_text("Charlie takes this visit")
    await expect(plan.locator(f"[data-change='{order_id}']")).to_contain_text("Bob → Charlie")
    await desk.keyboard.press("r")
    await expect(desk.locator(".detail[data-status=assigned]")).to_contain_text("Charlie")
    await expect(desk.locator(".late-row")).to_have_count(0)
    await expect(charlie.locator(".visit-card [data-new]")).to_be_visible()
    await expect(bob.locator("main.visit")).to_contain_text("Charlie")
    await expect(dana.locator(".when")).to_contain_text("Charlie")

    await expect(desk.locator(".toast")).to_contain_text("Plan carried out")
    await desk.keyboard.press("u")
    await expect(desk.locator(".detail[data-status=accepted]")).to_contain_text("Bob")
    await expect(desk.locator(f"[data-late='{order_id}']")).to_be_visible()
    await expect(dana.locator(".when")).to_contain_text("Bob")
    for browser in browsers:
        await browser.close()
