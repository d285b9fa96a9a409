"""The map of the console follows the list, opens what lies upon each other, and shows an engineer with their day and their way."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Page, Playwright, expect

from tests.conftest import Database

from .desk import at_desk
from .processes import Served
from .visits import order_with_bob, order_with_nobody

pytestmark = pytest.mark.journey


def send(house: Served, name: str, minutes_ago: int, lat: float) -> None:
    at = datetime.now(UTC) - timedelta(minutes=minutes_ago)
    fix = {"device_time": at.isoformat(), "lat": lat, "lon": 13.4, "accuracy_m": 8}
    cookies = {"outrider_session": house.sign_in(name)}
    assert httpx.post(f"{house.url}/api/positions", json={"fixes": [fix]}, cookies=cookies).json()["kept"] == 1


async def middle_of(page: Page, pins: int) -> tuple[float, float]:
    """Where the map shows the only place that has orders, once so many are drawn."""
    canvas = page.locator(".maplibregl-canvas")
    await expect(page.locator(f".city[data-drawn='{pins}']")).to_be_visible()
    box = await canvas.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


async def test_the_map_shows_what_the_list_shows_and_marks_what_is_pointed_at(
    play: Playwright, server: Any, template: Database, tmp_path: Path
) -> None:
    async with at_desk(play, server, template, tmp_path, "alice") as (house, page):
        held, _ = await order_with_bob(house, house.database.us)
        free = await order_with_nobody(house)
        await page.click(".map-list summary")
        pins = page.locator(".map-list [data-pin]")
        await expect(pins).to_have_count(2)
        await page.click("[data-filter=unassigned]")
        await expect(page.locator(f".map-list [data-pin='{free}']")).to_be_visible()
        await expect(page.locator(f".map-list [data-pin='{held}']")).to_have_count(0)
        await page.click(f".map-list [data-pin='{free}']")
        await expect(page.locator(f".rows [data-order='{free}']")).to_have_attribute("aria-current", "true")
        assert await page.locator(".city button:not(.maplibregl-ctrl button), .city [tabindex]:not(canvas)").count() == 0


async def test_orders_at_one_place_are_one_pin_that_opens(play: Playwright, server: Any, template: Database, tmp_path: Path) -> None:
    async with at_desk(play, server, template, tmp_path, "alice") as (house, page):
        ids = [(await order_with_bob(house, house.database.us, serial=f"SN-{n}"))[0] for n in range(3)]
        await page.reload()
        x, y = await middle_of(page, 3)
        await page.mouse.click(x, y)
        await expect(page.locator("[data-gathered='3']")).to_be_visible()
        await page.click(f"[data-gathered] [data-order='{ids[1]}']")
        await expect(page.locator(".detail header")).to_be_visible()
        assert ids[1] in page.url


async def test_an_area_drawn_with_shift_selects_its_orders(play: Playwright, server: Any, template: Database, tmp_path: Path) -> None:
    async with at_desk(play, server, template, tmp_path, "alice") as (house, page):
        await order_with_bob(house, house.database.us)
        await page.reload()
        x, y = await middle_of(page, 1)
        await page.keyboard.down("Shift")
        await page.mouse.move(x - 60, y - 60)
        await page.mouse.down()
        for right, down in ((60, -60), (60, 60), (-60, 60)):
            await page.mouse.move(x + right, y + down)
        await page.mouse.up()
        await page.keyboard.up("Shift")
        await expect(page.locator("[data-gathered='1']")).to_be_visible()


async def test_an_engineers_card_tells_their_day_and_where_they_were(
    play: Playwright, server: Any, template: Database, tmp_path: Path
) -> None:
    async with at_desk(play, server, template, tmp_path, "alice") as (house, page):
        us = house.database.us
        order, _ = await order_with_bob(house, us)
        await house.sql("update engineers set shift_start = '00:00', shift_end = '23:59:59'")
        await house.sql("update users set phone = '+49 30 5550199' where name = 'Bob'")
        noon = f"Etc/GMT{datetime.now(UTC).hour - 12:+d}"  # so that all of it is of one day
        await house.sql(f"update orgs set time_zone = '{noon}'")
        for minutes_ago, lat in ((50, 52.51), (49, 52.512), (1, 52.52)):
            send(house, "bob", minutes_ago, lat)
        await page.click(".map-list summary")
        await page.click(f".map-list [data-pin='{us.users['bob']}']")
        card = page.locator(f"[data-card='{us.users['bob']}']")
        await expect(card.locator("a[href='tel:+49305550199']")).to_be_visible()
        await expect(card).to_contain_text("within 8 m")
        await expect(card.locator(f"[data-next='{order}']")).to_contain_text("Hall 1")
        await card.locator("[data-trail-show]").click()
        await expect(card.locator("[data-gap]")).to_have_count(1)
        looks = await house.sql("select looked_by, engineer_id from trail_looks")
        assert [(row["looked_by"], row["engineer_id"]) for row in looks] == [(us.users["alice"], us.users["bob"])]
