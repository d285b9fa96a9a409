"""A late visit handed over between two phones while the first engineer has no network: everybody sees it, nothing they did is lost."""

import asyncpg
import pytest
from playwright.async_api import Page, Playwright, expect

from tests.cast import Cast

from .chromium import DESK, PHONE, open_context, page_of, sign_in_console, sign_in_phone
from .phone_store import outbox
from .processes import Served
from .steps import tap
from .visits import order_with_bob, runs_late

pytestmark = pytest.mark.journey


async def test_a_late_visit_goes_to_another_phone_and_what_was_done_without_network_is_kept(
    play: Playwright, house: Served, us: Cast
) -> None:
    order_id, link = await order_with_bob(house, us)
    browsers = {
        name: await open_context(play, kind) for name, kind in (("bob", PHONE), ("charlie", PHONE), ("alice", DESK), ("dana", PHONE))
    }
    bob, charlie, desk, dana = [await page_of(browser) for browser in browsers.values()]
    for page, name in ((bob, "bob"), (charlie, "charlie")):
        await sign_in_phone(page, house.url, name)
    await sign_in_console(desk, house.url, "alice")
    await dana.goto(link)
    await expect(dana.locator(".when")).to_contain_text("Bob")

    await bob.click(".visit-card")
    await tap(bob, "accept", "accepted")
    await tap(bob, "confirm_appointment", "appointment_confirmed")
    await tap(bob, "set_off", "en_route")
    await expect(dana.locator(".pin.moving")).to_be_visible(timeout=40_000)  # Bob's phone says where the engineer is
    await runs_late(bob)
    await desk.click(f"[data-late='{order_id}']")
    await expect(desk.locator(".late-row")).to_contain_text("45")
    await expect(dana.locator("h1.when.late")).to_be_visible()

    await browsers["bob"].set_offline(True)
    await tap(bob, "arrive", "arrived")
    await tap(bob, "start_diagnosis", "diagnosing")
    await desk.fill(".candidates input", "Bob is held up; Charlie is near")
    await desk.click(f".candidate[data-engineer='{us.users['charlie']}'] button")
    await expect(desk.locator(".detail[data-status=assigned]")).to_contain_text("Charlie")
    await expect(charlie.locator("[data-letter=given]")).to_contain_text("Bob is held up; Charlie is near")
    await expect(charlie.locator(".visit-card [data-new]")).to_be_visible()
    await charlie.click(".visit-card")
    await expect(charlie.locator("main.visit[data-status=assigned]")).to_be_visible()
    await expect(charlie.locator("[data-given]")).to_contain_text("What Bob did")
    await expect(charlie.locator("[data-given]")).to_contain_text("Bob is held up; Charlie is near")
    await the_inbox_keeps_what_was_read(charlie)
    await expect(dana.locator(".when")).to_contain_text("Charlie")

    await browsers["bob"].set_offline(False)
    await expect(bob.locator(".note.warn").first).to_contain_text("Charlie")
    await expect(bob.locator(".pill[data-sync=ok][data-unsent='0']")).to_be_visible()
    await expect(bob.locator("[data-given]")).to_contain_text("Bob is held up; Charlie is near")  # why it was taken
    await expect(desk.locator(".detail [data-review]")).to_be_visible()  # alice is asked what to do with Bob's work
    await nothing_was_lost(house, order_id, [row["id"] for row in await outbox(bob)])
    await tap(charlie, "accept", "accepted")  # and Charlie's visit went on undisturbed
    for browser in browsers.values():
        await browser.close()


async def the_inbox_keeps_what_was_read(phone: Page) -> None:
    await phone.go_back()
    await expect(phone.locator("[data-inbox='0']")).to_be_visible()
    await expect(phone.locator("[data-letter], [data-new]")).to_have_count(0)
    await phone.click("[data-inbox]")
    await phone.click("[data-letter=given]")


async def nothing_was_lost(house: Served, order_id: str, sent: list[str]) -> None:
    owner = await asyncpg.connect(house.database.owner_dsn)
    outcomes = await owner.fetch("select id, outcome->>'result' as result from commands order by received_at, lane_seq")
    assert [str(row["id"]) for row in outcomes] == sent
    assert [row["result"] for row in outcomes] == ["applied"] * 4 + ["accepted_conflict"] * 2
    kept = await owner.fetch("select kind, payload->>'conflict' from events where command_id = any($1::uuid[])", sent[-2:])
    assert {row["kind"] for row in kept} == {"arrive", "start_diagnosis"}
    status = await owner.fetchval("select status from orders where id = $1", order_id)
    assert status == "assigned"
    await owner.close()
