"""The plan of a day: asked for, watched while it is searched, taken in part; both engineers' phones show it. A killed worker loses none."""

import signal

import pytest
from playwright.async_api import Playwright, expect

from tests.cast import Cast

from .chromium import DESK, PHONE, open_context, page_of, sign_in_console, sign_in_phone
from .processes import Served
from .visits import order_with_bob, order_with_nobody

pytestmark = pytest.mark.journey
SEARCHED = 120_000  # ms, on a machine that others use


async def test_a_part_of_a_plan_is_taken_and_both_phones_show_it(play: Playwright, house: Served, us: Cast) -> None:
    """Bob has two visits at once: one of them goes to Charlie, who is free. What nobody has yet is left out this time."""
    first, _ = await order_with_bob(house, us)
    second, _ = await order_with_bob(house, us, "SN-10")
    open_ = await order_with_nobody(house)
    browsers = [await open_context(play, kind) for kind in (PHONE, PHONE, DESK)]
    bob, charlie, desk = [await page_of(browser) for browser in browsers]
    for phone, name in ((bob, "bob"), (charlie, "charlie")):
        await sign_in_phone(phone, house.url, name)
    await expect(bob.locator(".visit-card")).to_have_count(2)
    await expect(charlie.locator(".visit-card")).to_have_count(0)
    await sign_in_console(desk, house.url, "alice")
    await desk.keyboard.press("p")
    await desk.click(".plan-ask button")
    await expect(desk.locator(".plan[data-state=running] progress")).to_be_visible(timeout=30_000)
    await expect(desk.locator(".plan[data-state=ready]")).to_be_visible(timeout=SEARCHED)
    moved = desk.locator("tr[data-kind=move]")
    await expect(moved).to_have_count(1)
    await expect(moved).to_contain_text("Charlie")
    await desk.uncheck(f"tr[data-row='{open_}'] input")
    await expect(desk.locator("[data-figure=assigned] strong")).to_have_text("0")
    await desk.click(".plan-take .primary")
    await expect(moved.locator(".chip")).to_have_text("Taken")
    await expect(bob.locator(".visit-card:not(.ended)")).to_have_count(1)
    await expect(charlie.locator(".visit-card")).to_have_count(1)
    rows = await house.sql("select order_id, engineer_id from attendances where ended_at is null")
    assert {row["order_id"].hex for row in rows} == {order.replace("-", "") for order in (first, second)}
    assert {row["engineer_id"] for row in rows} == {us.users["bob"], us.users["charlie"]}
    for browser in browsers:
        await browser.close()


async def test_a_search_whose_worker_is_killed_is_begun_again(play: Playwright, house: Served, us: Cast) -> None:
    await order_with_bob(house, us)
    await order_with_nobody(house)
    browser = await open_context(play, DESK)
    desk = await page_of(browser)
    await sign_in_console(desk, house.url, "alice")
    await desk.goto(f"{house.url}/console/plan")
    await desk.click(".plan-ask button")
    await expect(desk.locator(".plan[data-state=running]")).to_be_visible(timeout=30_000)
    house.stop("work", signal.SIGKILL)
    house.start("work")
    await expect(desk.locator(".plan[data-state=ready]")).to_be_visible(timeout=SEARCHED)
    [row] = await house.sql("select tries, state from plans")
    assert (row["tries"], row["state"]) == (2, "ready")
    await browser.close()
