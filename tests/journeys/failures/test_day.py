"""The failure catalogue, row 36: a day that comes in part is never taken for the whole, and a whole one takes nothing that is begun."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Playwright, Route, expect

from tests.cast import Cast

from ..chaos.proxy import proxied
from ..chromium import PHONE, open_browser, page_of, sign_in_phone
from ..day import give_visits
from ..phone_store import drafts, frame, in_step, rows_of
from ..processes import Served
from ..visits import order_with_bob
from .phone import Phone

pytestmark = pytest.mark.journey


async def test_row_36_a_first_day_that_was_interrupted_is_not_taken_for_the_whole(
    play: Playwright, house: Served, us: Cast, tmp_path: Path
) -> None:
    await order_with_bob(house, us)
    browser = await open_browser(play, tmp_path / "bob", PHONE)
    page = await page_of(browser)

    async def cut(route: Route) -> None:
        answer = await route.fetch()
        text = await answer.text()
        await route.fulfill(status=200, body=text[: len(text) // 2], headers={"x-app": "outrider", "content-type": "application/json"})

    await browser.route("**/api/phone/pull*", cut, times=2)
    await sign_in_phone(page, house.url, "bob")
    await page.reload()
    await expect(page.locator(".visit-card")).to_have_count(1, timeout=30_000)
    await browser.close()


VISITS = 40


async def test_row_36_a_first_sync_that_is_reloaded_again_and_again_goes_on_and_is_never_called_ready_before(
    play: Playwright, house: Served, us: Cast, tmp_path: Path
) -> None:
    """On a slow network; after the first word of the day, and after a third and two thirds of what its visits need."""
    give_visits(house, VISITS, "bob")
    fetched, again = list[str](), list[str]()
    async with proxied(house.port) as road:
        browser = await open_browser(play, tmp_path / "bob", PHONE)
        page = await page_of(browser)
        await page.goto(f"{road.url}/app/")
        await page.evaluate("navigator.serviceWorker.ready")
        browser.on("requestfinished", lambda asked: fetched.append(asked.url) if "/api/phone/pack/" in asked.url else None)
        await sign_in_phone(page, road.url, "bob")
        road.weather = "slow"
        for enough in (1, VISITS // 3, 2 * VISITS // 3):
            async with asyncio.timeout(60):
                while len(await rows_of(page, "pack")) < enough:
                    assert not await page.locator("[data-pack=ready]").count()
                    await frame(page)
            here, before = {row["attendance_id"] for row in await rows_of(page, "pack")}, len(fetched)
            await page.reload()
            await expect(page.locator(".visit-card")).to_have_count(VISITS)
            again += [url for url in fetched[before:] if url.rpartition("/")[2] in here]
        await expect(page.locator("[data-pack=ready]")).to_be_visible(timeout=60_000)
        assert len(await rows_of(page, "pack")) == VISITS
        assert again == [], "what was here was fetched again"
        await browser.close()


async def test_row_36_a_whole_day_fetched_anew_keeps_the_visit_with_something_half_written(bob: Phone) -> None:
    async def emptied(route: Route) -> None:
        answer = await route.fetch()
        await route.fulfill(response=answer, json={**await answer.json(), "full": True, "jobs": []})

    await bob.steps(0, 1, 2, 3)
    await bob.says("ok", 0)
    await bob.page.click(".actions [data-report]")
    report = bob.page.url
    await bob.page.fill("textarea[name=work_done]", "Half a sentence")
    async with asyncio.timeout(10):
        while not await drafts(bob.page):
            await frame(bob.page)
    await bob.browser.route("**/api/phone/pull*", emptied)
    for text, cards in (("Half a sentence", 1), ("", 0)):
        await bob.page.goto(report)
        await bob.page.fill("textarea[name=work_done]", text)
        async with asyncio.timeout(10):
            while bool(text) != bool(await drafts(bob.page)):
                await frame(bob.page)
        await bob.page.goto(f"{bob.house.url}/app/phone")
        await bob.page.click("text=Send now")
        await in_step(bob.page)
        await bob.page.goto(f"{bob.house.url}/app/")
        await expect(bob.page.locator("main.list")).to_be_visible()
        await expect(bob.page.locator(".visit-card")).to_have_count(cards)


async def test_row_36_a_visit_that_a_whole_day_missed_stays_once_the_server_has_it_again(bob: Phone) -> None:
    """As after a restore: a whole day does not list it, then what the phone sends again brings it back, then nothing is left to send."""
    missing = True

    async def emptied(route: Route) -> None:
        if not missing:
            await route.continue_()
            return
        answer = await route.fetch()
        await route.fulfill(response=answer, json={**await answer.json(), "full": True, "jobs": []})

    await bob.page.click(".actions [aria-expanded]")
    await bob.page.click(".sheet [data-action=note]")
    await bob.page.fill(".sheet textarea", "Half a note")
    async with asyncio.timeout(10):
        while not await drafts(bob.page):
            await frame(bob.page)
    await bob.page.keyboard.press("Escape")
    await bob.browser.route("**/api/phone/pull*", emptied)
    await bob.page.evaluate("dispatchEvent(new Event('online'))")
    await in_step(bob.page)
    missing = False
    await bob.steps(0)  # with the answer to this one the visit is listed
    await in_step(bob.page)
    await bob.page.click(".actions [aria-expanded]")
    await bob.page.click(".sheet [data-action=note]")
    await bob.page.click("[data-discard]")
    async with asyncio.timeout(10):
        while await drafts(bob.page):
            await frame(bob.page)
    await bob.page.goto(f"{bob.house.url}/app/phone")
    await bob.page.click("text=Send now")
    await in_step(bob.page)
    assert len(await rows_of(bob.page, "jobs")) == 1
