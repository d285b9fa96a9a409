"""The failure catalogue, rows of people: who else is on the phone, and what the office decided meanwhile."""

import asyncio
import json
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Page, Route, expect

from tests.cast import Cast

from ..chromium import DESK, PHONE, open_browser, open_context, page_of, sign_in_console, sign_in_phone
from ..phone_store import frame, outbox
from ..steps import draw, read_to_the_end, sign, tap, write_report
from .phone import COMMANDS, WAYS, Phone, sign_in_again

pytestmark = pytest.mark.journey


async def test_row_13_and_14_another_person_on_the_phone_sends_and_sees_nothing_of_the_first(bob: Phone) -> None:
    bob.house.stop("serve")
    await bob.steps(0, 1, 2)
    await bob.page.goto(f"{bob.house.url}/app/phone")
    await bob.says("offline", 3)
    await bob.page.click("[data-sign-out]")
    await bob.page.click("[data-sign-out-now]")  # told first that nobody signs in again without network
    await expect(bob.page.locator("[name=login]")).to_be_visible()  # without network, from the phone's own shell
    await expect(bob.page.locator("[data-left]")).to_contain_text("Bob: 3 entries")
    bob.house.start("serve")
    await sign_in_again(bob, "charlie")
    await bob.says("ok", 0)
    await expect(bob.page.locator(".visit-card")).to_have_count(0)
    assert await bob.house.sql("select 1 from commands") == []
    await bob.page.goto(f"{bob.house.url}/app/phone")
    await bob.page.click("text=Sign out")
    await expect(bob.page.locator("[name=login]")).to_be_visible()
    await sign_in_again(bob, "bob")
    await bob.says("ok", 0)
    assert len(await bob.house.sql("select 1 from commands")) == 3
    await bob.page.goto(f"{bob.house.url}/app/sign-in")
    await expect(bob.page.locator("[data-left]")).to_have_count(0)


async def test_row_15_a_visit_cancelled_meanwhile_keeps_the_work_and_the_signatures(bob: Phone) -> None:
    await bob.steps(0, 1)
    await bob.says("ok", 0)
    bob.house.stop("serve")
    await bob.steps(2, 3)
    await tap(bob.page, "start_diagnosis", "diagnosing")
    await tap(bob.page, "start_repair", "repairing")
    await bob.page.click(".actions [data-report]")
    await write_report(bob.page, [])
    await sign(bob.page)
    kept = await outbox(bob.page)
    await bob.browser.set_offline(True)
    bob.house.start("serve")
    cookies = {"outrider_session": bob.house.sign_in("alice")}
    async with httpx.AsyncClient(base_url=bob.house.url, cookies=cookies) as alice:
        wanted = {"action": "cancel", "expected": "appointment_confirmed", "data": {"reason": "Called off"}}
        (await alice.post(f"/api/orders/{bob.order}/actions", json=wanted)).raise_for_status()
    await bob.browser.set_offline(False)
    await bob.says("ok", 0, 60_000)
    (order,) = await bob.house.sql("select status, (select kind from reviews where closed_at is null) as waits from orders")
    assert (order["status"], order["waits"]) == ("cancelled", "late_work")
    statement = json.loads(next(row["body"] for row in kept if row["kind"] == "seal_report"))["payload"]["statement"]
    assert [row["statement"].decode() for row in await bob.house.sql("select statement from reports")] == [statement]


async def test_row_17_somebody_disabled_meanwhile_loses_nothing(bob: Phone, tmp_path: Path) -> None:
    bob.house.stop("serve")
    await bob.steps(0, 1, 2)
    await bob.house.sql("update users set active = false where name = 'Bob'")
    bob.house.start("serve")
    await bob.says("sign_in", 0)
    kept = await outbox(bob.page)
    rows = await bob.house.sql("select id::text, body, code from command_quarantine")
    assert {row["id"]: row["body"].decode() for row in rows} == {row["id"]: row["body"] for row in kept}
    assert {row["code"] for row in rows} == {"person_disabled"}
    desk = await at_the_inbox(bob)
    for left in (3, 2, 1):
        await expect(desk.locator("[data-take]")).to_have_count(left)
        await desk.locator("[data-take]").first.click()
    await expect(desk.locator("[data-take]")).to_have_count(0)
    assert [row["status"] for row in await bob.house.sql("select status from orders")] == ["en_route"]
    await expect(desk.locator("[data-end]")).to_have_count(0)  # a dispatcher ends no session
    await desk.context.close()
    desk = await at_the_inbox(bob, "erin")
    await desk.click("[data-end]")
    await desk.click("[data-end-now]")
    await expect(desk.locator(".entries")).to_contain_text("signed out")
    assert await bob.house.sql("select 1 from sessions where phone_id is not null and revoked_at is null") == []
    await desk.context.close()


async def at_the_inbox(bob: Phone, name: str = "alice") -> Page:
    browser = await open_context(bob.play, DESK)
    desk = await page_of(browser)
    await sign_in_console(desk, bob.house.url, name)
    await desk.goto(f"{bob.house.url}/console/manage/phones")
    return desk


async def test_work_of_a_phone_that_finds_no_network_is_brought_in_at_the_office(bob: Phone, tmp_path: Path) -> None:
    await bob.browser.set_offline(True)
    await bob.steps(0, 1)
    await bob.page.click(".pill")
    async with bob.page.expect_download() as waited:
        await bob.page.click("[data-export]")
    desk = await at_the_inbox(bob)
    for said in ("2 entries", "2 had come before"):  # twice is once
        await desk.set_input_files("input[name=unsent]", str(await (await waited.value).path()))
        await expect(desk.locator(".toast")).to_contain_text(said)
    assert [row["status"] for row in await bob.house.sql("select status from orders")] == ["appointment_confirmed"]
    await desk.context.close()
    await bob.browser.set_offline(False)
    await bob.all_is_once("accept", "confirm_appointment")


async def test_row_16_two_who_both_worked_leave_two_attendances_and_two_reports(bob: Phone, us: Cast, tmp_path: Path) -> None:
    await bob.steps(0, 1, 2)
    await bob.says("ok", 0)
    await bob.browser.set_offline(True)
    await finish_here(bob.page)
    cookies = {"outrider_session": bob.house.sign_in("alice")}
    async with httpx.AsyncClient(base_url=bob.house.url, cookies=cookies) as alice:
        given = {"engineer_id": str(us.users["charlie"]), "expected": "en_route", "reason": "Bob does not answer"}
        (await alice.post(f"/api/orders/{bob.order}/assignment", json=given)).raise_for_status()
        browser = await open_browser(bob.play, tmp_path / "charlie", PHONE)
        page = await page_of(browser)
        await sign_in_phone(page, bob.house.url, "charlie")
        await page.click(".visit-card")
        for action, after in WAYS[:3]:
            await tap(page, action, after)
        await finish_here(page)
        await expect(page.locator(".pill[data-sync=ok][data-unsent='0']").first).to_be_visible()
        await bob.browser.set_offline(False)
        await bob.says("ok", 0, 60_000)
        order = (await alice.get(f"/api/orders/{bob.order}")).json()
        assert [(row["kind"], row["subject"], row["engineer"]) for row in order["reviews"]] == [("late_work", "sign", "Bob")]
        assert {row["engineer"] for row in order["attendances"]} == {"Bob", "Charlie"}
        assert all(row["arrived_at"] and row["finished_at"] for row in order["attendances"])
        assert len(order["reports"]) == 2
    sealed = [json.loads(row["sealed"]) for row in await bob.house.sql("select sealed from reports")]
    assert {document["order_id"] for document in sealed} == {bob.order}
    await browser.close()


async def test_a_report_begun_before_a_hand_over_is_signed_from_the_visit_that_went(bob: Phone, us: Cast) -> None:
    await bob.steps(0, 1, 2, 3)
    await bob.says("ok", 0)
    await bob.page.click(".actions [data-report]")
    await write_report(bob.page, [])
    await bob.page.click(".back")
    cookies = {"outrider_session": bob.house.sign_in("alice")}
    async with httpx.AsyncClient(base_url=bob.house.url, cookies=cookies) as alice:
        given = {"engineer_id": str(us.users["charlie"]), "expected": "arrived", "reason": "Needed elsewhere"}
        (await alice.post(f"/api/orders/{bob.order}/assignment", json=given)).raise_for_status()
    await expect(bob.page.locator("main.visit .note.warn").first).to_contain_text("Charlie")
    await bob.page.click("[data-unfinished]")
    await bob.page.click(".actions button.primary")
    await read_to_the_end(bob.page)
    for party in ("customer", "engineer"):
        await draw(bob.page, party)
        await bob.page.click(f"[data-party={party}] button.primary")
    await bob.page.click("[data-read-report]")
    await expect(bob.page.locator("[data-signed] polyline")).to_have_count(2)
    await bob.says("ok", 0)
    assert len(await bob.house.sql("select 1 from reports")) == 1
    (order,) = await bob.house.sql("select status, (select subject from reviews where closed_at is null) as waits from orders")
    assert (order["status"], order["waits"]) == ("assigned", "sign")


async def test_a_note_begun_before_a_hand_over_is_kept_on_the_visit_that_went(bob: Phone, us: Cast) -> None:
    await bob.steps(0, 1)
    await bob.says("ok", 0)
    await bob.page.click(".actions [aria-expanded]")
    await bob.page.click(".sheet [data-action=note]")
    await bob.page.fill(".sheet textarea", "The key is at the bakery")
    cookies = {"outrider_session": bob.house.sign_in("alice")}
    async with httpx.AsyncClient(base_url=bob.house.url, cookies=cookies) as alice:
        given = {"engineer_id": str(us.users["charlie"]), "expected": "appointment_confirmed", "reason": "Needed elsewhere"}
        (await alice.post(f"/api/orders/{bob.order}/assignment", json=given)).raise_for_status()
    await expect(bob.page.locator("[data-unsaid=note]")).to_contain_text("The key is at the bakery")
    await bob.page.click("[data-unsaid=note] [data-say]")
    await expect(bob.page.locator("[data-unsaid]")).to_have_count(0)
    await expect(bob.page.locator(".recorded")).to_contain_text("The key is at the bakery")
    await bob.says("ok", 0)
    assert await bob.house.sql("select 1 from events where kind = 'note' and payload::text like '%bakery%'")


async def test_nobody_signs_is_said_where_it_is_found_out(bob: Phone) -> None:
    await bob.steps(0, 1, 2, 3)
    await bob.page.click(".actions [data-report]")
    await write_report(bob.page, [])
    await bob.page.click(".actions button.primary")
    await bob.page.click("[data-unsigned]")
    await bob.page.fill("[name=reason]", "The shop is closed")
    await bob.page.fill("[name=witness]", "The porter")
    await bob.page.click(".sheet button[type=submit]")
    await expect(bob.page.locator("main.visit .recorded")).to_contain_text("The shop is closed · The porter")
    await expect(bob.page.locator("[data-refused]")).to_contain_text("you may leave")
    await expect(bob.page.locator(".actions > [data-to-next]")).to_be_visible()
    await bob.says("ok", 0)
    (said,) = await bob.house.sql("select payload from events where kind = 'declare_unsigned'")
    assert (json.loads(said["payload"])["reason"], json.loads(said["payload"])["witness"]) == ("The shop is closed", "The porter")


async def test_who_takes_their_data_away_while_it_is_sent_leaves_nothing(bob: Phone) -> None:
    answered = asyncio.Event()

    async def late(route: Route) -> None:
        answer = await route.fetch()
        await answered.wait()
        await route.fulfill(response=answer)

    await bob.browser.route(COMMANDS, late)
    async with bob.page.expect_request(COMMANDS):
        await bob.steps(0)
    await bob.page.click(".top .pill")
    await bob.page.click("[data-remove]")
    await bob.page.fill("[name=remove]", "remove")
    async with bob.page.expect_response("**/api/sign-out"):
        await bob.page.click("[data-remove-now]")
    answered.set()
    await bob.page.wait_for_url("**/app/sign-in")
    names = await bob.page.evaluate("indexedDB.databases().then((rows) => rows.map((row) => row.name))")
    assert [name for name in names if name.startswith("outrider-")] == []


async def finish_here(page: Page) -> None:
    """From the way there to both signatures."""
    await tap(page, "arrive", "arrived")
    await tap(page, "start_diagnosis", "diagnosing")
    await tap(page, "start_repair", "repairing")
    await page.click(".actions [data-report]")
    await write_report(page, [])
    await sign(page)


async def test_a_locked_phone_shows_nothing_sends_on_and_opens_without_network(bob: Phone) -> None:
    bob.house.stop("serve")
    await bob.steps(0)
    await bob.page.click(".pill")
    await bob.page.click("[data-lock-now]")
    for _ in range(2):
        await enter(bob.page, "2580")
    await expect(bob.page.locator("[data-lock]")).to_be_visible()
    await bob.page.reload()
    await expect(bob.page.locator("[data-lock]")).to_be_visible()
    await expect(bob.page.locator("main.visit, .settings, .banner")).to_have_count(0)
    bob.house.start("serve")
    while not await bob.house.sql("select 1 from commands"):
        await frame(bob.page)
    bob.house.stop("serve")
    await enter(bob.page, "1111")
    await expect(bob.page.locator("[data-lock] [role=alert]")).to_contain_text("4 tries left")
    await enter(bob.page, "2580")
    await expect(bob.page.locator(".settings")).to_be_visible()
    bob.house.start("serve")


async def test_after_five_wrong_codes_only_the_password_opens_the_phone(bob: Phone) -> None:
    await bob.steps(0)
    await bob.page.click(".pill")
    await bob.page.click("[data-lock-now]")
    await enter(bob.page, "2580")
    await enter(bob.page, "2581")  # not the same: the code is chosen anew
    await expect(bob.page.locator(".lock [role=alert]")).to_contain_text("not the same")
    await enter(bob.page, "2580")
    await enter(bob.page, "2580")
    for left in (4, 3, 2, 1):
        await enter(bob.page, "1111")
        await expect(bob.page.locator("[data-lock] [role=alert]")).to_contain_text(f"Wrong code. {left} ")
    await enter(bob.page, "1111")
    await expect(bob.page.locator(".keypad")).to_have_count(0)
    await bob.page.reload()
    await expect(bob.page.locator("[data-lock] [role=alert]")).to_contain_text("password")
    await expect(bob.page.locator(".keypad")).to_have_count(0)  # the right one would come too late
    await bob.page.click("[data-lock] > button")
    await expect(bob.page.locator("[name=login]")).to_be_visible()
    await sign_in_again(bob)
    await bob.all_is_once("accept")


async def enter(page: Page, digits: str) -> None:
    for digit in digits:
        await page.click(f".keypad button:text-is('{digit}')")
    await page.click(".lock button[type=submit]")
