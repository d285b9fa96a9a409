"""The customer writes on their page and chooses another time; the dispatcher sees both, and answers."""

import pytest
from playwright.async_api import Playwright, expect

from tests.cast import Cast

from .chromium import DESK, PHONE, open_context, page_of, sign_in_console, sign_in_phone
from .processes import Served
from .visits import order_with_bob

pytestmark = pytest.mark.journey


async def test_a_customer_writes_and_chooses_another_time_and_the_dispatcher_answers(play: Playwright, house: Served, us: Cast) -> None:
    order, link = await order_with_bob(house, us)
    (before,) = await house.sql("select window_from from visits")
    phone, desk, customer = [await open_context(play, kind) for kind in (PHONE, DESK, PHONE)]
    bob, alice, dana = await page_of(phone), await page_of(desk), await page_of(customer)
    await sign_in_console(alice, house.url, "alice")
    await alice.goto(f"{house.url}/console?order={order}")
    await sign_in_phone(bob, house.url, "bob")
    await bob.click(".visit-card")
    await dana.goto(link)

    await dana.fill(".write textarea", "The gate is locked, ring twice.")
    await dana.click(".write button")
    await expect(dana.locator("[data-thread] .theirs")).to_contain_text("ring twice")
    await expect(alice.locator("[data-unanswered] [data-said=customer_wrote]")).to_contain_text("ring twice")
    await expect(alice.locator(f"[data-order='{order}'] [data-unread='1']")).to_be_visible()
    await expect(bob.locator("[data-note=customer]")).to_contain_text("ring twice")

    field = dana.locator(".write textarea")
    await field.fill("And bring a ladd")  # while they type, an answer comes
    await alice.click("[data-write]")
    await alice.fill("[data-writing] textarea", "Bob will ring twice.")
    await alice.click("[data-writing] [type=submit]")
    await expect(dana.locator("[data-thread] .ours")).to_contain_text("Bob will ring twice.")
    await expect(field).to_be_focused()
    await expect(field).to_have_value("And bring a ladd")
    await expect(alice.locator(f"[data-order='{order}'] [data-unread]")).to_have_count(0)
    await expect(alice.locator("[data-said=office_wrote]")).to_contain_text("Bob will ring twice.")

    await dana.click("[data-time]")
    await dana.click(".times fieldset:last-of-type label:last-of-type")
    await dana.click(".times button.primary")
    await expect(dana.locator("[data-moved]")).to_contain_text("at your wish")
    await expect(alice.locator(".history")).to_contain_text("by the customer’s link")
    await expect(bob.locator(".promise")).to_be_visible()
    (after,) = await house.sql("select window_from from visits")
    assert after["window_from"] > before["window_from"]
    for browser in (phone, desk, customer):
        await browser.close()
