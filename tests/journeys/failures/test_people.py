"""The failure catalogue, rows of people: who else is on the phone, and what the office decided meanwhile."""

import json

import httpx
import pytest
from playwright.async_api import expect

from ..phone_store import outbox
from ..test_whole_road import sign, tap, write_report
from .phone import Phone, sign_in_again

pytestmark = pytest.mark.journey


async def test_row_13_and_14_another_person_on_the_phone_sends_and_sees_nothing_of_the_first(bob: Phone) -> None:
    bob.house.stop("serve")
    await bob.steps(0, 1, 2)
    await bob.page.goto(f"{bob.house.url}/app/phone")
    await bob.page.click("text=Sign out")
    await expect(bob.page.locator("[name=login]")).to_be_visible()  # without network, from the phone's own shell
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


async def test_row_15_a_visit_cancelled_meanwhile_keeps_the_work_and_the_signatures(bob: Phone) -> None:
    await bob.steps(0, 1)
    await bob.says("ok", 0)
    bob.house.stop("serve")
    await bob.steps(2, 3)
    await tap(bob.page, "start_diagnosis", "diagnosing")
    await tap(bob.page, "start_repair", "repairing")
    await bob.page.click(".actions .pair button >> nth=0")
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
    (order,) = await bob.house.sql("select status, needs_review from orders")
    assert order["status"] == "cancelled"
    assert order["needs_review"] is not None
    statement = json.loads(next(row["body"] for row in kept if row["kind"] == "seal_report"))["payload"]["statement"]
    assert [row["statement"].decode() for row in await bob.house.sql("select statement from reports")] == [statement]


async def test_row_17_somebody_disabled_meanwhile_loses_nothing(bob: Phone) -> None:
    bob.house.stop("serve")
    await bob.steps(0, 1, 2)
    await bob.house.sql("update users set active = false where name = 'Bob'")
    bob.house.start("serve")
    await bob.says("sign_in", 0)
    kept = await outbox(bob.page)
    rows = await bob.house.sql("select id::text, body, code from command_quarantine")
    assert {row["id"]: row["body"].decode() for row in rows} == {row["id"]: row["body"] for row in kept}
    assert {row["code"] for row in rows} == {"person_disabled"}
