"""While the telephone rings: a known caller by keyboard alone, an unknown one across a crash of the page; nothing is filled in that nobody said."""

from asyncio import ensure_future
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Page, Playwright, expect

from tests.conftest import Database

from .customers import PHONE, customer
from .desk import at_desk
from .processes import Served

pytestmark = pytest.mark.journey
MOST_TABS = 30
TAKEN = """
select o.fault, o.level, d.serial, o.taken_with is not null as beside, u.name as engineer from orders o
left join devices d on d.id = o.device_id left join attendances a on a.order_id = o.id left join users u on u.id = a.engineer_id order by o.number
"""


def second_device(house: Served) -> None:
    with httpx.Client(base_url=house.url, cookies={"outrider_session": house.sign_in("erin")}) as erin:
        [known] = erin.get("/api/customers", params={"words": "Coast Works"}).json()
        row = {"account_id": known["id"], "site_id": known["sites"][0]["id"], "serial": "SN-78", "model": "DE4000"}
        erin.post("/api/master/devices", json=row).raise_for_status()


async def tab_to(page: Page, field: str) -> None:
    for _ in range(MOST_TABS):
        if await page.locator(f"{field}:focus").count():
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"{field} is not reached")


async def test_a_known_caller_with_two_devices_by_keyboard_alone(play: Playwright, server: Any, template: Database, tmp_path: Path) -> None:
    async with at_desk(play, server, template, tmp_path, "alice") as (house, page):
        customer(house, datetime.now(UTC))
        second_device(house)
        await page.locator(".board").wait_for()
        await page.keyboard.press("n")
        await expect(page.locator("[name=customer]")).to_be_focused()
        await page.keyboard.type(PHONE)
        await expect(
            page.locator("[data-customer][aria-selected=true]")
        ).to_be_visible()  # the whole number, not one that only begins alike
        await page.keyboard.press("Enter")
        await expect(page.locator("[name=contact] option:checked")).to_contain_text("李秀英")  # it is their number
        await expect(page.locator("[data-device]:checked")).to_have_count(0)
        await expect(page.locator("[name=level]")).to_have_value("")
        for serial in ("SN-77", "SN-78"):
            await tab_to(page, f"[data-device={serial}]")
            await page.keyboard.press("Space")
        await expect(page.locator("[data-several]")).to_contain_text("2 devices, 2 orders")
        await page.keyboard.press("Control+Shift+Enter")
        await expect(page.locator("[name=fault]")).to_be_focused()
        await expect(page.locator("[data-wrong=fault]")).to_have_text("Please fill this in.")
        await page.keyboard.type("Smoke")
        await expect(page.locator("[data-wrong=fault]")).to_have_count(0)
        await tab_to(page, "[name=level]")
        await page.keyboard.type("1")
        await expect(page.locator("[data-keepers]")).to_be_visible()
        await page.keyboard.press("Control+Shift+Enter")
        await expect(page.locator("[data-rank='1'] button")).to_be_focused()
        best = await page.locator("[data-rank='1'] strong").inner_text()
        await page.keyboard.press("Enter")
        await expect(page.locator(".detail")).to_have_attribute("data-status", "assigned")
        await expect(page.locator("[data-siblings]")).to_contain_text("SN-78 · Same call")
        assert [tuple(row) for row in await house.sql(TAKEN)] == [("Smoke", "1", "SN-77", False, best), ("Smoke", "1", "SN-78", True, None)]


async def test_an_unknown_caller_across_a_crash_of_the_page(play: Playwright, server: Any, template: Database, tmp_path: Path) -> None:
    async with at_desk(play, server, template, tmp_path, "alice") as (house, page):
        called = f"{house.url}/console/new?phone=%2B49301112223"
        await page.goto(called)
        await page.fill("[name=customer]", "Bakery Sun")
        await page.fill("[name=contact_name]", "Ana")
        await page.fill("[name=fault]", "The oven is cold")
        await expect(page.locator("[name=fault]")).to_have_value("The oven is cold")
        other = await page.context.new_page()
        await other.goto(f"{house.url}/console/new")
        await expect(other.locator("[name=customer]")).to_have_value("")  # another call, in another tab
        crashing = await page.context.new_cdp_session(page)
        async with page.expect_event("crash"):
            crash = ensure_future(crashing.send("Page.crash"))
        crash.cancel()
        again = await page.context.new_page()
        await again.goto(called)
        await expect(again.locator("[data-restored]")).to_be_visible()
        await expect(again.locator("[name=customer]")).to_have_value("Bakery Sun")
        await expect(again.locator("[name=fault]")).to_have_value("The oven is cold")
        await the_rest(again)
        [row] = await house.sql("select s.address, s.lat, s.lon from orders o join sites s on s.id = o.site_id")
        assert row["address"] == "Street 7"
        await again.goto(f"{house.url}/console/new")
        await expect(again.locator("[name=customer]")).to_have_value("")
        await expect(again.locator("[data-restored], [data-draft]")).to_have_count(0)


async def the_rest(page: Page) -> None:
    """A click elsewhere and a key throw nothing away; the pin is set and moved; what is missing is said."""
    await page.locator("h1").first.click()
    await page.keyboard.press("Escape")
    await expect(page.locator(".toast")).to_contain_text("What you entered is kept")
    await page.keyboard.press("n")
    await expect(page.locator("[name=fault]")).to_have_value("The oven is cold")
    await page.fill("[name=contact_phone]", "+49 30 1112223")
    await page.fill("[name=address]", "Street 7")
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    await page.fill("[name=from]", f"{tomorrow:%Y-%m-%d}T09:00")
    await page.fill("[name=to]", "2020-01-01T10:00")
    await page.click("form.order-form button.primary")
    for field, words in {
        "address": "Choose an address from the list, or set the pin on the map.", "window_to": "The end must be later than the beginning.",
        "level": "Please choose.",
    }.items():  # fmt: skip
        name = {"window_to": "to"}.get(field, field)
        await expect(page.locator(f"[data-wrong={name}]")).to_have_text(words)
    await expect(page.locator("[name=address]")).to_be_focused()
    await page.locator(".place-map .maplibregl-canvas").click(position={"x": 100, "y": 80})
    pin = page.locator("[data-place]")
    await expect(page.locator("[data-wrong=address]")).to_have_count(0)
    await expect(page.locator("[data-window]").first).to_be_visible()
    before = await pin.evaluate("(pin) => pin.style.transform")
    await pin.focus()
    await page.keyboard.press("ArrowRight")
    await expect(pin).not_to_have_attribute("style", before)
    await page.fill("[name=to]", f"{tomorrow:%Y-%m-%d}T11:00")
    await page.select_option("[name=level]", "2")
    await expect(page.locator("[data-limits] [data-later]").first).to_be_visible()
    await page.click("form.order-form button.primary")
    await expect(page.locator(".detail[data-status=received]")).to_be_visible()
