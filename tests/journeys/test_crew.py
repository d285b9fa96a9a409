"""Somebody joins an open visit: the console adds them, their phone says who leads and works without network, and the lead changes hands."""

from pathlib import Path

import pytest
from playwright.async_api import Playwright, expect

from tests.cast import Cast

from .chromium import DESK, PHONE, open_browser, open_context, page_of, sign_in_console, sign_in_phone
from .processes import Served
from .visits import order_with_bob

pytestmark = pytest.mark.journey
OPEN = (
    "select person.name, a.joins_from is not null as joins, a.set_off_at is not null as gone, a.arrived_at is not null as there "
    "from attendances a join users person on person.id = a.engineer_id where a.ended_at is null order by person.name"
)


async def test_somebody_joins_works_beside_the_lead_and_takes_over(play: Playwright, house: Served, us: Cast, tmp_path: Path) -> None:
    await order_with_bob(house, us)
    desk = await open_browser(play, tmp_path / "alice", DESK)
    page = await page_of(desk)
    await sign_in_console(page, house.url, "alice")
    await page.click(".row")
    first = page.locator(".candidate[data-rank='1']")
    await expect(first).to_contain_text("Charlie")
    await first.locator("button").first.focus()
    await page.keyboard.press("Shift+Enter")
    await page.click("form[data-ask=join_crew] [data-reason=higher_level]")
    await page.click("form[data-ask=join_crew] [type=submit]")
    member = page.locator("[data-crew] [data-member]")
    await expect(member).to_contain_text("Charlie")
    await expect(page.locator(".detail .history")).to_contain_text("Charlie joins: A higher level is needed")

    phones = [await open_context(play, PHONE, "en") for _ in range(2)]
    bob, charlie = [await page_of(phone) for phone in phones]
    await sign_in_phone(bob, house.url, "bob")
    await bob.click(".visit-card")
    await expect(bob.locator("[data-crew=leads]")).to_contain_text("Charlie")
    await sign_in_phone(charlie, house.url, "charlie")
    await charlie.click(".visit-card")
    await expect(charlie.locator("[data-crew=joins]")).to_contain_text("You join Bob")
    await charlie.evaluate("navigator.serviceWorker.ready")
    await phones[1].set_offline(True)
    await charlie.click(".actions [data-action=set_off]")
    await charlie.click(".actions [data-action=arrive]")
    await expect(charlie.locator(".actions [data-action=finish_work]")).to_be_visible()
    await expect(charlie.locator("[data-report], [data-to-signature]")).to_have_count(0)
    await phones[1].set_offline(False)
    await expect(charlie.locator(".pill[data-sync=ok][data-unsent='0']")).to_be_visible(timeout=60_000)
    await expect(member).to_contain_text("there since")
    rows = [tuple(row.values()) for row in await house.sql(OPEN)]
    assert rows == [("Bob", False, False, False), ("Charlie", True, True, True)]

    await member.locator("[data-lead]").click()
    await page.click("[data-ask=hand_over] [data-reason=skill]")
    await expect(page.locator(".detail[data-status=arrived] [data-crew] [data-member]")).to_contain_text("Bob")
    await expect(bob.locator("main.visit")).to_contain_text("Charlie leads this visit now, and you join", timeout=60_000)
    await page.click(f"[data-member='{us.users['bob']}'] [data-leave]")
    await page.click("[data-ask=leave_crew] [data-reason=not_needed]")
    await expect(page.locator("[data-crew]")).to_have_count(0)
    rows = [tuple(row.values()) for row in await house.sql(OPEN)]
    assert rows == [("Charlie", False, True, True)]
    await expect(charlie.locator("main")).to_be_visible()
    for phone in phones:
        await phone.close()
    await desk.close()
