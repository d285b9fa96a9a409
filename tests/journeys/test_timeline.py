"""The timeline: a drag assigns and undo takes it back, the keyboard does the same, and two consoles see each other's change."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator, Page, Playwright, expect

from tests.cast import Cast
from tests.conftest import Database

from .chromium import DESK, open_context, page_of, sign_in_console
from .processes import Served, served
from .visits import order_with_bob, order_with_nobody, undo_for_a_minute

pytestmark = pytest.mark.journey
HOLDER = "select engineer_id from attendances where order_id = $1 and ended_at is null"


async def at_timeline(play: Playwright, house: Served) -> Page:
    page = await page_of(await open_context(play, DESK))
    await sign_in_console(page, house.url, "alice")
    await page.keyboard.press("t")
    await expect(page.locator("[data-engineer]")).to_have_count(2)
    return page


def day_of(page: Page, engineer: object) -> Locator:
    return page.locator(f"[data-engineer='{engineer}']")


async def drag(page: Page, what: Locator, row: Locator) -> None:
    """To the end of the row's day, held there until what it does is told."""
    start, end = await what.bounding_box(), await row.bounding_box()
    assert start is not None
    assert end is not None
    await page.mouse.move(start["x"] + 12, start["y"] + 12)
    await page.mouse.down()
    await page.mouse.move(start["x"] + 40, start["y"] + 20, steps=3)
    await page.mouse.move(end["x"] + end["width"] - 12, end["y"] + end["height"] / 2, steps=4)
    await expect(page.locator("[data-verdict=yes]")).to_contain_text("Arrives")


async def test_a_drag_assigns_and_undo_takes_it_back_on_both_consoles(play: Playwright, house: Served, us: Cast) -> None:
    order = await order_with_nobody(house)
    await undo_for_a_minute(house)
    one, two = await at_timeline(play, house), await at_timeline(play, house)
    bob, charlie = us.users["bob"], us.users["charlie"]
    mine = f"[data-visit='{order}']"
    await drag(one, one.locator(f"[data-tray='{order}']"), day_of(one, bob))
    assert await house.sql(HOLDER, order) == []
    await one.mouse.up()
    await expect(one.locator(".toast")).to_contain_text("Assigned to Bob")
    for page in (one, two):
        await expect(day_of(page, bob).locator(mine)).to_be_visible()
        await expect(page.locator("[data-tray]")).to_have_count(0)
    await one.click(".toast button")
    for page in (one, two):
        await expect(page.locator(mine)).to_have_count(0)
        await expect(page.locator(f"[data-tray='{order}']")).to_be_visible()
    await two.focus(f"[data-tray='{order}']")
    for key in ("m", "ArrowDown"):
        await two.keyboard.press(key)
    await expect(two.locator("[data-verdict=yes]")).to_contain_text("Charlie")
    await expect(two.locator("[role=status]", has_text="Moving Hall 2.")).to_contain_text("Arrives")
    await two.keyboard.press("Enter")
    for page in (two, one):
        await expect(day_of(page, charlie).locator(mine)).to_be_visible()
    await expect(two.locator(".toast")).to_contain_text("Assigned to Charlie")
    await two.keyboard.press("u")
    await expect(one.locator(mine)).to_have_count(0)
    for page in (one, two):
        await page.context.close()


async def test_from_one_engineer_to_another_asks_why_and_esc_changes_nothing(play: Playwright, house: Served, us: Cast) -> None:
    order, _ = await order_with_bob(house, us)
    page = await at_timeline(play, house)
    visit, charlie = page.locator(f"[data-visit='{order}']"), day_of(page, us.users["charlie"])
    await drag(page, visit, charlie)
    await page.keyboard.press("Escape")
    await page.mouse.up()
    await expect(page.locator("[data-verdict]")).to_have_count(0)
    await drag(page, visit, charlie)
    await page.mouse.up()
    await page.click("[data-why] [data-reason=planning]")
    await expect(charlie.locator(f"[data-visit='{order}']")).to_be_visible()
    [event] = await house.sql("select payload->>'reason_code' as code from events where kind = 'hand_over' and order_id = $1", order)
    assert event["code"] == "planning"
    await page.context.close()


async def test_the_order_of_a_day_is_changed_by_keys(play: Playwright, house: Served, us: Cast) -> None:
    first, _ = await order_with_bob(house, us)
    second, _ = await order_with_bob(house, us, "SN-10")
    page = await at_timeline(play, house)
    bob, charlie = day_of(page, us.users["bob"]), day_of(page, us.users["charlie"])
    await expect(bob.locator("[data-visit]")).to_have_count(2)
    names = [await row.get_attribute("data-visit") for row in await in_order(bob)]
    await (await in_order(bob))[1].focus()
    for key in ("m", "ArrowLeft", "Enter"):
        await page.keyboard.press(key)
    await expect(page.locator(".toast")).to_contain_text("The order of the day was changed")
    await page.wait_for_function(GOES, arg=[str(us.users["bob"]), names[::-1]])
    await page.keyboard.press("u")
    await expect(page.locator(".toast")).to_contain_text("Taken back")
    await page.wait_for_function(GOES, arg=[str(us.users["bob"]), names])
    assert {first, second} == set(names)
    await expect(charlie.locator("[data-visit]")).to_have_count(0)
    await page.context.close()


# Whether an engineer goes to these visits in this order.
GOES = """([engineer, orders]) => [...document.querySelectorAll(`[data-engineer="${engineer}"] [data-visit]`)]
  .sort((a, b) => a.offsetLeft - b.offsetLeft).map((row) => row.dataset.visit).join() === orders.join()"""


async def in_order(row: Locator) -> list[Locator]:
    """The visits of a day, as they are gone to."""
    visits = await row.locator("[data-visit]").all()
    return [
        visit for _, visit in sorted([((await visit.bounding_box() or {"x": 0})["x"], visit) for visit in visits], key=lambda pair: pair[0])
    ]


async def test_the_pages_of_the_bar_are_links_and_the_address_keeps_what_is_shown(
    play: Playwright, server: Any, template: Database, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    with served(server, template, data) as house:
        page = await at_timeline(play, house)
        await page.click("[data-first]:nth-of-type(3)")
        await page.click("[data-days='3']")
        await page.reload()
        await expect(page.locator("[data-days='3']")).to_have_attribute("aria-pressed", "true")
        assert "first=" in page.url
        assert "days=3" in page.url
        async with page.context.expect_page() as opened:
            await page.get_by_role("link", name="Plan").click(modifiers=["Control"])
        await (await opened.value).wait_for_url(re.compile("/console/plan"))
        assert "/console/timeline" in page.url
        await page.get_by_role("link", name="Board").click()
        await expect(page.locator(".board")).to_be_visible()
        await page.context.close()
