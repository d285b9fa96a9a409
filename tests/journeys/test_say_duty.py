"""Ill in the morning, without network: the phone keeps it through a flat battery, and the office hears of it as soon as it can."""

from pathlib import Path

import pytest
from playwright.async_api import Playwright, expect

from tests.cast import Cast

from .chromium import DESK, PHONE, kill_browser, open_browser, open_context, page_of, sign_in_console, sign_in_phone
from .phone_store import outbox
from .processes import Served
from .visits import order_with_bob

pytestmark = pytest.mark.journey


async def test_sick_is_said_without_network_and_a_dispatcher_is_asked(play: Playwright, house: Served, us: Cast, tmp_path: Path) -> None:
    order_id, _ = await order_with_bob(house, us)
    phone = await open_browser(play, tmp_path / "bob", PHONE)
    page = await page_of(phone)
    await sign_in_phone(page, house.url, "bob")
    await page.evaluate("navigator.serviceWorker.ready")
    await expect(page.locator(".visit-card")).to_be_visible()
    await phone.close()  # the cookie of a new sign-in is on disk from here on
    phone = await open_browser(play, tmp_path / "bob", PHONE)
    await phone.set_offline(True)
    page = await page_of(phone)
    await page.goto(f"{house.url}/app/")
    await page.click(".duty")
    await page.dblclick("[data-say=sick]")
    await expect(page.locator(".duty[data-duty='']")).to_be_visible()  # a glove's double tap is one
    await page.click("[data-say=sick]")  # it takes all visits away, so it is asked once more
    await expect(page.locator(".duty[data-duty=sick]")).to_be_visible()
    await expect(page.locator(".pill[data-unsent='1']")).to_be_visible()
    kill_browser(tmp_path / "bob")
    phone = await open_browser(play, tmp_path / "bob", PHONE)
    page = await page_of(phone)
    await page.goto(f"{house.url}/app/")
    await expect(page.locator(".duty[data-duty=sick]")).to_be_visible()
    await expect(page.locator(".pill[data-sync=ok][data-unsent='0']")).to_be_visible()
    desk = await open_context(play, DESK)
    console = await page_of(desk)
    await sign_in_console(console, house.url, "alice")
    await console.goto(f"{house.url}/console?order={order_id}")
    await expect(console.locator("[data-review=engineer_sick]")).to_be_visible()
    await phone.close()
    await desk.close()


async def test_own_data_leaves_the_phone_only_when_it_is_received_or_by_the_typed_word(
    play: Playwright, house: Served, us: Cast, tmp_path: Path
) -> None:
    await order_with_bob(house, us)
    phone = await open_browser(play, tmp_path / "bob", PHONE)
    page = await page_of(phone)
    await sign_in_phone(page, house.url, "bob")
    await page.evaluate("navigator.serviceWorker.ready")
    await phone.set_offline(True)
    await page.click(".duty")
    await page.click("[data-say=break]")
    other = await phone.new_page()
    await other.goto(f"{house.url}/app/")
    await expect(other.locator(".visit-card")).to_be_visible()
    await page.click(".pill")
    await page.click("[data-remove]")
    await expect(page.locator("[data-remove-now]")).to_be_disabled()
    assert len(await outbox(page)) == 1
    await page.fill("[name=remove]", "remove")
    await page.click("[data-remove-now]")
    await expect(page.locator("form.sign-in")).to_be_visible()
    await expect(other.locator("form.sign-in")).to_be_visible()  # the other tab lets go of it, and puts nothing back
    await expect(page.locator("[data-lost]")).to_have_count(0)  # the loss was wanted
    assert await page.evaluate("indexedDB.databases().then((all) => all.filter((row) => row.name.startsWith('outrider-')).length)") == 0
    await phone.close()


IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1"


async def test_row_37_on_an_iphone_work_begins_only_in_the_installed_app(play: Playwright, house: Served, tmp_path: Path) -> None:
    tab = await open_browser(play, tmp_path / "tab", PHONE, user_agent=IPHONE)
    page = await page_of(tab)
    await page.goto(f"{house.url}/app/")
    await expect(page.locator("[data-install] li")).to_have_count(3)
    await expect(page.locator("form.sign-in")).to_have_count(0)
    await tab.close()
    installed = await open_browser(play, tmp_path / "installed", PHONE, user_agent=IPHONE)
    page = await page_of(installed)
    await page.add_init_script("Object.defineProperty(navigator, 'standalone', { value: true })")  # as the installed app has it there
    await page.goto(f"{house.url}/app/")
    await expect(page.locator("form.sign-in")).to_be_visible()
    await installed.close()
