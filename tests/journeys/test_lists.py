"""The lists of the console: a row opens where it is pressed, keys mean the row that is marked, and nobody leaves with their visits unseen."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Playwright, expect

from tests.conftest import Database

from .desk import at_desk
from .visits import order_with_bob, undo_for_a_minute

pytestmark = pytest.mark.journey


def asks(house: Any, name: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=house.url, cookies={"outrider_session": house.sign_in(name)}, headers={"origin": house.url})


async def test_a_row_opens_by_a_press_anywhere_and_what_it_opens_is_counted_and_closed(
    play: Playwright, server: Any, template: Database, tmp_path: Path
) -> None:
    async with at_desk(play, server, template, tmp_path, "alice") as (house, page):
        async with asks(house, "alice") as alice:
            for number in ("F1", "F2"):
                counted = {"number": number, "name": "Fan", "found": 2}
                (await alice.post(f"/api/part-holders/{template.us.users['bob']}/counts", json=counted)).raise_for_status()
        await page.goto(f"{house.url}/console/parts?state=stock")
        row, panel = page.locator("tbody tr", has_text="F2"), page.locator("aside.entry")
        box = await row.bounding_box()
        assert box
        await page.mouse.click(box["x"] + box["width"] - 20, box["y"] + box["height"] / 2)
        await expect(panel).to_contain_text("2 here, by the records")
        await expect(row).to_have_attribute("aria-selected", "true")
        await page.keyboard.press("Escape")
        await expect(panel).to_have_count(0)
        await row.locator("a.opening").focus()
        await page.keyboard.press("Enter")
        await panel.locator("[name=found]").fill("5")
        await panel.locator("button[type=submit]").click()
        await expect(row.locator("td").last).to_have_text("5")
        await expect(panel.locator(".history li").first).to_contain_text("Counted: +3")
        await page.fill("[name=words]", "f2 BOB")
        await expect(page.locator("tbody tr")).to_have_count(1)
        await panel.locator("[name=found]").fill("0")
        await panel.locator("button[type=submit]").click()
        await expect(page.locator(".parts-page .blank")).to_contain_text("f2 BOB")  # none of it lies there any more
        await expect(panel.locator(".history li").first).to_contain_text("Counted: −5")
        await panel.locator("[data-close]").click()
        await expect(panel).to_have_count(0)


async def test_keys_walk_what_the_filter_shows_and_enter_means_the_row_that_is_marked(
    play: Playwright, server: Any, template: Database, tmp_path: Path
) -> None:
    async with at_desk(play, server, template, tmp_path, "alice") as (house, page):
        (late, _), (cancelled, _) = [await order_with_bob(house, template.us, serial) for serial in ("SN-1", "SN-2")]
        async with asks(house, "alice") as alice:
            for order, action in ((late, "unassign"), (cancelled, "cancel")):
                done = {"action": action, "expected": "assigned", "data": {"reason": "By mistake"}}
                (await alice.post(f"/api/orders/{order}/actions", json=done)).raise_for_status()
        await house.sql(
            "update visits set window_from = now() - interval '2 hours', window_to = now() - interval '1 hour' where order_id = $1", late
        )
        await page.reload()
        await page.click(f"[data-late='{late}']")
        await expect(page.locator(f".row[data-order='{late}']")).to_have_attribute("aria-current", "true")
        await page.click("[role=tab] >> text=Cancelled today")
        await page.locator(f"[data-late='{late}']").focus()
        await page.keyboard.press("j")
        marked = page.locator(f".row[data-order='{cancelled}']")
        await expect(marked).to_have_attribute("aria-current", "true")
        await expect(marked).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.locator("aside.detail")).to_have_attribute("data-status", "cancelled")


async def test_who_is_disabled_gives_their_visits_back_and_has_them_again_with_one_press(
    play: Playwright, server: Any, template: Database, tmp_path: Path
) -> None:
    async with at_desk(play, server, template, tmp_path, "erin") as (house, page):
        order, _ = await order_with_bob(house, template.us)
        await undo_for_a_minute(house)
        await page.goto(f"{house.url}/console/people")
        rows, toast = page.locator("tbody tr"), page.locator(".toast")
        await expect(rows).to_have_count(5)
        await page.fill("[name=words]", "engineer bob")
        await expect(rows).to_have_count(1)
        await rows.get_by_role("button", name="Disable").click()
        await expect(page.locator("[data-leaving]")).to_contain_text("Bob still has 1 open visit.")
        await expect(page.locator("[data-leaving] li")).to_have_attribute("data-goes-back", "true")
        await page.keyboard.press("Escape")
        await expect(page.locator("[data-leaving]")).to_have_count(0)
        await rows.get_by_role("button", name="Disable").click()
        await page.click("[data-give-back]")
        await expect(toast).to_contain_text("1 visit waits to be assigned.")
        assert [row["status"] for row in await house.sql("select status from orders where id = $1", order)] == ["awaiting_assignment"]
        await toast.get_by_role("button", name="Undo").click()
        await expect(toast).to_contain_text("Taken back.")
        assert [row["status"] for row in await house.sql("select status from orders where id = $1", order)] == ["assigned"]
