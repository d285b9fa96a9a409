"""From setting off to the sealed report: eight taps and two signatures, and nothing is said that nobody did."""

import json
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Page, expect

from .chromium import page_of
from .phone_store import outbox
from .steps import draw, read_to_the_end, tap

pytestmark = pytest.mark.journey
COUNT = "void (globalThis.taps = 0, addEventListener('click', ({ isTrusted }) => { taps += isTrusted ? 1 : 0 }, true))"


async def test_the_big_button_leads_to_the_seal_by_eight_taps(browser: BrowserContext) -> None:
    page = await page_of(browser)
    await tap(page, "accept", "accepted")
    await tap(page, "confirm_appointment", "appointment_confirmed")
    await page.evaluate("navigator.serviceWorker.ready")  # from then on all of the app is kept
    await browser.set_offline(True)
    await page.evaluate(COUNT)
    await page.click(".actions > button.primary")  # set off
    await arrival_far_away_is_asked_about(page)
    await browser.set_geolocation({"latitude": 52.53, "longitude": 13.41, "accuracy": 8})
    await arrival_is_proposed(page)
    await expect(page.locator("main.visit[data-status=arrived]")).to_be_visible()
    await page.click(".actions > button.primary")  # the report
    await expect(page.locator("textarea[name=fault_found]")).to_be_focused()
    await page.keyboard.type("Belt torn")
    await page.click("textarea[name=work_done]")
    await page.keyboard.type("New belt")
    await page.click("[name=solved]")
    await page.click(".actions > button.primary")  # to the signature
    await read_to_the_end(page)
    await draw(page, "customer")
    await page.click("[data-party=customer] button.primary")
    await draw(page, "engineer")
    await page.click("[data-party=engineer] button.primary")
    await expect(page.locator("main.visit[data-status=signed]")).to_be_visible()
    assert await page.evaluate("taps") == 8 + 2  # each signature's last stroke is a click too
    said = [(row["action"], said_with(row)) for row in (await outbox(page))[2:]]
    assert said == [("set_off", {}), ("arrive", {}), ("start_repair", {"skipped": True}), ("finish_work", {}), ("sign", None)]


def said_with(row: dict[str, Any]) -> Any:
    return json.loads(row["body"])["payload"].get("data")


async def arrival_far_away_is_asked_about(page: Page) -> None:
    """A kilometre from the place; what it takes to say "not yet" is no part of the road."""
    await page.click(".actions > [data-action=arrive]")
    await expect(page.locator("[data-far]")).to_contain_text("About 1.2 km from Hall 1")
    await page.locator("[data-far] button.plain").click()
    await page.evaluate("void (taps = 1)")


async def arrival_is_proposed(page: Page) -> None:
    await page.locator(".top .back").evaluate("(back) => back.click()")
    await page.click("[data-arriving] button")
