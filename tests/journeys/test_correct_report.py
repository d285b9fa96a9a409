"""A sealed report is corrected on the phone, without network: a reason, the words that were sealed, and both sign again."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Page, Playwright, Route, expect

from .chromium import PHONE, open_browser, page_of, sign_in_phone
from .failures.test_tabs import written
from .phone_store import drafts, outbox
from .processes import Served
from .steps import FIELDS, sign, tap, write_report

pytestmark = pytest.mark.journey
STEPS = (("accept", "accepted"), ("confirm_appointment", "appointment_confirmed"), ("set_off", "en_route"), ("arrive", "arrived"))


async def signed_without_network(browser: BrowserContext) -> Page:
    page = await page_of(browser)
    await browser.set_offline(True)
    for action, after in STEPS:
        await tap(page, action, after)
    await page.click(".actions [data-report]")
    await write_report(page, [])
    await sign(page)
    return page


async def test_a_sealed_report_is_corrected_and_signed_again_without_network(browser: BrowserContext, house: Served) -> None:
    page = await signed_without_network(browser)
    await page.click("[data-more]")
    await page.click(".more-sheet [data-correct]")
    await expect(page.locator("textarea[name=work_done]")).to_have_value(FIELDS["work_done"])
    await expect(page.locator("[name=solved]")).to_have_attribute("aria-pressed", "true")
    await expect(page.get_by_label("Part", exact=True)).to_have_value("Fan 60 mm")
    await expect(page.locator(".actions button.primary")).to_be_disabled()  # it does not say why yet
    await page.fill("textarea[name=correction]", "The fan was 80 mm")
    await page.get_by_label("Part", exact=True).fill("Fan 80 mm")
    await written(page, correction="The fan was 80 mm")
    await page.reload()
    await expect(page.locator("textarea[name=correction]")).to_have_value("The fan was 80 mm")
    await sign(page)
    await the_phone_reads_both(page)
    kept = await outbox(page)
    assert [row["action"] for row in kept if row["kind"] == "seal_report"] == ["sign", "correct_report"]
    await browser.set_offline(False)
    await expect(page.locator(".pill[data-sync=ok][data-unsent='0']")).to_be_visible(timeout=60_000)
    await page.go_back()
    await expect(page.locator(".report-line")).to_have_count(2)
    await expect(page.locator(".report-line").nth(0)).to_contain_text("replaced by a correction")
    await the_server_has_both(house)


async def the_phone_reads_both(page: Page) -> None:
    await page.click("[data-read-report]")
    newest = page.locator("main > .document").first
    await expect(newest).to_contain_text("The fan was 80 mm")
    await expect(newest).to_contain_text("Fan 80 mm")
    await page.click("[data-earlier] summary")
    await expect(page.locator("[data-earlier] .document").first).to_contain_text("Fan 60 mm")


async def the_server_has_both(house: Served) -> None:
    first, second = await house.sql("select id, replaces, sealed from reports order by number")
    assert (first["replaces"], second["replaces"]) == (None, first["id"])
    assert "Fan 60 mm" in first["sealed"].decode() and "Fan 80 mm" in second["sealed"].decode()
    (order,) = await house.sql("select status, exists (select from reviews) as waits from orders")
    assert (order["status"], order["waits"]) == ("signed", False)
    results: list[Any] = [row["result"] for row in await house.sql("select outcome->>'result' as result from commands")]
    assert set(results) == {"applied"}


async def test_a_new_phone_fetches_what_was_signed_once_and_corrects_it_then_without_network(
    browser: BrowserContext, house: Served, play: Playwright, tmp_path: Path
) -> None:
    await signed_without_network(browser)
    await browser.set_offline(False)
    await expect((await page_of(browser)).locator(".pill[data-sync=ok][data-unsent='0']")).to_be_visible(timeout=60_000)
    another = await open_browser(play, tmp_path / "another", PHONE)
    page = await page_of(another)
    await sign_in_phone(page, house.url, "bob")
    await page.evaluate("navigator.serviceWorker.ready")
    await page.click(".visit-card")
    await expect(page.locator(".report-line")).to_have_count(1)
    await another.set_offline(True)
    await page.click("[data-more]")
    await page.click(".more-sheet [data-correct]")
    await expect(page.locator("[data-not-here]")).to_contain_text("needs the network once")
    await another.set_offline(False)
    await page.click(".more-sheet [data-correct]")
    await expect(page.locator("textarea[name=work_done]")).to_have_value(FIELDS["work_done"])
    await page.click("[data-discard]")
    await expect(page.locator("main.visit[data-status=signed]")).to_be_visible()
    await another.set_offline(True)
    await page.click("[data-more]")
    await page.click(".more-sheet [data-correct]")
    await page.fill("textarea[name=correction]", "The fan was 80 mm")
    await page.get_by_label("Part", exact=True).fill("Fan 80 mm")
    await sign(page)
    await another.set_offline(False)
    await expect(page.locator(".report-line")).to_have_count(2, timeout=60_000)
    await the_server_has_both(house)
    await another.close()


async def test_what_a_server_gives_that_was_never_signed_begins_no_correction(
    browser: BrowserContext, house: Served, play: Playwright, tmp_path: Path
) -> None:
    await signed_without_network(browser)
    await browser.set_offline(False)
    await expect((await page_of(browser)).locator(".pill[data-sync=ok][data-unsent='0']")).to_be_visible(timeout=60_000)
    another = await open_browser(play, tmp_path / "another", PHONE, service_workers="block")
    page = await page_of(another)

    async def altered(route: Route) -> None:
        answer = await route.fetch()
        text = await answer.text()
        assert "Fan 60 mm" in text
        await route.fulfill(response=answer, body=text.replace("Fan 60 mm", "Fan 90 mm"))

    await page.route("**/api/reports/*/sealed", altered)
    await sign_in_phone(page, house.url, "bob")
    await page.click(".visit-card")
    await page.click("[data-more]")
    await page.click(".more-sheet [data-correct]")
    await expect(page.locator("[data-not-here]")).to_be_visible()
    assert await drafts(page) == []
    await another.close()


async def test_a_correction_that_is_not_wanted_leaves_the_report_as_it_was_signed(browser: BrowserContext) -> None:
    page = await signed_without_network(browser)
    await page.click("[data-read-report]")
    await page.click(".actions [data-correct]")
    await page.fill("textarea[name=correction]", "Nothing")
    await page.click("[data-discard]")
    await expect(page.locator("main.visit[data-status=signed]")).to_be_visible()
    await expect(page.locator("[data-unfinished]")).to_have_count(0)
    await page.click("[data-read-report]")
    await expect(page.locator(".document").first).to_contain_text("Fan 60 mm")
    assert len([row for row in await outbox(page) if row["kind"] == "seal_report"]) == 1
