"""From the customer's call to the signed report and the rating; the server is away from "set off" until after the signature."""

import json
import subprocess
from asyncio import ensure_future
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from playwright.async_api import BrowserContext, Page, Playwright, expect

from tests.cast import Cast
from tests.conftest import one_row
from tests.offline.photos import photo

from .chromium import DESK, PHONE, assign_to, kill_browser, open_browser, open_context, page_of, sign_in_console, sign_in_phone
from .phone_store import outbox, photos
from .processes import Served
from .steps import FIELDS, sign, tap, write_report

pytestmark = pytest.mark.journey
ON_THE_WAY = ("set_off", "arrive", "start_diagnosis")


async def take_the_call(desk: Page) -> str:
    """The dispatcher takes the order with a pin on the map; the order's id."""
    await desk.click("text=New order")
    soon = datetime.now(UTC) + timedelta(minutes=20)
    for name, value in {
        "customer": "Dana's works", "contact_name": "Dana", "contact_phone": "+49 30 5550100", "site_name": "Hall 1",
        "address": "Main street 1", "serial": "SN-77", "model": "R740", "fault": "Does not start",
        "from": f"{soon:%Y-%m-%dT%H:%M}", "to": f"{soon + timedelta(hours=1):%Y-%m-%dT%H:%M}",
    }.items():  # fmt: skip
        await desk.fill(f"[name={name}]", value)
    await desk.select_option("[name=level]", "2")
    await desk.locator(".maplibregl-canvas").click(position={"x": 160, "y": 100})
    await desk.click("form.order-form button.primary")
    row = desk.locator(".row[data-order]")
    await expect(row).to_have_count(1)
    return str(await row.get_attribute("data-order"))


async def out_of_battery(phone: BrowserContext, profile: Path) -> None:
    gone = ensure_future(phone.wait_for_event("close"))
    kill_browser(profile)
    await gone


async def the_visit_without_network(play: Playwright, house: Served, phone: BrowserContext, tmp_path: Path) -> Page:
    """Everything from setting off to the seal, with the server's process ended and the browser killed in between."""
    page = await page_of(phone)
    house.stop("serve")
    for action, after in zip(ON_THE_WAY, ("en_route", "arrived", "diagnosing"), strict=True):
        await tap(page, action, after)
    await out_of_battery(phone, tmp_path / "bob")
    again = await open_browser(play, tmp_path / "bob", PHONE)
    page = await page_of(again)
    await page.goto(f"{house.url}/app/")
    await page.click(".visit-card")
    await expect(page.locator("main.visit[data-status=diagnosing]")).to_be_visible()
    await tap(page, "start_repair", "repairing")
    await page.click(".actions [data-report]")
    pictures = [tmp_path / "one.jpg", tmp_path / "two.jpg"]
    for seed, picture in enumerate(pictures, 1):
        picture.write_bytes(photo(seed=seed))
    await write_report(page, pictures)
    await page.reload()  # what was typed is there again
    await expect(page.locator("textarea[name=work_done]")).to_have_value(FIELDS["work_done"])
    await sign(page)
    return page


async def test_an_order_goes_from_the_call_to_the_rating_with_the_server_away(
    play: Playwright, house: Served, us: Cast, tmp_path: Path
) -> None:
    desk_browser = await open_context(play, DESK)
    phone = await open_browser(play, tmp_path / "bob", PHONE)
    desk, page = await page_of(desk_browser), await page_of(phone)
    await sign_in_console(desk, house.url, "alice")
    await sign_in_phone(page, house.url, "bob")
    await page.evaluate("navigator.serviceWorker.ready")
    await phone.close()  # closed and opened again
    phone = await open_browser(play, tmp_path / "bob", PHONE)
    page = await page_of(phone)
    await page.goto(f"{house.url}/app/")

    order_id = await take_the_call(desk)
    await assign_to(desk, us.users["bob"])
    await page.click(".visit-card")  # it came by itself
    await tap(page, "accept", "accepted")
    await tap(page, "confirm_appointment", "appointment_confirmed")
    await expect(desk.locator(".detail[data-status=appointment_confirmed]")).to_be_visible()

    page = await the_visit_without_network(play, house, phone, tmp_path)
    kept, pictures = await outbox(page), await photos(page)
    assert [row["state"] for row in kept].count("waiting") == len(ON_THE_WAY) + 3
    house.start("serve")
    await expect(page.locator(".pill[data-sync=ok][data-unsent='0']")).to_be_visible(timeout=90_000)
    await expect(desk.locator(".detail[data-status=signed]")).to_be_visible(timeout=60_000)
    await everything_arrived_once(house, kept, pictures)

    await expect(desk.locator(".detail .report-row a")).to_be_visible(timeout=60_000)
    await the_pdf_verifies(house, order_id, kept, tmp_path)
    await desk.click("text=Customer link")
    link = await desk.locator("input.link").input_value()
    await the_customer_reads_and_rates(play, link)
    await expect(desk.locator(".detail .facts")).to_contain_text("★★★★★")
    for context in (desk_browser, page.context):
        await context.close()


async def everything_arrived_once(house: Served, kept: list[dict[str, Any]], pictures: dict[str, bytes]) -> None:
    """Each command once and byte for byte, each photo under its hash, each signature as it was drawn."""
    owner = await asyncpg.connect(house.database.owner_dsn)
    rows = await owner.fetch("select id, body, outcome->>'result' as result from commands")
    assert {str(row["id"]): (row["body"].decode(), row["result"]) for row in rows} == {row["id"]: (row["body"], "applied") for row in kept}
    changes = await owner.fetch("select command_id, kind from events where command_id is not null")
    expected = [(row["id"], row["action"]) for row in kept] + [(kept[-1]["id"], "report_sealed")]
    assert sorted((str(row["command_id"]), row["kind"]) for row in changes) == sorted(expected)
    assert len(pictures) == 2
    for digest, data in pictures.items():
        stored = house.data / "blobs" / str(house.database.us.org_id) / digest
        assert sha256(stored.read_bytes()).hexdigest() == digest == sha256(data).hexdigest()
    sealing = json.loads(next(row["body"] for row in kept if row["kind"] == "seal_report"))["payload"]
    report = await one_row(owner, "select sealed, statement, sha256 from reports")
    assert (report["sealed"].decode(), report["statement"].decode()) == (sealing["sealed"], sealing["statement"])
    assert report["sha256"] == sha256(sealing["sealed"].encode()).digest()
    await owner.close()


async def the_pdf_verifies(house: Served, order_id: str, kept: list[dict[str, Any]], tmp_path: Path) -> None:
    cookies = {"outrider_session": house.sign_in("alice")}
    async with httpx.AsyncClient(base_url=house.url, cookies=cookies) as alice:
        report = (await alice.get(f"/api/orders/{order_id}")).json()["reports"][0]
        pdf = (await alice.get(f"/api/reports/{report['id']}/pdf")).content
    (tmp_path / "r.pdf").write_bytes(pdf)
    said = run("pdfsig", "-nocert", str(tmp_path / "r.pdf"))
    assert "Signature is Valid" in said and "Total document signed" in said
    broken = bytearray(pdf)
    broken[len(pdf) // 3] ^= 1
    (tmp_path / "broken.pdf").write_bytes(broken)
    assert "Signature is Valid" not in run("pdfsig", "-nocert", str(tmp_path / "broken.pdf"))
    text = run("pdftotext", str(tmp_path / "r.pdf"), "-")
    assert all(word in text for word in ("风扇三停转", "Fan 60 mm", report["number"]))


def run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


async def the_customer_reads_and_rates(play: Playwright, link: str) -> None:
    browser = await open_context(play, PHONE)
    page = await page_of(browser)
    await page.goto(link)
    await expect(page.locator("a[href*='/report/']")).to_be_visible()
    await page.locator(".rating input[name=stars][value='5']").check(force=True)
    await page.click(".rating button.primary")
    await expect(page.locator(".stars")).to_have_text("★★★★★")
    await browser.close()
