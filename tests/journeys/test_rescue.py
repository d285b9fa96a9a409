"""A promise that would be broken is kept by one press: the plan goes to both phones and the customer, and comes back as a whole."""

import asyncio
import re

import asyncpg
import pytest
from playwright.async_api import Playwright, Route, expect

from tests.cast import Cast

from .chromium import DESK, PHONE, open_context, page_of, sign_in_console, sign_in_phone
from .processes import Served
from .steps import tap
from .visits import order_with_bob, runs_late, undo_for_a_minute

pytestmark = pytest.mark.journey


async def test_the_first_plan_keeps_the_promise_and_is_taken_back_as_a_whole(play: Playwright, house: Served, us: Cast) -> None:
    await undo_for_a_minute(house)
    order_id, link = await order_with_bob(house, us)
    browsers = [await open_context(play, kind) for kind in (PHONE, PHONE, DESK, PHONE)]
    bob, charlie, desk, dana = [await page_of(browser) for browser in browsers]
    await sign_in_phone(bob, house.url, "bob")
    await sign_in_phone(charlie, house.url, "charlie")
    await sign_in_console(desk, house.url, "alice")
    await dana.goto(link)
    await bob.click(".visit-card")
    await tap(bob, "accept", "accepted")
    await runs_late(bob)

    found = asyncio.Event()

    async def when_found(route: Route) -> None:
        await found.wait()
        await route.continue_()

    await desk.route("**/rescue", when_found)
    await desk.click(f"[data-late='{order_id}']")
    await expect(desk.locator(".rescue")).to_have_attribute("aria-busy", "true")
    await desk.keyboard.press("r")  # there is no plan yet: it says so
    await expect(desk.locator(".toast")).to_have_text("Looking for plans …")
    found.set()
    plan = desk.locator(".rescue .plan").first
    await expect(plan).to_contain_text("Charlie takes this visit")
    await expect(plan.locator(f"[data-change='{order_id}']")).to_contain_text("Bob → Charlie")
    await expect(plan.locator(f"[data-change='{order_id}'] [data-holds=yes]")).to_be_visible()
    words = plan.locator(f"[data-tell='{order_id}'] textarea")
    await expect(words).to_have_value(re.compile("Charlie will come to you instead, at about"))
    await words.fill("Charlie comes instead and brings the part.")
    await desk.locator(".detail h1").click()
    await desk.keyboard.press("r")
    await expect(desk.locator("[data-carry]").first).to_be_focused()  # one stray letter moves nobody's visit
    await desk.keyboard.press("Enter")
    await expect(desk.locator(".detail[data-status=assigned]")).to_contain_text("Charlie")
    await expect(desk.locator("[data-late]")).to_have_count(0)
    call = desk.locator("[data-call-to-make=arrival_told]")
    await expect(call).to_contain_text("Charlie comes instead and brings the part.")
    await expect(call).to_contain_text("+49 30 5550100")
    await expect(charlie.locator(".visit-card [data-new]")).to_be_visible()
    await expect(bob.locator("main.visit")).to_contain_text("Charlie")
    await expect(dana.locator(".when")).to_contain_text("Charlie")

    await expect(desk.locator(".toast")).to_contain_text("Plan carried out")
    await desk.keyboard.press("u")
    await expect(desk.locator(".detail[data-status=accepted]")).to_contain_text("Bob")
    await expect(desk.locator(f"[data-late='{order_id}']")).to_be_visible()
    await expect(dana.locator(".when")).to_contain_text("Bob")
    await expect(desk.locator("[data-call-to-make=arrival_told]")).to_have_count(0)
    await bob.goto(f"{house.url}/app/inbox")
    await charlie.goto(f"{house.url}/app/inbox")
    await expect(bob.locator("[data-letter=taken][data-back]")).to_contain_text("Taken back")
    await expect(charlie.locator("[data-letter=given][data-back]")).to_contain_text("Taken back")
    for browser in browsers:
        await browser.close()


async def test_where_nobody_else_can_go_the_customer_is_told_and_the_call_is_noted(play: Playwright, house: Served, us: Cast) -> None:
    owner = await asyncpg.connect(house.database.owner_dsn)
    await owner.execute("update users set active = false where id = $1", us.users["charlie"])
    await owner.close()
    order_id, _ = await order_with_bob(house, us)
    bob, desk = [await page_of(await open_context(play, kind)) for kind in (PHONE, DESK)]
    await sign_in_phone(bob, house.url, "bob")
    await sign_in_console(desk, house.url, "alice")
    await bob.click(".visit-card")
    await tap(bob, "accept", "accepted")
    await runs_late(bob)

    await desk.click(f"[data-late='{order_id}']")
    await expect(desk.locator(".rescue [data-cause=told]")).to_contain_text("Bob says: 45 min late")
    await expect(desk.locator("[data-stay] textarea")).to_have_value(re.compile("Bob is running late and will be with you at about"))
    await desk.click("[data-stay] button")
    call = desk.locator("[data-call-to-make=arrival_told]")
    await expect(call).to_contain_text("Bob is running late")
    await expect(desk.locator(".rescue [data-told]")).to_contain_text("Dana · No e-mail or SMS")
    await call.get_by_role("button", name="Reached", exact=True).click()
    await expect(call).to_have_count(0)
    await expect(desk.locator(".rescue [data-told]")).to_contain_text("reached · Alice")
    for page in (bob, desk):
        await page.context.close()


async def test_a_visit_of_the_next_hours_is_found_by_keyboard_and_its_station_reminded(play: Playwright, house: Served, us: Cast) -> None:
    order_id, _ = await order_with_bob(house, us)
    max_, alice = [await page_of(await open_context(play, DESK)) for _ in range(2)]
    await sign_in_console(alice, house.url, "alice")
    await sign_in_console(max_, house.url, "max")
    watched = max_.locator(f".late-queue [data-watched='{order_id}'], .late-queue [data-risky='{order_id}']")
    await expect(watched).to_be_visible()
    await max_.keyboard.press("j")
    await expect(watched).to_be_focused()
    await expect(max_.locator("[data-remind]")).to_be_visible()
    await max_.keyboard.press("m")
    await expect(max_.locator("[data-reminder]")).to_contain_text("Max reminded the station")
    await alice.click(f"[data-watched='{order_id}'], [data-risky='{order_id}']")
    await expect(alice.locator("[data-reminder]")).to_contain_text("Max reminded the station")
    await expect(alice.locator("[data-remind]")).to_have_count(0)
    for page in (max_, alice):
        await page.context.close()
