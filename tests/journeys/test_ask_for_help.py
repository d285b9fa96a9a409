"""Whoever asks for help without network takes along what they have found, and does not write it twice."""

from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Playwright, expect

from tests.cast import Cast

from .chromium import PHONE, open_browser, page_of, sign_in_phone
from .failures.phone import WAYS
from .phone_store import outbox
from .processes import Served
from .steps import tap
from .visits import order_with_bob

pytestmark = pytest.mark.journey


async def test_what_was_found_stands_in_the_question(play: Playwright, house: Served, us: Cast, tmp_path: Path) -> None:
    await order_with_bob(house, us)
    phone = await open_browser(play, tmp_path / "bob", PHONE)
    page = await page_of(phone)
    await sign_in_phone(page, house.url, "bob")
    await page.evaluate("navigator.serviceWorker.ready")
    await page.click(".visit-card")
    await phone.set_offline(True)
    for step in WAYS:
        await tap(page, *step)
    await page.click(".actions [data-report]")
    await page.fill("textarea[name=fault_found]", "Fan does not turn")
    await page.click(".back")
    await page.click(".actions [aria-expanded]")
    await page.click(".sheet [data-action=ask_for_help]")
    asked = page.locator("form.sheet textarea[name=text]")
    await expect(asked).to_have_value("Fault as found: Fan does not turn\n")
    await asked.press_sequentially("Which fan fits?")
    await page.click("form.sheet button.primary")
    await expect(page.locator(".recorded li")).to_have_count(5)
    said = [row["data"]["text"] for row in await outbox(page) if row["action"] == "ask_for_help"]
    assert said == ["Fault as found: Fan does not turn\nWhich fan fits?"]
    await phone.set_offline(False)
    await expect(page.locator(".pill[data-sync=ok][data-unsent='0']").first).to_be_visible(timeout=60_000)
    told = await house.sql("select n.kind, u.name from notifications n join users u on u.id = n.user_id where n.kind = 'help_asked'")
    assert {row["name"] for row in told} == {"Alice"}
    await phone.close()


OPENED = """(button) => { button.click(); return new Promise((done) => setTimeout(() => done(document.activeElement.closest('.over') !== null))); }"""


async def test_an_opened_question_takes_the_focus_before_it_is_seen_and_never_from_the_first_keys(browser: BrowserContext) -> None:
    page = await page_of(browser)
    assert await page.locator(".actions [aria-expanded]").evaluate(OPENED)
    assert await page.locator(".sheet [data-action=note]").evaluate(OPENED)
    await page.locator("form.sheet textarea").press_sequentially("Gate 3")
    await page.click("form.sheet button.primary")
    await expect(page.locator(".recorded li")).to_have_count(1)
    assert [row["data"]["text"] for row in await outbox(page)] == ["Gate 3"]
