"""A technician inspects and quotes at the bench without network; it comes back, the customer agrees by their link, and the phone says so."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from playwright.async_api import FilePayload, Playwright, expect

from outrider.ids import new_id
from tests.cast import Cast
from tests.offline.photos import photo

from .chromium import DESK, PHONE, open_context, page_of, sign_in_console, sign_in_phone
from .processes import Served
from .steps import tap
from .test_carry_in import drawn

pytestmark = pytest.mark.journey


def on_bobs_bench(house: Served, us: Cast) -> tuple[str, str]:
    """The order of a device that was handed in, and the customer's link."""
    now = datetime.now(UTC)
    brought = {
        "id": str(new_id(now)), "kind": "carry_in", "level": "1", "fault": "Fan is loud", "serial": "SN-1", "station_id": str(us.station),
        "account_name": "Dana's works", "contact": {"name": "Dana", "phone": "+49 30 5550100"},
        "window_from": now.isoformat(), "window_to": (now + timedelta(days=3)).isoformat(),
    }  # fmt: skip
    cookies = {"outrider_session": house.sign_in("alice")}
    with httpx.Client(base_url=house.url, cookies=cookies, headers={"origin": house.url}) as alice:
        alice.post("/api/orders", json=brought).raise_for_status()
        alice.put(f"/api/orders/{brought['id']}/receipt", json={"accessories": "Charger"}).raise_for_status()
        given = {"engineer_id": str(us.users["bob"]), "expected": "awaiting_assignment", "reason": ""}
        alice.post(f"/api/orders/{brought['id']}/assignment", json=given).raise_for_status()
        link = alice.post(f"/api/orders/{brought['id']}/customer-link").raise_for_status().json()["url"]
    return str(brought["id"]), house.url + link[link.index("/c/") :]


async def test_a_technician_inspects_and_quotes_without_network_and_reads_the_answer(play: Playwright, house: Served, us: Cast) -> None:
    await house.sql("update orgs set country = 'DE'")
    order, link = on_bobs_bench(house, us)
    office, phone, homes = [await open_context(play, kind) for kind in (DESK, PHONE, PHONE)]
    desk, bench, customer = await page_of(office), await page_of(phone), await page_of(homes)
    await sign_in_phone(bench, house.url, "bob")
    await bench.click(".visit-card")
    await tap(bench, "accept", "accepted")

    await bench.evaluate("navigator.serviceWorker.ready")  # from then on all of the app is kept
    await phone.set_offline(True)
    await tap(bench, "start_diagnosis", "diagnosing")
    await expect(bench.locator("[data-stage=inspect]")).to_be_visible()
    await bench.click(".actions [data-action=inspect]")
    await bench.click("[data-sheet=inspect] [data-choose=fault_found]")
    await bench.fill("[name=findings]", "Bearing worn out 轴承磨损")
    lens: FilePayload = {"name": "fan.jpg", "mimeType": "image/jpeg", "buffer": photo(900)}
    await bench.set_input_files("[data-sheet=inspect] .take-photo input", lens)
    await expect(bench.locator("[data-sheet=inspect] .photos img")).to_have_count(1)
    await bench.click("[data-remove]")
    await bench.click("[data-removed] summary")
    await bench.click("[data-put-back]")
    await bench.click("[data-sheet=inspect] button.primary")
    await expect(bench.locator("[data-handed-in]")).to_contain_text("fault found · Bearing worn out 轴承磨损")
    await expect(bench.locator("[data-inspection-photos='1'] img")).to_have_count(1)

    await bench.click(".actions [data-action=quote]")
    await expect(bench.locator("[name=currency]")).to_have_value("EUR")  # of the organisation's country
    await bench.fill("[name=amount]", "120,50")
    await bench.fill("[name=work]", "New fan")
    await bench.click("[data-sheet=quote] button.primary")
    await expect(bench.locator("main.visit[data-status=awaiting_customer] [data-agreed=null]")).to_contain_text("€120.50New fan")
    await expect(bench.locator("[data-stage=asked_unsent]")).to_be_visible()
    await expect(bench.locator(".actions > .primary")).to_have_count(0)  # the next word is the customer's

    await phone.set_offline(False)
    await expect(bench.locator("[data-stage=asked]")).to_be_visible()
    await customer.goto(link)
    await expect(customer.locator("[data-quote]")).to_contain_text("€120.50: New fan")
    await customer.click("button[value=yes]")
    await expect(bench.locator("main.visit[data-status=repairing] [data-agreed=true]")).to_contain_text("The customer agreed by the link")
    await bench.goto(f"{house.url}/app/")
    await expect(bench.locator("main.list")).not_to_contain_text("On the way")

    await sign_in_console(desk, house.url, "alice")
    await desk.goto(f"{house.url}/console?order={order}")
    await expect(desk.locator("[data-counter]")).to_contain_text("Bearing worn out 轴承磨损")
    await desk.click("[data-inspection-photos='1'] [data-photo]")
    await drawn(desk.locator("dialog img"))
    await desk.click("[data-take-away]")
    await expect(desk.locator("[data-inspection-photos]")).to_have_count(0)
    await desk.click("[data-removed-photos] summary")
    await desk.click("[data-put-back]")
    await expect(desk.locator("[data-inspection-photos='1']")).to_be_visible()
    await expect(desk.locator("[data-quote=agreed]")).to_contain_text("The customer agreed by the link")
