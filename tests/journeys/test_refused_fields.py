"""A refusal is said where it happened: the field is marked, has the focus and is in view, in every form of the administration."""

from pathlib import Path

import httpx
import pytest
from playwright.async_api import Page, Playwright, expect

from outrider.embedded.postgres import Postgres
from tests.conftest import Database

from .desk import at_desk

pytestmark = pytest.mark.journey


async def marked(page: Page, scope: str) -> None:
    await expect(page.locator("main [role=alert], aside [role=alert]").first).to_be_visible()
    field = page.locator(f"{scope}[aria-invalid=true] :focus, {scope} [aria-invalid=true]:focus")
    await expect(field).to_be_visible()
    await expect(field).to_be_in_viewport()


async def test_a_refusal_marks_its_field_and_takes_the_person_there(
    play: Playwright, server: Postgres, template: Database, tmp_path: Path
) -> None:
    async with at_desk(play, server, template, tmp_path, "erin") as (house, page):
        await page.goto(f"{house.url}/console/manage/levels?row=0")
        await page.locator(".rules [lang=en] input").fill("")
        await page.click(".publish button.primary")
        await marked(page, ".rules [lang=en]")
        await page.click(".publish button:not(.primary)")
        await page.goto(f"{house.url}/console/manage/calendars?row=5x8")
        for day in range(7):
            await page.locator(".hours input").nth(day).fill("")
        await page.locator(".hours input").nth(6).blur()
        await page.click(".publish button.primary")
        await marked(page, ".rules")
        await page.click(".publish button:not(.primary)")
        cookies = {"outrider_session": house.sign_in("erin")}
        async with httpx.AsyncClient(base_url=house.url, cookies=cookies, headers={"origin": house.url}) as erin:
            (await erin.post("/api/master/accounts", json={"name": "Works"})).raise_for_status()
        await page.goto(f"{house.url}/console/manage/contracts?row=new")
        await page.fill("[name=number]", "C-1")
        await page.fill("[name=account_id]", "Works")
        await page.locator(".options button").first.click()
        await page.fill("[name=starts_on]", "2026-03-01")
        await page.fill("[name=ends_on]", "2027-03-01")
        await page.click(".entry button[type=submit]")
        await marked(page, "fieldset")
        await page.click("[data-code='1']")
        await page.fill("[name=ends_on]", "2026-02-01")
        await page.click(".entry button[type=submit]")
        await marked(page, ".entry")
        await expect(page.locator("[name=ends_on]")).to_be_focused()
