"""A GPS app beside the phone app: the engineer connects it with two taps, it reports while the app is closed, the office sees them."""

import base64
import json
from datetime import UTC, datetime

import httpx
import pytest
from playwright.async_api import BrowserContext, Playwright, expect

from .chromium import DESK, open_context, page_of, sign_in_console
from .processes import Served

pytestmark = pytest.mark.journey
CONFIG = "owntracks:///config?inline="


async def test_row_31_a_gps_app_reports_for_them_while_the_app_is_closed(play: Playwright, browser: BrowserContext, house: Served) -> None:
    page = await page_of(browser)
    await page.goto(f"{house.url}/app/phone")
    await page.click("[data-companion] summary")
    await page.click("[data-connect]")
    link = await page.locator("[data-owntracks]").get_attribute("href")
    assert link and link.startswith(CONFIG)
    config = json.loads(base64.b64decode(link.removeprefix(CONFIG)))
    assert (config["_type"], config["mode"]) == ("configuration", 3)
    assert config["url"] == await page.locator("[name=companion]").input_value()
    await page.goto("about:blank")
    at = int(datetime.now(UTC).timestamp())
    message = {"_type": "location", "lat": 52.52, "lon": 13.405, "acc": 8, "tst": at, "tid": "bb"}
    await house.sql("update engineers set shift_start = '00:00', shift_end = '23:59:59'")
    async with httpx.AsyncClient() as app:
        answer = await app.post(config["url"], json=message)
        assert (answer.status_code, answer.json()) == (200, [])
        house.stop("serve")
        with pytest.raises(httpx.ConnectError):
            await app.post(config["url"], json=message)
        house.start("serve")
        assert (await app.post(config["url"], json=message)).status_code == 200
    assert [row["source"] for row in await house.sql("select source from positions")] == ["companion"]
    desk = await open_context(play, DESK)
    console = await page_of(desk)
    await sign_in_console(console, house.url, "alice")
    await console.click(".map-list summary")
    await expect(console.locator(".map-list [data-pin]", has_text="Bob")).to_be_visible()
    await page.goto(f"{house.url}/app/phone")
    await expect(page.locator("[data-companion=connected]")).to_have_count(1)
    await page.click("[data-companion] summary")
    await page.click("[data-disconnect]")
    await expect(page.locator("[data-companion=none]")).to_have_count(1)
    async with httpx.AsyncClient() as app:
        assert (await app.post(config["url"], json=message)).status_code == 410
    await desk.close()
