"""A contract made, an order by telephone with a known number, a sheet of a thousand rows, a limit that passes, and the mail that tells of it."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, Playwright, expect

from outrider.intake.bulk import engines
from outrider.intake.bulk.reading import engines as reading
from outrider.lang import languages
from tests.conftest import Database
from tests.notify.receivers import mail_server

from .chromium import DESK, open_context, page_of, sign_in_console
from .customers import PHONE, customer
from .processes import served

SPEED = 60.0  # a minute of the product's day in a second


async def make_contract(page: Page, url: str, start: datetime) -> None:
    await page.goto(f"{url}/console/manage/contracts?row=new")
    await expect(page.locator("main .blank")).to_be_visible()
    await page.fill("[name=number]", "C-1")
    await expect(page.locator("[name=number]")).to_have_value("C-1")
    await page.fill("[name=account_id]", "滨海")
    await page.locator(".options button").first.click()
    await page.fill("[name=starts_on]", (start - timedelta(days=10)).date().isoformat())
    await page.fill("[name=ends_on]", (start + timedelta(days=300)).date().isoformat())
    for code in ("0", "I"):
        await page.click(f"[data-code='{code}']")
    await page.click(".entry button[type=submit]")
    await expect(page.locator(".entries tbody tr")).to_have_count(1)


async def take_call(page: Page, url: str) -> str:
    """The number that the telephone shows says who calls; how bad it is and which device, they say. The order's number."""
    await page.goto(f"{url}/console/new?phone={PHONE.replace('+', '%2B')}")
    await expect(page.locator(".caller")).to_contain_text("C-1")
    await expect(page.locator("[name=level]")).to_have_value("")
    await page.select_option("[name=level]", "0")
    await expect(page.locator("[data-device=SN-77]")).not_to_be_checked()
    await page.check("[data-device=SN-77]")
    await page.fill("[name=fault]", "服务器黑屏")
    await page.click(".order-form button.primary")
    await expect(page.locator(".detail[data-status=received]")).to_be_visible()
    return await page.locator(".detail header .soft").first.inner_text()


async def bring_sheet(page: Page, url: str, folder: Path) -> None:
    rows = [["K1", f"Inspection {n}"] for n in range(999)] + [["K9", "Nobody's"]]
    file = folder / "orders.xlsx"
    file.write_bytes(engines.to_xlsx(["account", "fault"], rows))
    await page.goto(f"{url}/console/manage/sheet-orders")
    await page.set_input_files("input[type=file]", file)
    await expect(page.locator(".sheet-sum[data-state=preview]")).to_contain_text("999")
    await page.click(".sheet-sum button.primary")
    await expect(page.locator(".sheet-sum[data-state=done]")).to_contain_text("999", timeout=60_000)
    await page.reload()  # the address names the sheet
    await expect(page.locator(".sheet-sum[data-state=done]")).to_be_visible()
    async with page.expect_download() as download:
        await page.click(".sheet-sum a[download]")
    found = reading.read(Path(await (await download.value).path()).read_bytes(), "")
    assert (found.header[1:], found.lines[0].cells[1:]) == (["account", "fault"], ["K9", "Nobody's"])


async def sees_the_breach(page: Page, url: str, number: str) -> None:
    await page.goto(f"{url}/console?filter=overdue")
    await expect(page.locator(".row .limit").first).to_be_visible(timeout=60_000)
    await page.fill("#search", number)
    await page.locator(".rows .row").first.click()
    await expect(page.locator("[data-clock=received][data-state=overdue]")).to_be_visible(timeout=60_000)
    await page.click(".bell > button")
    await expect(page.locator(".said.clock_breached").filter(has_text=number)).to_be_visible()
    await expect(page.locator(".said.clock_warned").filter(has_text=number)).to_be_visible()


@pytest.mark.journey
# Each time in the language whose mails are not plain ASCII.
@pytest.mark.parametrize("language", [pytest.param(code, marks=[] if code == "zh-CN" else [pytest.mark.soak]) for code in languages()])
async def test_from_the_contract_to_the_mail_of_a_broken_promise(
    play: Playwright, server: Any, template: Database, tmp_path: Path, language: str
) -> None:
    start, data = datetime.now(UTC), tmp_path / "data"
    data.mkdir()
    async with mail_server() as (box, address):
        settings = {"OUTRIDER_SPEED": str(SPEED), "OUTRIDER_SPEED_FROM": start.isoformat(), "OUTRIDER_MAIL": address}
        with served(server, template, data, "work", **settings) as house:
            customer(house, start)
            browser = await open_context(play, DESK, language)
            page = await page_of(browser)
            await sign_in_console(page, house.url, "erin")
            await make_contract(page, house.url, start)
            await page.context.clear_cookies()
            await sign_in_console(page, house.url, "alice")
            number = await take_call(page, house.url)
            await sees_the_breach(page, house.url, number)
            await bring_sheet(page, house.url, tmp_path)
            await browser.close()

            def arrived() -> bool:
                return any(number in subject and to == ["max@ours.test"] for to, subject, _ in box.mails)

            await asyncio.wait_for(_poll(arrived), 60)


async def _poll(what: Any) -> None:
    """The mail server lives in this loop, so that waiting must let it run."""
    while not what():
        await asyncio.sleep(0.05)
