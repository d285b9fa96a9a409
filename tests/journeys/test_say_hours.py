"""An administrator writes opening hours and limits as people do; what is not read stays, blocks, and is not left by a slip."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Dialog, Playwright, expect

from tests.conftest import Database

from .chromium import DESK, open_browser, page_of, sign_in_console
from .processes import served


@pytest.mark.journey
async def test_hours_that_are_not_read_stay_in_their_field_and_block(
    play: Playwright, server: Any, template: Database, tmp_path: Path
) -> None:
    data, answers = tmp_path / "data", list[str]()
    data.mkdir()

    async def stay(dialog: Dialog) -> None:
        answers.append(dialog.type)
        await dialog.dismiss()

    with served(server, template, data) as house:
        browser = await open_browser(play, tmp_path / "desk", DESK)
        page = await page_of(browser)
        await sign_in_console(page, house.url, "erin")
        page.on("dialog", stay)
        await page.goto(f"{house.url}/console/manage/calendars?row=5x8")
        hours, publish = page.locator(".hours input"), page.locator(".publish button.primary")
        await hours.nth(0).fill("8-12；１３：００～１７：００")
        await hours.nth(1).fill("25:00-99:00")
        await hours.nth(2).fill("8:30 AM - 5:30 PM")
        await expect(hours.nth(0)).to_have_value("08:00–12:00, 13:00–17:00")
        await expect(hours.nth(1)).to_have_value("25:00-99:00")
        await expect(hours.nth(1)).to_have_attribute("aria-invalid", "true")
        await expect(publish).to_be_disabled()
        await page.locator(".pills button").nth(1).click()
        await expect(hours.nth(1)).to_have_value("25:00-99:00")
        assert answers == ["confirm"]
        await hours.nth(1).fill("9-17")
        await hours.nth(1).blur()
        await page.fill("[name=special_day]", "2026-12-24")
        await page.fill("[name=special_hours]", "8-12 Uhr")
        await page.click("[data-add=hours]")
        await expect(page.locator("[data-day='2026-12-24']")).to_contain_text("08:00–12:00")
        await expect(page.locator(".preview[data-notices='0']")).to_be_visible()
        await publish.click()
        await expect(page.locator(".publish button.primary")).to_have_count(0)
        await page.goto(f"{house.url}/console/manage/levels?row=0")
        minutes = page.locator(".limits input[type=number]").first
        await minutes.fill("-5")
        await minutes.blur()
        await expect(minutes).to_have_value("-5")
        await expect(minutes).to_have_attribute("aria-invalid", "true")
        await expect(publish).to_be_disabled()
        await minutes.fill("45")
        await minutes.blur()
        await expect(publish).to_be_enabled()
        await browser.close()
