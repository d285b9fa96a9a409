"""An administrator says how long one can undo, disables the wrong person and publishes the wrong limit: one press each brings all back."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Playwright, expect

from tests.conftest import Database

from .desk import at_desk


@pytest.mark.journey
async def test_a_disabled_person_a_published_level_and_a_changed_record_are_taken_back(
    play: Playwright, server: Any, template: Database, tmp_path: Path
) -> None:
    async with at_desk(play, server, template, tmp_path, "erin") as (house, page):
        toast, seconds = page.locator(".toast"), page.locator("[name=undo_seconds]")
        await page.goto(f"{house.url}/console/manage/organisation")
        await seconds.fill("61")
        await seconds.blur()
        await expect(seconds).to_have_attribute("aria-invalid", "true")
        await expect(page.locator("form button.primary")).to_be_disabled()
        await seconds.fill("60")
        await seconds.blur()
        await page.click("form button.primary")
        await expect(toast).to_contain_text("Saved")
        await page.goto(f"{house.url}/console/people")
        bob = page.locator("tbody tr", has_text="bob@ours.test")
        await bob.get_by_role("button", name="Disable").click()
        await expect(toast).to_contain_text("Bob is disabled.")
        await expect(bob).to_have_class("off")
        await toast.get_by_role("button", name="Undo").click()
        await expect(toast).to_contain_text("Taken back.")
        await expect(bob).not_to_have_class("off")
        await page.goto(f"{house.url}/console/manage/levels?row=0")
        minutes = page.locator(".limits input[type=number]").first
        before = await minutes.input_value()
        await minutes.fill("45")
        await minutes.blur()
        await page.click(".publish button.primary")
        await expect(toast).to_contain_text("Published.")
        await expect(minutes).to_have_value("45")
        await page.keyboard.press("u")
        await expect(toast).to_contain_text("Taken back.")
        await expect(minutes).to_have_value(before)
        await expect(page.locator(".history .change.off")).to_contain_text("withdrawn")
        await page.goto(f"{house.url}/console/manage/units?row={template.us.station}")
        active = page.locator(".entry [name=active]")
        await active.uncheck()
        await page.click(".entry button[type=submit]")
        await expect(toast).to_contain_text("Saved")
        await toast.get_by_role("button", name="Undo").click()
        await expect(toast).to_contain_text("Taken back.")
        await expect(active).to_be_checked()
