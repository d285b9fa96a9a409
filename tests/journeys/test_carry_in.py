"""A device is brought to the counter, goes to a bench, is quoted, agreed to, repaired, and fetched with a signature."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import FilePayload, Locator, Page, Playwright, expect

from tests.cast import Cast
from tests.offline.photos import photo

from .chromium import DESK, PHONE, open_context, page_of, sign_in_console, sign_in_phone
from .processes import Served
from .steps import sign, tap, write_report

pytestmark = pytest.mark.journey


async def receive(desk: Page) -> None:
    """What a person at the counter is asked: no address, no window."""
    await desk.click("text=New order")
    await desk.select_option("[name=kind]", "carry_in")
    until = f"{datetime.now(UTC) + timedelta(days=3):%Y-%m-%d}"
    for name, value in {
        "customer": "Dana's works", "contact_name": "Dana", "contact_phone": "+49 30 5550100", "serial": "SN-77", "model": "T14",
        "fault": "Fan is loud", "promised_on": until, "accessories": "Charger", "condition": "Scratched", "password_note": "sesame",
    }.items():  # fmt: skip
        await desk.fill(f"[name={name}]", value)
    await desk.select_option("[name=level]", "2")
    await expect(desk.locator("[name=address], [name=from]")).to_have_count(0)
    files: list[FilePayload] = [
        {"name": "lid.jpg", "mimeType": "image/jpeg", "buffer": photo(900)},
        {"name": "invoice.jpg", "mimeType": "image/jpeg", "buffer": b"%PDF-1.7"},
    ]
    await desk.set_input_files("input[name=photos]", files)
    await expect(desk.locator("[data-taken=refused]")).to_contain_text("This file is not a photo and was not added.")
    await expect(desk.locator("[data-taken=ready]")).to_contain_text("lid.jpg")
    await desk.click("form.order-form button.primary")


async def receipt(desk: Page) -> str:
    """The address that is printed on it; how the device is opened is not."""
    async with desk.context.expect_page() as opened:
        await desk.click("button[data-print]")
    paper = await opened.value
    await expect(paper.locator(".receipt")).to_contain_text("Charger")
    await expect(paper.locator(".receipt")).not_to_contain_text("sesame")
    await drawn(paper.locator(".pictures img"))
    link = await paper.locator("[data-link]").inner_text()
    await paper.close()
    return link


async def drawn(picture: Locator) -> None:
    """Its bytes are here, and are a picture."""
    await expect(picture).to_have_js_property("complete", True)
    assert await picture.evaluate("(picture) => picture.naturalWidth") == 900


async def test_a_device_is_received_quoted_repaired_and_fetched(play: Playwright, house: Served, us: Cast) -> None:
    office, phone = await open_context(play, DESK), await open_context(play, PHONE)
    desk, bench = await page_of(office), await page_of(phone)
    await sign_in_console(desk, house.url, "alice")
    await receive(desk)
    await expect(desk.locator(".detail[data-status=awaiting_assignment]")).to_contain_text("Handed in, waits for the bench")
    await desk.click("[data-counter] [data-photo]")
    await drawn(desk.locator("dialog img"))
    await desk.keyboard.press("Escape")
    await expect(desk.locator("dialog")).to_have_count(0)
    await expect(desk.locator("[data-counter]")).to_be_visible()
    link = await receipt(desk)
    await desk.locator(f"[data-engineer='{us.users['bob']}'] button").click()
    await expect(desk.locator(".detail[data-status=assigned]")).to_be_visible()

    await sign_in_phone(bench, house.url, "bob")
    await bench.click(".visit-card")
    await expect(bench.locator("[data-handed-in]")).to_contain_text("sesame")
    await expect(bench.locator("a[href^='geo:']")).to_have_count(0)
    await tap(bench, "accept", "accepted")
    await tap(bench, "start_diagnosis", "diagnosing")

    await expect(desk.locator(".detail[data-status=diagnosing]")).to_be_visible()
    await desk.click("button[data-say=quote]")
    await desk.fill("[name=amount]", "120.50")
    await desk.fill("[name=currency]", "eur")
    await desk.fill("[name=work]", "New fan")
    await desk.click("form[data-say=quote] [type=submit]")
    await expect(desk.locator("[data-quote=waits]")).to_contain_text("€120.50")

    customer = await page_of(await open_context(play, PHONE))
    await customer.goto(link)
    await expect(customer.locator("h1")).to_have_text("We have a quote for you. The repair begins when you agree.")
    async with customer.context.expect_page() as opened:
        await customer.click("[data-photo]")
    await drawn((await opened.value).locator("img"))
    await customer.click("button[value=yes]")
    await expect(customer.locator("h1")).to_have_text("Bob is repairing your device.")

    await expect(bench.locator("main.visit[data-status=repairing] [data-agreed=true]")).to_be_visible()
    await bench.click(".actions [data-action=report]")
    await write_report(bench, [])
    await sign(bench)
    await expect(customer.locator("h1")).to_have_text("You have collected your device. Thank you for your trust.")
    await expect(desk.locator(".detail[data-status=signed]")).to_contain_text("Collected and signed")
