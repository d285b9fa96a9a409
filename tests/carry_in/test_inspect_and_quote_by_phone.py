"""A technician inspects and quotes on their phone, without network too: done as the counter does it, or kept and asked about."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from outrider.db import transaction
from tests.cast import NOW, WAITS, Cast
from tests.offline.phone import Phone
from tests.offline.photos import photo, upload
from tests.offline.pulls import pull

from .test_at_the_counter import QUOTE, hand_in, status_of, with_bob
from .test_photos_of_condition import link_to, name_of

FOUND = {"outcome": "fault_found", "findings": "Fan worn out 风扇磨损", "expected": "diagnosing"}
WORK = {**QUOTE, "expected": "diagnosing"}


@pytest.fixture
async def bench(client: Any, announced: UUID, us: Cast, bob: Phone) -> UUID:
    """It lies on Bob's bench, and is being inspected."""
    await hand_in(client, announced)
    assert (await with_bob(client, us, announced)).status_code == 200
    attendance = UUID((await pull(bob))["jobs"][0]["attendance_id"])
    outcomes = await bob.send(bob.act(attendance, "accept", "assigned"), bob.act(attendance, "start_diagnosis", "accepted"))
    assert [row["result"] for row in outcomes] == ["applied"] * 2
    return attendance


async def said(phone: Phone, attendance: UUID, kind: str, payload: dict[str, Any], **more: Any) -> tuple[str, str | None]:
    (outcome,) = await phone.send(phone.command(attendance, payload, kind, **more))
    return outcome["result"], outcome["code"]


async def at_counter(client: Any, order: UUID) -> dict[str, Any]:
    return dict((await client("alice").get(f"/api/orders/{order}")).json()["carry_in"])


async def handed_in(phone: Phone) -> dict[str, Any]:
    (job,) = (await pull(phone))["jobs"]
    return dict(job["handed_in"])


async def test_an_inspection_by_phone_is_the_counters_and_comes_back_to_the_phone(
    client: Any, announced: UUID, bench: UUID, bob: Phone
) -> None:
    assert await said(bob, bench, "inspect", FOUND) == ("applied", None)
    by_phone = await at_counter(client, announced)
    assert (by_phone["outcome"], by_phone["findings"]) == ("fault_found", "Fan worn out 风扇磨损")
    shown = await handed_in(bob)
    assert (shown["outcome"], shown["findings"], shown["photos"]) == ("fault_found", "Fan worn out 风扇磨损", [])
    body = {"outcome": FOUND["outcome"], "findings": FOUND["findings"]}
    assert (await client("alice").put(f"/api/orders/{announced}/inspection", json=body)).status_code == 204
    assert await at_counter(client, announced) == by_phone


async def test_a_quote_by_phone_asks_the_customer_and_their_answer_comes_back(
    client: Any, announced: UUID, bench: UUID, bob: Phone, pool: Any, us: Cast
) -> None:
    assert await said(bob, bench, "quote", WORK) == ("applied", None)
    assert await status_of(client, announced) == "awaiting_customer"
    async with transaction(pool, us.org_id) as tx:
        assert await tx.value("select count(*) from notifications where kind = 'quoted'") == 1
    asked = await handed_in(bob)
    assert [(row["amount"], row["currency"], row["work"], row["agreed"]) for row in asked["quotes"]] == [
        ("80.00", "EUR", "New screen", None)
    ]
    (made,) = (await at_counter(client, announced))["quotes"]
    link = await link_to(client, announced)
    assert (await client(None).post(f"{link}/quote", data={"quote": made["id"], "agreed": "yes"})).status_code == 303
    (answered,) = (await handed_in(bob))["quotes"]
    assert (answered["agreed"], answered["how"], answered["answered_by"]) == (True, "link", "")
    assert await status_of(client, announced) == "repairing"


async def test_who_refused_by_telephone_is_named_on_the_phone(client: Any, announced: UUID, bench: UUID, bob: Phone) -> None:
    await said(bob, bench, "quote", WORK)
    (made,) = (await at_counter(client, announced))["quotes"]
    answer = {"agreed": False, "how": "phone", "name": "Dana"}
    assert (await client("alice").put(f"/api/quotes/{made['id']}/answer", json=answer)).status_code == 204
    (refused,) = (await handed_in(bob))["quotes"]
    assert (refused["agreed"], refused["how"], refused["answered_by"]) == (False, "phone", "Dana")


async def test_sent_twice_it_is_one_quote(client: Any, announced: UUID, bench: UUID, bob: Phone) -> None:
    command = bob.command(bench, WORK, "quote")
    assert [(await bob.send(command))[0]["result"] for _ in range(2)] == ["applied", "duplicate"]
    assert len((await at_counter(client, announced))["quotes"]) == 1


async def test_photos_of_an_inspection_follow_what_was_said(client: Any, announced: UUID, bench: UUID, bob: Phone) -> None:
    data = photo(64, 1)
    assert await said(bob, bench, "inspect", {**FOUND, "photos": [name_of(data), name_of(data)]}) == ("applied", None)
    waiting = await at_counter(client, announced)
    assert (waiting["inspection_photos"], waiting["photos_coming"]) == ([], 1)
    page = await pull(bob)
    assert page["jobs"][0]["handed_in"]["photos"] == [name_of(data)]
    assert (await upload(bob, data)).json()["complete"] is True
    assert len((await pull(bob, page))["jobs"]) == 1  # whoever looks at it hears that it is there
    here = await at_counter(client, announced)
    assert ([row["sha256"] for row in here["inspection_photos"]], here["photos"], here["photos_coming"]) == ([name_of(data)], [], 0)
    assert (await client("alice").get(f"/api/orders/{announced}/photos/{name_of(data)}")).status_code == 200
    assert (await client(None).get(f"{await link_to(client, announced)}/photos/{name_of(data)}")).status_code == 404  # it is the house's


@pytest.mark.parametrize(("kind", "payload"), [("inspect", FOUND), ("quote", WORK)])
async def test_what_came_after_the_device_went_to_another_bench_is_kept_and_asked_about(
    client: Any, announced: UUID, bench: UUID, bob: Phone, us: Cast, pool: Any, kind: str, payload: dict[str, Any]
) -> None:
    body = {"engineer_id": str(us.users["charlie"]), "expected": "diagnosing", "reason": "Bob is ill"}
    assert (await client("alice").post(f"/api/orders/{announced}/assignment", json=body)).status_code == 200
    assert await said(bob, bench, kind, payload) == ("accepted_conflict", "action_not_possible")
    found = await at_counter(client, announced)
    assert (found["outcome"], found["quotes"]) == (None, [])
    detail = (await client("alice").get(f"/api/orders/{announced}")).json()
    (late,) = [row["payload"] for row in detail["events"] if row["payload"].get("conflict")]
    assert (late["conflict"], late["expected"], late["found"]) == ("action_not_possible", "diagnosing", "assigned")
    assert [(row["kind"], row["subject"]) for row in detail["reviews"]] == [("late_work", kind)]
    async with transaction(pool, us.org_id) as tx:
        assert await tx.value("select count(*) from notifications where kind = 'quoted'") == 0


async def test_photos_of_an_inspection_that_came_late_stay_with_the_device(
    client: Any, announced: UUID, bench: UUID, bob: Phone, us: Cast
) -> None:
    data = photo(64, 1)
    body = {"engineer_id": str(us.users["charlie"]), "expected": "diagnosing", "reason": "Bob is ill"}
    await client("alice").post(f"/api/orders/{announced}/assignment", json=body)
    await said(bob, bench, "inspect", {**FOUND, "photos": [name_of(data)]})
    await upload(bob, data)
    assert [row["sha256"] for row in (await at_counter(client, announced))["inspection_photos"]] == [name_of(data)]


async def test_a_quote_that_was_written_before_the_repair_went_on_is_no_quote_any_more(
    client: Any, announced: UUID, bench: UUID, bob: Phone, us: Cast, pool: Any
) -> None:
    made = (await client("alice").post(f"/api/orders/{announced}/quotes", json=QUOTE)).json()
    answer = {"agreed": True, "how": "counter", "name": "Dana"}
    assert (await client("alice").put(f"/api/quotes/{made['id']}/answer", json=answer)).status_code == 204
    assert await said(bob, bench, "quote", WORK) == ("accepted_conflict", "status_moved")
    assert [row["id"] for row in (await at_counter(client, announced))["quotes"]] == [made["id"]]
    async with transaction(pool, us.org_id) as tx:
        assert await tx.value(WAITS) == "quote"


async def test_beside_a_quote_that_waits_another_one_is_kept_and_asked_about(client: Any, announced: UUID, bench: UUID, bob: Phone) -> None:
    made = (await client("alice").post(f"/api/orders/{announced}/quotes", json=QUOTE)).json()
    assert await said(bob, bench, "quote", {**WORK, "expected": "awaiting_customer"}) == ("accepted_conflict", "quote_open")
    assert [row["id"] for row in (await at_counter(client, announced))["quotes"]] == [made["id"]]


@pytest.mark.parametrize(
    ("kind", "change", "code"),
    [
        ("quote", {"amount": "-1"}, "field_not_valid"),
        ("quote", {"amount": "1.005"}, "field_not_valid"),
        ("quote", {"currency": "XYZ"}, "field_not_valid"),
        ("quote", {"work": " \u200b"}, "data_missing"),
        ("inspect", {"outcome": "haunted"}, "field_not_valid"),
        ("inspect", {"photos": ["../keys/seal"]}, "blob_hash"),
    ],
)
async def test_what_nobody_can_mean_is_put_aside_with_its_reason_and_the_lane_goes_on(
    client: Any, announced: UUID, bench: UUID, bob: Phone, kind: str, change: dict[str, Any], code: str
) -> None:
    wrong = bob.command(bench, {**(FOUND if kind == "inspect" else WORK), **change}, kind)
    outcomes = await bob.send(wrong, bob.act(bench, "start_repair", "diagnosing"))
    assert [(row["result"], row["code"]) for row in outcomes] == [("rejected", code), ("applied", None)]
    assert await status_of(client, announced) == "repairing"


async def test_nobody_inspects_what_was_never_on_their_bench(client: Any, bench: UUID) -> None:
    charlie = await Phone(client("charlie")).register()
    assert await said(charlie, bench, "inspect", FOUND) == ("rejected", "not_your_visit")


async def test_it_counts_from_when_it_was_said_not_from_when_it_arrived(
    client: Any, announced: UUID, bench: UUID, bob: Phone, clock: Any
) -> None:
    at = NOW + timedelta(minutes=10)
    clock.at += timedelta(hours=2)
    outcomes = await bob.send(bob.command(bench, FOUND, "inspect", wall=at), bob.command(bench, WORK, "quote", wall=at), sent_at=clock.at)
    assert [row["result"] for row in outcomes] == ["applied"] * 2
    (made,) = (await at_counter(client, announced))["quotes"]
    assert made["made_at"] == "2026-03-02T10:10:00Z"
