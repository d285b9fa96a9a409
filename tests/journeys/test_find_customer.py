"""A customer calls the engineer directly: with network they are found, without it the phone searches what it has; nothing typed is lost."""

import asyncio

import pytest
from playwright.async_api import Page, Playwright, expect

from tests.cast import Cast

from .chromium import PHONE, open_context, page_of, sign_in_phone
from .phone_store import drafts, frame
from .processes import Served
from .visits import order_with_bob

pytestmark = pytest.mark.journey
# Of a visit of long ago, of which the phone has nothing any more.
LONG_AGO = """
with gone as (update attendances set assigned_at = assigned_at - interval '1 year', ended_at = assigned_at - interval '364 days', end_reason = 'sign'
  where order_id = $1::text::uuid returning order_id),
site as (update sites set name = 'Pump house' where id = (select site_id from orders where id = (select order_id from gone)))
update accounts set name = 'Harbour works' where id = (select account_id from orders where id = (select order_id from gone))
"""


async def test_with_network_the_customer_is_found_and_filled_in_and_without_it_the_phone_searches_its_own(
    play: Playwright, house: Served, us: Cast
) -> None:
    await order_with_bob(house, us)
    long_ago, _ = await order_with_bob(house, us, "SN-77")
    await house.sql(LONG_AGO, long_ago)
    phone = await open_context(play, PHONE)
    page = await page_of(phone)
    await sign_in_phone(page, house.url, "bob")
    await expect(page.locator("[data-pack=ready]")).to_be_visible()
    await page.evaluate("navigator.serviceWorker.ready")
    await page.click("[data-begin]")
    await phone.set_offline(True)
    await page.fill("[name=words]", "sn-77")
    await expect(page.locator("main [role=status]")).to_contain_text("Without network")
    await expect(page.locator("[data-site]")).to_have_count(0)
    await page.fill("[name=words]", "sn-9")
    await expect(page.locator("[data-site]")).to_have_count(1)
    await page.fill("[name=words]", "pump sn-77")
    await is_down(page, "pump sn-77")
    await page.reload()
    await expect(page.locator("[name=words]")).to_have_value("pump sn-77")
    await phone.set_offline(False)
    await page.click("[data-found-site]")
    await expect(page.locator("[data-filled]")).to_contain_text("Harbour works · Pump house · Dana · SN-77")
    await what_is_missing_is_said_at_its_field(page)
    await page.fill("textarea[name=fault]", "Leaks at the valve")
    await page.click("[data-begin-now]")
    await expect(page.locator(".visit-head h2")).to_have_text("Leaks at the valve")
    await expect(page.locator(".visit-head .number")).not_to_have_text("Number follows")
    await expect(page.locator("main.visit")).to_contain_text("No time has been agreed yet")
    (taken,) = await house.sql(
        "select s.name, d.serial from orders o join sites s on s.id = o.site_id join devices d on d.id = o.device_id where o.fault like 'Leaks%'"
    )
    assert tuple(taken) == ("Pump house", "SN-77")
    await phone.close()


async def is_down(page: Page, words: str) -> None:
    """Until the phone's database has what was looked for."""
    async with asyncio.timeout(10):
        while not any(row.get("words", {}).get("order", {}).get("words") == words for row in await drafts(page)):
            await frame(page)


async def what_is_missing_is_said_at_its_field(page: Page) -> None:
    await page.click("[data-begin-now]")
    await expect(page.locator("[data-wrong]")).to_have_count(1)
    await expect(page.locator("label:has(textarea[name=fault]) [data-wrong=blank]")).to_be_visible()
