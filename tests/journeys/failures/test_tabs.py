"""One phone with two tabs: both write, both know what the browser deleted, and neither takes from the other."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.offline.photos import photo

from ..phone_store import drafts, frame, outbox
from ..steps import draw, read_to_the_end, tap, write_report
from .phone import Phone
from .test_keeping import BREAK, WIPE

pytestmark = pytest.mark.journey


async def hide(page: Page) -> None:
    await page.evaluate("void Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })")


async def report(bob: Phone) -> tuple[Page, Page]:
    """The same report, open in two tabs."""
    await bob.steps(0, 1, 2, 3)
    await bob.page.click(".actions [data-report]")
    other = await bob.browser.new_page()
    await other.goto(bob.page.url)
    await other.wait_for_selector("textarea[name=fault_found]")
    return bob.page, other


async def written(page: Page, **values: str) -> None:
    """Until the phone's database has these words."""
    async with asyncio.timeout(10):
        while not any(values.items() <= row["values"].items() for row in await drafts(page)):
            await frame(page)


async def test_a_report_written_in_two_tabs_keeps_the_words_of_both(bob: Phone) -> None:
    one, two = await report(bob)
    await hide(one)  # it hears of nothing that the other does
    await two.locator("textarea[name=work_done]").press_sequentially("New belt")
    await written(two, work_done="New belt")
    await one.locator("textarea[name=fault_found]").press_sequentially("Belt torn")
    await written(one, fault_found="Belt torn", work_done="New belt")
    await one.evaluate("void Object.defineProperty(document, 'visibilityState', { value: 'visible' })")
    await one.click("text=Add part")
    await two.click("text=Add part")
    for page in (one, two):
        await expect(page.get_by_label("Part", exact=True)).to_have_count(2)
    await one.get_by_label("Part", exact=True).first.fill("Belt")
    await two.get_by_label("Part", exact=True).last.fill("Screw")
    for page in (one, two):
        await page.bring_to_front()
        await expect(page.locator("textarea[name=fault_found]")).to_have_value("Belt torn")
        await expect(page.locator("textarea[name=work_done]")).to_have_value("New belt")
        await expect(page.get_by_label("Part", exact=True).first).to_have_value("Belt")
        await expect(page.get_by_label("Part", exact=True).last).to_have_value("Screw")


async def to_signature(bob: Phone) -> tuple[Page, Page]:
    one, two = await report(bob)
    await one.bring_to_front()  # a tab behind is drawn once a second, and a signature has many strokes
    await write_report(one, [])
    await one.click(".actions button.primary")
    await read_to_the_end(one)
    await draw(one, "customer")
    return one, two


async def test_a_report_changed_in_another_tab_after_the_customer_signed_is_signed_anew(bob: Phone) -> None:
    one, two = await to_signature(bob)
    await one.click("[data-party=customer] button.primary")
    await one.locator("[data-party=engineer]").wait_for()
    await hide(one)
    await two.fill("textarea[name=work_done]", "And the pulley")
    await written(two, work_done="And the pulley")
    await draw(one, "engineer")
    await one.click("[data-party=engineer] button.primary")
    await expect(one.locator(".note.warn")).to_contain_text("changed in another window")
    await expect(one.locator(".document")).to_contain_text("And the pulley")
    await read_to_the_end(one)
    for party in ("customer", "engineer"):
        await draw(one, party)
        await one.click(f"[data-party={party}] button.primary")
    await expect(one.locator("main.visit[data-status=signed]")).to_be_visible()
    await two.bring_to_front()
    await expect(two.locator("main.visit[data-status=signed]")).to_be_visible()  # there is nothing more to write there
    assert await drafts(one) == []


async def test_a_customers_signature_that_could_not_be_written_is_not_taken_for_given(bob: Phone) -> None:
    one, _ = await to_signature(bob)
    await one.evaluate(BREAK, 1_000_000)
    await one.click("[data-party=customer] button.primary")
    await expect(one.locator(".banner.bad")).to_be_visible()
    await expect(one.locator("[data-party=customer] button.primary")).to_be_enabled()


async def test_row_05_what_is_deleted_under_two_tabs_is_put_back_from_what_both_know(bob: Phone) -> None:
    other = await bob.browser.new_page()
    await other.goto(bob.page.url)
    await other.wait_for_selector("main.visit")
    bob.house.stop("serve")
    await hide(bob.page)
    await tap(other, "accept", "accepted")
    await other.click(".actions [aria-expanded]")
    await other.click(".sheet [data-action=note]")
    await other.fill(".sheet textarea", "Half a sentence")
    async with asyncio.timeout(10):
        while not await drafts(other):
            await frame(other)
    kept = await outbox(other)
    session = await bob.browser.new_cdp_session(other)
    await session.send("Storage.clearDataForOrigin", {"origin": bob.house.url, **WIPE})
    for page in (bob.page, other):
        await expect(page.locator("[data-wiped]")).to_be_visible()
    async with asyncio.timeout(10):
        while await outbox(other) != kept or len(await drafts(other)) != 1:
            await frame(other)
    bob.house.start("serve")
    bob.page = other
    await bob.all_is_once("accept")


async def test_row_05_a_draft_that_is_put_back_names_no_photo_that_is_gone(bob: Phone, tmp_path: Path) -> None:
    await bob.steps(0, 1, 2, 3)
    await bob.page.click(".actions [data-report]")
    picture = tmp_path / "one.jpg"
    picture.write_bytes(photo())
    bob.house.stop("serve")
    await bob.says("offline", 0)
    await bob.page.set_input_files(".take-photo input", str(picture))
    await bob.page.fill("textarea[name=work_done]", "New belt")
    await expect(bob.page.locator(".photos figure img")).to_have_count(1)
    session = await bob.browser.new_cdp_session(bob.page)
    await session.send("Storage.clearDataForOrigin", {"origin": bob.house.url, **WIPE})
    await expect(bob.page.locator("[data-wiped]")).to_contain_text("Photos lost: 1")
    await written(bob.page, work_done="New belt")
    assert [row["photos"] for row in await drafts(bob.page)] == [[]]
    await expect(bob.page.locator(".photos figure")).to_have_count(0)
    bob.house.start("serve")
