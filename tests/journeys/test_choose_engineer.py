"""Somebody else than the list says: why is asked, kept, and read in the history; and where nobody can go, what helps is one press away."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Playwright, expect

from outrider.ids import new_id
from tests.cast import Cast

from .chromium import DESK, open_browser, page_of, sign_in_console
from .processes import Served

pytestmark = pytest.mark.journey
GIVEN = "select payload->>'choice_code' as code, payload->'against'->>0 as against, payload->>'first_engineer_id' is not null as past from events"


async def order(house: Served, name: str, skill: str = "") -> None:
    now = datetime.now(UTC)
    wanted = {
        "id": str(new_id(now)), "kind": "repair", "level": "1", "fault": "Does not start", "account_name": name, "skill": skill or None,
        "window_from": now.isoformat(), "window_to": (now + timedelta(hours=3)).isoformat(), "contact": {"name": "Dana", "phone": "+49 30 5550100"},
        "site": {"name": "Hall 1", "address": "Main street 1", "lat": 52.53, "lon": 13.41},
    }  # fmt: skip
    headers = {"origin": house.url}
    async with httpx.AsyncClient(base_url=house.url, cookies={"outrider_session": house.sign_in("erin")}, headers=headers) as erin:
        if skill:
            (await erin.post("/api/master/skills", json={"code": skill, "name": skill})).raise_for_status()
    async with httpx.AsyncClient(base_url=house.url, cookies={"outrider_session": house.sign_in("alice")}, headers=headers) as alice:
        (await alice.post("/api/orders", json=wanted)).raise_for_status()


async def test_who_passes_over_the_first_or_a_rule_is_asked_why(play: Playwright, house: Served, us: Cast, tmp_path: Path) -> None:
    await order(house, "Near works")
    desk = await open_browser(play, tmp_path / "alice", DESK)
    page = await page_of(desk)
    await sign_in_console(page, house.url, "alice")
    await page.click(".row")
    second = page.locator(".candidate[data-rank='2']")
    await expect(second.locator("[data-because]")).to_contain_text("As good as")
    await second.locator("button").click()
    question = page.locator(".asked fieldset")
    await expect(question).to_be_focused()
    await page.keyboard.press("Enter")  # the press that asked, held too long, answers nothing
    await page.keyboard.press("Escape")
    await expect(question).to_have_count(0)
    await page.keyboard.press("2")
    await page.keyboard.press("Enter")
    await expect(question).to_be_focused()
    await page.keyboard.press("2")
    await expect(page.locator(".asked [data-reason=knows_site]")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator(".detail[data-status=assigned] .history")).to_contain_text("Knows the place")
    (event,) = await house.sql(f"{GIVEN} where kind = 'assign'")
    assert (event["code"], event["against"], event["past"]) == ("knows_site", None, True)

    await order(house, "Far works", "laser")
    await page.click(".row:has-text('Far works')")
    await expect(page.locator("[data-nobody=skill]")).to_be_visible()
    await page.click("[data-way=lift_skill] button")
    await expect(page.locator(".detail form [name=skill]")).to_be_visible()
    await page.click("[data-way=choose] button")
    await page.click(f"[data-out='{us.users['bob']}'] button")
    await page.click(".asked [data-reason=with_help]")
    await expect(page.locator(".detail[data-status=assigned] .history")).to_contain_text("Goes with help · lacks the skill")
    (event,) = await house.sql(f"{GIVEN} where kind = 'assign' and payload->>'choice_code' = 'with_help'")
    assert event["against"] == "skill"
    await desk.close()
