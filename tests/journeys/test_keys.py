"""The console by keyboard: a key does what its button does, and nothing while somebody types."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Page, Playwright, expect

from outrider.ids import new_id
from tests.cast import Cast

from .chromium import DESK, open_browser, page_of, sign_in_console
from .processes import Served
from .visits import undo_for_a_minute

pytestmark = pytest.mark.journey


async def unassigned(house: Served) -> None:
    now = datetime.now(UTC)
    wanted = {
        "id": str(new_id(now)), "kind": "repair", "level": "1", "fault": "Does not start", "account_name": "Dana's works",
        "window_from": now.isoformat(), "window_to": (now + timedelta(hours=3)).isoformat(),
        "contact": {"name": "Dana", "phone": "+49 30 5550100"},
        "site": {"name": "Hall 1", "address": "Main street 1", "lat": 52.53, "lon": 13.41},
    }  # fmt: skip
    cookies = {"outrider_session": house.sign_in("alice")}
    async with httpx.AsyncClient(base_url=house.url, cookies=cookies, headers={"origin": house.url}) as alice:
        (await alice.post("/api/orders", json=wanted)).raise_for_status()


async def test_an_order_is_found_given_and_taken_back_by_keys(play: Playwright, house: Served, us: Cast, tmp_path: Path) -> None:
    await unassigned(house)
    await undo_for_a_minute(house)
    desk = await open_browser(play, tmp_path / "alice", DESK)
    page: Page = await page_of(desk)
    await sign_in_console(page, house.url, "alice")
    await expect(page.locator(".row")).to_have_count(1)
    await page.keyboard.press("1")  # nobody is offered yet: it gives nothing
    await page.keyboard.press("j")
    best = page.locator(".candidate[data-rank='1']")
    await expect(best).to_be_visible()
    await page.keyboard.press("1")
    await expect(best.locator("button")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator(".detail [data-rank]").first).to_be_visible()
    await expect(page.locator(".toast button")).to_be_visible()
    assert len(await house.sql("select from attendances where ended_at is null")) == 1
    await page.keyboard.press("u")
    await expect(page.locator(".toast")).to_have_text("Taken back.")
    assert len(await house.sql("select from attendances where ended_at is null")) == 0
    assert [row["status"] for row in await house.sql("select status from orders")] == ["received"]
    await page.keyboard.press("/")
    await expect(page.locator("#search")).to_be_focused()
    await page.keyboard.type("nju1")  # letters, while somebody types
    await expect(page.locator("#search")).to_have_value("nju1")
    await page.keyboard.press("Escape")
    await expect(page.locator("#search")).to_have_value("")
    [order] = await house.sql("select id, number from orders")
    await page.keyboard.press("Escape")
    await expect(page.locator(".detail[data-status]")).to_have_count(0)
    await page.keyboard.type(order["number"])
    await page.keyboard.press("Enter")  # the order that it names, without a look at the list
    await expect(page.locator(".detail")).to_have_attribute("data-status", "received")
    await page.locator("#search").blur()
    await page.keyboard.press("n")
    await expect(page.locator(".order-form [name=customer]")).to_be_focused()
    await desk.close()


async def test_no_key_gives_a_visit_away_beside_an_open_form(play: Playwright, house: Served, us: Cast, tmp_path: Path) -> None:
    await unassigned(house)
    desk = await open_browser(play, tmp_path / "alice", DESK)
    page: Page = await page_of(desk)
    await sign_in_console(page, house.url, "alice")
    await page.locator(".row").click()
    await expect(page.locator(".candidate[data-rank='1']")).to_be_visible()
    await page.click("[data-ask-part]")
    await expect(page.locator(".detail form.inline")).to_be_visible()
    field = page.locator(".detail form.inline input").first
    await expect(field).to_be_focused()
    await field.blur()
    await page.keyboard.press("1")
    await expect(page.locator("body")).to_be_focused()
    await page.click("[data-ask-part]")
    await expect(page.locator(".detail form.inline")).to_have_count(0)
    await page.keyboard.press("1")
    await expect(page.locator(".candidate[data-rank='1'] button")).to_be_focused()
    await desk.close()


async def test_the_line_of_hints_names_the_keys_that_this_person_has(play: Playwright, house: Served, us: Cast, tmp_path: Path) -> None:
    desk = await open_browser(play, tmp_path / "alice", DESK)
    page = await page_of(desk)
    await sign_in_console(page, house.url, "alice")
    await expect(page.locator(".hints")).to_have_text(
        "L List · T Timeline · P Plan · J Down · K Up · D Day · A Who should go · 1–9 ↵ Choose engineer · R ↵ Carry out · N New order · / Search · "
        "U Undo · Ctrl K Commands · ? Keys · Esc Close"
    )
    await desk.close()
