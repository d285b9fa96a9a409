"""It cannot be mended without a part: asked for without network, its date told and moved twice, here at last, and the visit goes on."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.async_api import Locator, Page, Playwright, expect

from outrider import lang
from tests.cast import Cast

from .chromium import DESK, PHONE, open_browser, open_context, page_of, sign_in_console, sign_in_phone
from .failures.phone import WAYS
from .phone_store import frame, in_database
from .processes import Served
from .steps import tap
from .visits import order_with_bob

pytestmark = pytest.mark.journey
CATALOGUE = in_database("return (await answer(db.transaction('meta').objectStore('meta').get('catalogue')))?.parts.length ?? 0;")


async def test_a_part_is_asked_for_promised_moved_and_here_and_everybody_sees_it(
    play: Playwright, house: Served, us: Cast, tmp_path: Path
) -> None:
    await house.sql("insert into part_kinds (org_id, id, number, name) values ($1, $2, '7X06-FAN', 'Fan module')", us.org_id, uuid4())
    _, link = await order_with_bob(house, us)
    phone, office = await open_browser(play, tmp_path / "bob", PHONE), await open_context(play, DESK)
    page, console, customer = await page_of(phone), await page_of(office), await office.new_page()
    await sign_in_phone(page, house.url, "bob")
    await page.evaluate("navigator.serviceWorker.ready")
    async with asyncio.timeout(20):
        while not await page.evaluate(CATALOGUE):
            await frame(page)  # until it lies on the phone
    await page.click(".visit-card")
    await phone.set_offline(True)
    for step in (*WAYS, ("start_diagnosis", "diagnosing")):
        await tap(page, *step)
    await ask_for_parts(page)
    await phone.set_offline(False)
    await sign_in_console(console, house.url, "alice")
    await console.click("nav >> text=Parts")
    await console.click("[data-row] >> text=2 × Fan module")
    card = console.locator("aside [data-part]")
    await customer.goto(link)
    await expect(customer.locator("h1")).to_contain_text("Its date will appear here as soon as it is known")
    today = datetime.now(UTC).date()
    told = list[str]()
    for days, code, why in ((2, "ordered", "ordered"), (5, "out_of_stock", "out of stock"), (6, "transport", "held up on the way")):
        day = today + timedelta(days=days)
        await tell_date(card, day.isoformat(), code)
        await expect(card.locator(".part-dates li")).to_have_count(len(told) + 1)
        said = lang.day("en", day)
        await customer.goto(link)
        await expect(customer.locator(".parts")).to_contain_text(f"Expected on {said} ({why})")
        for earlier in told:
            await expect(customer.locator(".parts")).to_contain_text(f"Previously: {earlier}")
        told.append(said)
    for row in (card, console.locator("[data-row] >> text=Left hinge")):
        if row != card:
            await row.click()
        await card.locator("[data-doing=here]").click()
        await card.locator("form [name=where]").fill("Front desk")
        await card.locator("form button.primary").click()
        await expect(card).to_have_count(0)  # it is open no more
    await expect(page.locator("main.visit[data-status=parts_ready]")).to_be_visible(timeout=40_000)
    await expect(page.locator(".facts .part").first).to_contain_text("Front desk")
    await tap(page, "set_off", "en_route")
    await customer.goto(link)
    await expect(customer.locator("h1")).to_contain_text("Bob")
    for context in (phone, office):
        await context.close()


async def ask_for_parts(page: Page) -> None:
    """One of the catalogue, twice; one that it has not."""
    await page.click(".actions [aria-expanded]")
    await page.click(".sheet [data-action=request_parts]")
    for _ in range(2):
        await page.fill("form.sheet [name=part]", "module fan")
        await page.click("[data-found='7X06-FAN']")
    await page.fill("form.sheet [name=part]", "Left hinge")
    await page.click("[data-in-words]")
    await page.click("form.sheet [data-choose=standstill]")
    await page.click("form.sheet button.primary")
    await expect(page.locator("main.visit[data-status=awaiting_parts]")).to_be_visible()


async def tell_date(card: Locator, day: str, code: str) -> None:
    await card.locator("[data-doing=date]").click()
    await card.locator("form [name=expected_on]").fill(day)
    await card.locator("form [name=code]").select_option(code)
    await card.locator("form button.primary").click()
