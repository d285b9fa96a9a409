"""A customer's own account of a repair: promised in two to three days, then later, then later again, and nobody told them. Here each is told."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from outrider.db import transaction
from tests.cast import NOW, Cast
from tests.conftest import FixedClock
from tests.offline.phone import Phone
from tests.offline.pulls import pull

DAY = timedelta(days=1)


async def said(client: Any, method: str, path: str, body: dict[str, Any]) -> Any:
    answer = await client("alice").request(method, path, json=body)
    assert answer.status_code in (200, 201, 204), answer.text
    return answer.json() if answer.content else None


async def tap(bob: Phone, attendance: UUID, at: datetime, *steps: tuple[str, str]) -> None:
    commands = [bob.act(attendance, action, expected, wall=at) for action, expected in steps]
    outcomes = await bob.send(*commands, sent_at=at)
    assert [row["result"] for row in outcomes] == ["applied"] * len(steps), outcomes


async def heard(pool: Any, us: Cast) -> list[str]:
    """What the customer was told, oldest first."""
    async with transaction(pool, us.org_id) as tx:
        rows = await tx.connection.fetch("select kind, title from notifications where contact_id is not null order by created_at, id")
    return [f"{row['kind']}: {row['title']}" for row in rows]


async def test_six_days_with_two_changes_of_the_date_each_told(
    client: Any, pool: Any, us: Cast, announced: UUID, bob: Phone, clock: FixedClock
) -> None:
    link = (await said(client, "POST", f"/api/orders/{announced}/customer-link", {}))["url"].partition(":8000")[2]

    async def page() -> str:
        text = str((await client(None).get(link)).text)
        assert not any(word in text for word in ("On the way", "On site", "on the way", "is with you")), text
        return text

    assert "Please bring your device to the counter" in await page()

    # Monday: it lies at the counter, and goes to Bob's bench.
    await said(
        client, "PUT", f"/api/orders/{announced}/receipt", {"accessories": "Charger", "condition": "Scratched", "password_note": "1234"}
    )
    shown = await page()
    assert "waits for its turn" in shown and "Promised for Thu, Mar 5, 2026" in shown and "1234" not in shown
    (first, *_) = (await client("alice").get(f"/api/orders/{announced}/bench")).json()
    assert (first["name"], first["devices"]) == ("Bob", 0)
    body = {"engineer_id": first["engineer_id"], "expected": "awaiting_assignment"}
    await said(client, "POST", f"/api/orders/{announced}/assignment", body)
    (job,) = (await pull(bob))["jobs"]
    assert (job["handed_in"]["password_note"], job["window_to"]) == ("1234", None)
    attendance = UUID(job["attendance_id"])
    await tap(bob, attendance, clock.at, ("accept", "assigned"), ("start_diagnosis", "accepted"))
    assert "Bob is inspecting your device" in await page()

    # Tuesday: the fan has to be replaced, which costs; the customer decides, on their page.
    clock.at += DAY
    await said(client, "PUT", f"/api/orders/{announced}/inspection", {"outcome": "fault_found", "findings": "Fan worn out"})
    await said(client, "POST", f"/api/orders/{announced}/quotes", {"amount": "120.50", "currency": "EUR", "work": "New fan"})
    shown = await page()
    assert "We have a quote for you" in shown and "€120.50: New fan" in shown
    quote = shown.partition('name="quote" value="')[2].partition('"')[0]
    assert (await client(None).post(f"{link}/quote", data={"quote": quote, "agreed": "yes"})).status_code == 303
    assert "Bob is repairing your device" in await page()

    # Wednesday and Thursday: the part does not come, and each time the customer hears why and until when.
    for date, why in (("2026-03-07", "The fan is not in stock"), ("2026-03-09", "The carrier lost it")):
        clock.at += DAY
        await said(client, "PUT", f"/api/orders/{announced}/promised", {"promised_on": date, "reason": why})
        shown = await page()
        assert why in shown and ("Sat, Mar 7, 2026" if date.endswith("07") else "Mon, Mar 9, 2026") in shown

    # Friday: it works again.
    clock.at += DAY
    await tap(bob, attendance, clock.at, ("start_test", "repairing"), ("finish_work", "testing"))
    assert "ready to be collected" in await page()

    # Saturday: collected and signed on the technician's phone, as at a customer's place.
    clock.at += DAY
    report = bob.report(announced)
    (outcome,) = await bob.send(bob.seal(attendance, report), sent_at=clock.at)
    assert outcome["result"] == "applied", outcome
    assert "You have collected your device" in await page()

    number = "OUR-260302-0001"
    assert await heard(pool, us) == [
        f"device_handed_in: We have your device: {number}",
        f"quoted: {number}: the repair would cost €120.50",
        f"date_promised: {number}: new date Sat, Mar 7, 2026",
        f"date_promised: {number}: new date Mon, Mar 9, 2026",
        f"ready_to_fetch: {number}: your device can be collected",
    ]
    assert clock.at - NOW == 5 * DAY  # Monday to Saturday
    detail = (await client("alice").get(f"/api/orders/{announced}")).json()
    assert [row["promised_on"] for row in detail["carry_in"]["dates"]] == ["2026-03-05", "2026-03-07", "2026-03-09"]
    assert {clock_["what"] for clock_ in detail["clocks"]} & {"sent_off", "arrival"} == set()
    assert detail["carry_in"]["has_password"] is False  # nobody needs to open it any more
