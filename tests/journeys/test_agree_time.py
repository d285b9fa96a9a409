"""Another time is agreed: on the telephone at the console, and by an engineer at the customer's door without network."""

from typing import Any

import pytest
from playwright.async_api import Page, Playwright, expect

from tests.cast import Cast

from .chromium import DESK, PHONE, open_context, page_of, sign_in_console, sign_in_phone
from .processes import Served
from .steps import tap
from .visits import order_with_bob

pytestmark = pytest.mark.journey


async def promised(house: Served) -> Any:
    (row,) = await house.sql("select window_from, window_to from visits")
    return row["window_from"], row["window_to"]


async def tapped(page: Page, *marks: str) -> int:
    """How many taps it takes."""
    for mark in marks:
        await page.click(mark)
    return len(marks)


async def test_a_new_time_is_agreed_on_the_telephone_and_by_an_engineer_without_network(play: Playwright, house: Served, us: Cast) -> None:
    order, link = await order_with_bob(house, us)
    first = await promised(house)
    phone, desk, customer = [await open_context(play, kind) for kind in (PHONE, DESK, PHONE)]
    bob, alice, dana = await page_of(phone), await page_of(desk), await page_of(customer)
    await sign_in_console(alice, house.url, "alice")
    await alice.goto(f"{house.url}/console?order={order}")
    await dana.goto(link)

    await alice.click("[data-action=agree_time]")
    await alice.click(".offered button >> nth=2")
    await expect(alice.locator("[data-keepers]")).to_have_attribute("data-keepers", "2")
    await alice.select_option("[data-ask] [name=how]", "called")
    await alice.click("[data-ask] button[type=submit]")
    await expect(alice.locator("[data-ask] [role=alert]")).to_be_visible()  # why is not said yet, and nothing is preset
    await alice.select_option("[data-ask] [name=why]", "customer_wish")
    await alice.click("[data-ask] button[type=submit]")
    await expect(alice.locator("[data-promise]")).to_have_count(1)
    second = await promised(house)
    assert second[0] > first[0]
    await expect(dana.locator("[data-moved]")).to_contain_text("at your wish")

    await sign_in_phone(bob, house.url, "bob")
    await bob.click(".visit-card")
    await tap(bob, "accept", "accepted")
    await bob.evaluate("navigator.serviceWorker.ready")  # from then on all of the app is kept
    await phone.set_offline(True)
    await bob.click(".actions > [data-action=confirm_appointment]")
    taps = await tapped(
        bob, "[data-how=another]", "form [data-choose] >> nth=2", "form [data-choose='13:00 15:00']", "form [data-choose=on_site]",
        "form [data-choose=access]", "form button.primary",
    )  # fmt: skip
    assert taps == 6
    await expect(bob.locator("main.visit[data-status=appointment_confirmed]")).to_be_visible()
    await expect(bob.locator(".promise")).to_contain_text("13:00")
    await phone.set_offline(False)
    await expect(alice.locator("[data-promise]")).to_have_count(2)
    assert await promised(house) != second
    await expect(dana.locator("[data-moved]")).to_contain_text("nobody could be let in")
    await expect(alice.locator(".history")).to_contain_text("Nobody could let us in")
