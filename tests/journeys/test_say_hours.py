"""An administrator writes opening hours, holidays and limits as people do; what is not read stays, blocks, and is not left by a slip."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Dialog, Page, Playwright, Route, expect

from tests.conftest import Database

from .desk import at_desk
from .processes import Served


@pytest.mark.journey
async def test_hours_that_are_not_read_stay_in_their_field_and_block(
    play: Playwright, server: Any, template: Database, tmp_path: Path
) -> None:
    answers = list[str]()

    async def stay(dialog: Dialog) -> None:
        answers.append(dialog.type)
        await dialog.dismiss()

    async with at_desk(play, server, template, tmp_path, "erin") as (house, page):
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
        arrives = asyncio.Event()

        async def later(route: Route) -> None:
            await arrives.wait()
            await route.continue_()

        await page.route("**/api/rules/calendar", later)
        await page.goto(f"{house.url}/console/manage/levels?row=0")
        minutes = page.locator(".limits input[type=number]").first
        await minutes.fill("-5")
        arrives.set()
        await expect(page.locator(".rules select").first.locator("option").first).to_be_attached()
        await expect(minutes).to_have_value("-5")  # the page was drawn anew while somebody typed
        await minutes.blur()
        await expect(minutes).to_have_value("-5")
        await expect(minutes).to_have_attribute("aria-invalid", "true")
        await expect(publish).to_be_disabled()
        await minutes.fill("45")
        await minutes.blur()
        await expect(publish).to_be_enabled()


async def fill(page: Page, house: Served, row: str, country: str, region: str) -> None:
    """Chosen and filled into what is on the screen."""
    await page.goto(f"{house.url}/console/manage/calendars?row={row}")
    await page.locator("[name=holiday_country]").select_option(country)
    if region:
        await page.locator("[name=holiday_region]").select_option(region)
    await page.click("[data-fill]")
    await expect(page.locator(".rules [role=status]", has_text="filled in")).to_be_visible()


async def holidays_of(page: Page, house: Served, row: str, country: str, region: str) -> None:
    await fill(page, house, row, country, region)
    await publish(page)
    await expect(page.locator(".days li").first).to_be_visible()


@pytest.mark.journey
async def test_filled_holidays_are_a_draft_that_is_looked_at_taken_back_or_left_and_published_only_by_its_button(
    play: Playwright, server: Any, template: Database, tmp_path: Path
) -> None:
    year = datetime.now(UTC).year
    async with at_desk(play, server, template, tmp_path, "erin") as (house, page):
        unity, before = page.locator(f"[data-day='{year}-10-03']"), await versions(house, "5x8")
        await fill(page, house, "5x8", "DE", "BY")
        await expect(unity).to_be_visible()
        await expect(page.locator(".preview[data-notices='0']")).to_be_visible()
        await page.locator(".publish button", has_text="Discard").click()
        await expect(unity).to_have_count(0)
        await expect(page.locator("[name=holiday_country]")).to_have_value("CN")
        await fill(page, house, "5x8", "DE", "BY")
        page.once("dialog", lambda dialog: dialog.accept())
        await page.locator(".pills button").nth(1).click()  # left, after a question
        await page.locator(".pills button[aria-pressed=false]", has_text="5x8").click()
        await expect(page.locator("[data-fill]")).to_be_visible()
        await expect(unity).to_have_count(0)
        assert await versions(house, "5x8") == before
        await holidays_of(page, house, "5x8", "DE", "BY")
        await page.reload()
        await expect(unity).to_be_visible()
        assert await versions(house, "5x8") == before + 1


async def versions(house: Served, code: str) -> int:
    return len(await house.sql("select 1 from service_rules where kind = 'calendar' and code = $1", code))


@pytest.mark.journey
async def test_the_holidays_of_a_region_are_its_own_and_a_country_without_them_asks_for_none(
    play: Playwright, server: Any, template: Database, tmp_path: Path
) -> None:
    year = datetime.now(UTC).year
    async with at_desk(play, server, template, tmp_path, "erin") as (house, page):
        epiphany = page.locator(f"[data-day='{year}-01-06']")
        await holidays_of(page, house, "5x8", "DE", "")
        await expect(page.locator(f"[data-day='{year}-10-03']")).to_be_visible()
        await expect(epiphany).to_have_count(0)  # not in all of the country
        await expect(page.locator(".note.warn", has_text="region")).to_be_visible()
        await holidays_of(page, house, "5x8", "DE", "BY")
        await expect(epiphany).to_be_visible()
        await page.reload()
        await expect(page.locator("[name=holiday_region]")).to_have_value("BY")
        await expect(epiphany).to_be_visible()
        await page.locator("[name=holiday_country]").select_option("CN")
        await expect(page.locator("[name=holiday_region]")).to_have_count(0)


@pytest.mark.journey
async def test_a_special_day_is_taken_away_again_and_a_holiday_becomes_a_working_day(
    play: Playwright, server: Any, template: Database, tmp_path: Path
) -> None:
    year = datetime.now(UTC).year
    async with at_desk(play, server, template, tmp_path, "erin") as (house, page):
        await holidays_of(page, house, "5x8", "DE", "")
        own, unity = page.locator(f"[data-day='{year}-12-24']"), page.locator(f"[data-day='{year}-10-03']")
        await page.fill("[name=special_day]", f"{year}-12-24")
        await page.fill("[name=special_hours]", "8-12")
        await page.click("[data-add=hours]")
        await publish(page)
        await own.locator("button").click()
        await expect(own).to_have_count(0)  # the calendar's own is gone
        await unity.locator("button").click()
        await expect(unity).to_have_class("work")  # the library's would come back: that it is worked is written instead
        await publish(page)
        await holidays_of(page, house, "5x8", "DE", "BY")  # filled once more, it stays
        await expect(unity).to_have_class("work")
        await expect(own).to_have_count(0)


async def publish(page: Page) -> None:
    await page.click(".publish button.primary")
    await expect(page.locator(".publish button.primary")).to_have_count(0)
