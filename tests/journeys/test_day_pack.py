"""Ready to leave: everything for the day is on the phone, checked by its hash; and what is written about a place without network."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Playwright, Route, expect

from tests.cast import Cast

from .chromium import PHONE, open_browser, page_of, sign_in_phone
from .phone_store import outbox
from .processes import Served
from .steps import tap
from .visits import order_with_bob

pytestmark = pytest.mark.journey


async def test_a_phone_is_ready_only_when_every_piece_has_the_promised_bytes(
    play: Playwright, house: Served, us: Cast, tmp_path: Path
) -> None:
    await order_with_bob(house, us)
    browser, whole = await open_browser(play, tmp_path / "bob", PHONE), asyncio.Event()

    async def shorten(route: Route) -> None:
        answer = await route.fetch()
        text = await answer.text()
        await route.fulfill(response=answer, body=text if whole.is_set() else text[:-1] + " }")

    await browser.route("**/api/phone/pack/*", shorten)
    page = await page_of(browser)
    await sign_in_phone(page, house.url, "bob")
    await expect(page.locator("[data-pack=missing]")).to_be_visible()
    await page.click("[data-pack]")
    await expect(page.locator("[data-here=false]")).to_have_count(1)
    async with page.expect_request("**/api/phone/pack/*"):
        await page.click("text=Fetch now")
    whole.set()  # not before the tap: it is tried again by itself too
    await expect(page.locator("[data-here=true]")).to_have_count(1, timeout=60_000)
    await expect(page.locator(".verdict.good")).to_be_visible()
    await page.evaluate("navigator.serviceWorker.ready")  # from then on the app opens without network
    await browser.set_offline(True)
    await page.reload()
    await expect(page.locator(".verdict.good")).to_be_visible()
    await browser.close()


async def test_what_they_write_about_a_place_without_network_reaches_the_next(
    play: Playwright, house: Served, us: Cast, tmp_path: Path
) -> None:
    await order_with_bob(house, us)
    browser = await open_browser(play, tmp_path / "bob", PHONE)
    page = await page_of(browser)
    await sign_in_phone(page, house.url, "bob")
    await page.evaluate("navigator.serviceWorker.ready")
    await expect(page.locator("[data-pack=ready]")).to_be_visible()
    await page.click(".visit-card")
    house.stop("serve")
    await page.click("[data-field=entry] > button")
    await page.fill("textarea[name=entry]", "Gate 3, ring twice")
    await page.click(".sheet .primary")
    await expect(page.locator("[data-field=entry]")).to_contain_text("Gate 3, ring twice")
    await page.reload()
    await expect(page.locator("[data-field=entry]")).to_contain_text("Gate 3, ring twice")
    house.start("serve")
    await expect(page.locator(".pill[data-unsent='0'][data-sync=ok]").first).to_be_visible(timeout=60_000)
    assert [row["value"] for row in await house.sql("select value from site_notes")] == ["Gate 3, ring twice"]
    await browser.close()


async def test_an_order_begun_without_network_gets_its_number_later(play: Playwright, house: Served, us: Cast, tmp_path: Path) -> None:
    await order_with_bob(house, us)
    browser = await open_browser(play, tmp_path / "bob", PHONE)
    page = await page_of(browser)
    await sign_in_phone(page, house.url, "bob")
    await page.evaluate("navigator.serviceWorker.ready")
    await expect(page.locator("[data-pack=ready]")).to_be_visible()
    house.stop("serve")
    await page.click("[data-begin]")
    await page.click("[data-site]")
    await page.fill("textarea[name=fault]", "Leaks at the valve")
    await page.click("[data-choose='']")
    await page.dblclick("[data-begin-now]")  # gloves: it is one order
    await expect(page.locator(".visit-head .number")).to_have_text("Number follows")
    await tap(page, "set_off", "en_route")
    await page.reload()
    await expect(page.locator("main.visit[data-status=en_route]")).to_be_visible()
    house.start("serve")
    await expect(page.locator(".pill[data-unsent='0'][data-sync=ok]").first).to_be_visible(timeout=60_000)
    (order,) = await house.sql("select number, status from orders where fault = 'Leaks at the valve'")
    await expect(page.locator(".visit-head .number")).to_have_text(order["number"])
    assert order["status"] == "en_route"
    kept: list[dict[str, Any]] = await outbox(page)
    rows = await house.sql("select id::text, outcome->>'result' as result from commands")
    assert {row["id"]: row["result"] for row in rows} == {row["id"]: "applied" for row in kept}
    await browser.close()
