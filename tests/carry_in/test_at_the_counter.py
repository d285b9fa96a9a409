from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from outrider import jobs, worker
from outrider.carry_in.kept import actions as kept
from outrider.db import transaction, transactions_of
from outrider.ids import new_id
from tests.cast import NOW, Cast, take_order
from tests.conftest import code_of
from tests.offline.phone import Phone
from tests.offline.pulls import pull

from .conftest import brought

RECEIPT = {"accessories": "Charger", "condition": "Scratched", "password_note": "open sesame"}
QUEUED = "select payload, execute_after - created as wait from pgqueuer where entrypoint = $1"
QUOTE = {"amount": "80.00", "currency": "EUR", "work": "New screen"}


async def with_bob(client: Any, us: Cast, order: UUID) -> Any:
    body = {"engineer_id": str(us.users["bob"]), "expected": "awaiting_assignment"}
    return await client("alice").post(f"/api/orders/{order}/assignment", json=body)


async def hand_in(client: Any, order: UUID) -> None:
    assert (await client("alice").put(f"/api/orders/{order}/receipt", json=RECEIPT)).status_code == 204


async def status_of(client: Any, order: UUID) -> str:
    return str((await client("alice").get(f"/api/orders/{order}")).json()["line"]["status"])


async def test_what_is_brought_needs_no_address_and_is_promised_for_a_day(client: Any, announced: UUID) -> None:
    found = (await client("alice").get(f"/api/orders/{announced}")).json()
    assert (found["line"]["site"], found["line"]["window_to"], found["line"]["promised_on"]) == ("ours 1", None, "2026-03-05")


async def test_a_customer_who_comes_again_has_one_place_at_the_counter(client: Any, announced: UUID, us: Cast, pool: Any) -> None:
    first = (await client("alice").get(f"/api/orders/{announced}")).json()["extra"]
    again = brought(us, account_name="", account_id=first["account_id"], contact_id=first["contact_id"], contact=None, serial="SN-2")
    assert (await client("alice").post("/api/orders", json=again)).status_code == 201
    async with transaction(pool, us.org_id) as tx:
        assert await tx.value("select count(*) from sites where name = 'ours 1'") == 1


async def test_a_counter_that_is_not_seen_takes_nothing(client: Any, us: Cast) -> None:
    assert code_of(await client("alice").post("/api/orders", json=brought(us, station_id=str(uuid4())))) == (404, "not_found")


async def test_handing_in_puts_it_before_the_bench_and_once_only(client: Any, announced: UUID) -> None:
    assert await status_of(client, announced) == "received"
    for _ in range(2):
        await hand_in(client, announced)
    assert await status_of(client, announced) == "awaiting_assignment"


async def test_how_it_is_opened_reads_only_whoever_works_on_it(client: Any, announced: UUID, us: Cast, bob: Phone, pool: Any) -> None:
    await hand_in(client, announced)
    assert (await with_bob(client, us, announced)).status_code == 200
    assert "open sesame" not in (await client("alice").get(f"/api/orders/{announced}")).text
    (job,) = (await pull(bob))["jobs"]
    assert job["handed_in"]["password_note"] == "open sesame"
    body = {"engineer_id": str(us.users["charlie"]), "expected": "assigned", "reason": "Bob is ill"}
    assert (await client("alice").post(f"/api/orders/{announced}/assignment", json=body)).status_code == 200
    (job,) = (await pull(bob))["jobs"]
    assert (job["ended_at"] is not None, job["handed_in"]["password_note"]) == (True, "")
    async with transaction(pool, us.org_id) as tx:
        said = await tx.value("select string_agg(payload::text, '') from events") + await tx.value(
            "select string_agg(body, '') from notifications"
        )
    assert "sesame" not in said


async def test_a_technician_of_another_station_has_no_bench_here(client: Any, announced: UUID, us: Cast, pool: Any) -> None:
    await hand_in(client, announced)
    async with transaction(pool, us.org_id) as tx:
        other = new_id(NOW)
        await tx.run("insert into units (org_id, id, kind, name, lat, lon) values (current_org(), $1, 'station', 'Far', 50, 10)", other)
        await tx.run("update engineers set station_id = $1 where user_id = $2", other, us.users["bob"])
    shown = (await client("alice").get(f"/api/orders/{announced}/bench")).json()
    assert [row["name"] for row in shown] == ["Charlie"]
    assert code_of(await with_bob(client, us, announced)) == (409, "engineer_not_suitable")


async def test_whoever_has_least_on_the_bench_is_offered_first(client: Any, announced: UUID, us: Cast) -> None:
    await hand_in(client, announced)
    await with_bob(client, us, announced)
    second = brought(us, account_name="Eve", serial="SN-2")
    await client("alice").post("/api/orders", json=second)
    shown = (await client("alice").get(f"/api/orders/{second['id']}/bench")).json()
    assert [(row["name"], row["devices"]) for row in shown] == [("Charlie", 0), ("Bob", 1)]


async def test_a_declined_quote_gives_it_back_unrepaired(client: Any, announced: UUID, us: Cast, bob: Phone) -> None:
    await hand_in(client, announced)
    await with_bob(client, us, announced)
    attendance = UUID((await pull(bob))["jobs"][0]["attendance_id"])
    await bob.send(bob.act(attendance, "accept", "assigned"), bob.act(attendance, "start_diagnosis", "accepted"))
    made = await client("alice").post(f"/api/orders/{announced}/quotes", json=QUOTE)
    assert await status_of(client, announced) == "awaiting_customer"
    assert code_of(await client("alice").post(f"/api/orders/{announced}/quotes", json=QUOTE)) == (409, "quote_open")
    answer = {"agreed": False, "how": "phone", "name": "Dana"}
    assert (await client("alice").put(f"/api/quotes/{made.json()['id']}/answer", json=answer)).status_code == 204
    assert await status_of(client, announced) == "diagnosing"
    assert code_of(await client("alice").put(f"/api/quotes/{made.json()['id']}/answer", json=answer)) == (409, "quote_answered")
    (job,) = (await pull(bob))["jobs"]
    assert (job["handed_in"]["quote"], job["handed_in"]["agreed"]) == ("80.00 EUR New screen", False)


async def test_a_link_answers_for_its_own_order_alone(client: Any, announced: UUID, us: Cast) -> None:
    other = brought(us, account_name="Eve", serial="SN-2")
    await client("alice").post("/api/orders", json=other)
    made = (await client("alice").post(f"/api/orders/{other['id']}/quotes", json=QUOTE)).json()
    link = (await client("alice").post(f"/api/orders/{announced}/customer-link")).json()["url"].partition(":8000")[2]
    refused = await client(None).post(f"{link}/quote", data={"quote": made["id"], "agreed": "yes"})
    assert refused.status_code == 404
    shown = (await client("alice").get(f"/api/orders/{other['id']}")).json()["carry_in"]["quotes"]
    assert [row["agreed"] for row in shown] == [None]


@pytest.mark.parametrize(
    ("change", "field"), [({"amount": "-1"}, "amount"), ({"amount": "1.005"}, "amount"), ({"currency": "XYZ"}, "currency")]
)
async def test_money_that_nobody_can_mean_is_refused(client: Any, announced: UUID, change: dict[str, str], field: str) -> None:
    refused = await client("alice").post(f"/api/orders/{announced}/quotes", json={**QUOTE, **change})
    assert (code_of(refused), refused.json()["params"]["fields"]) == ((422, "field_not_valid"), [field])


@pytest.mark.parametrize(("day", "reason", "code"), [("2026-03-01", "x", "date_not_valid"), ("2026-03-09", " ", "data_missing")])
async def test_a_date_is_promised_anew_with_a_reason_and_not_for_the_past(
    client: Any, announced: UUID, day: str, reason: str, code: str
) -> None:
    refused = await client("alice").put(f"/api/orders/{announced}/promised", json={"promised_on": day, "reason": reason})
    assert code_of(refused) == (422, code)


async def test_a_visit_is_nothing_that_is_handed_in(client: Any, pool: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
    assert code_of(await client("alice").put(f"/api/orders/{order}/receipt", json=RECEIPT)) == (409, "action_not_possible")
    assert code_of(await client("alice").get(f"/api/orders/{order}/bench")) == (409, "action_not_possible")


@pytest.mark.parametrize("words", ["OUR-260302-0001", "030 5550100", "+49 30 5550100", "5550100"])
async def test_it_is_found_again_by_number_and_telephone_long_after(client: Any, announced: UUID, clock: Any, words: str) -> None:
    cancel = {"action": "cancel", "expected": "received", "data": {"reason": "never came"}}
    assert (await client("alice").post(f"/api/orders/{announced}/actions", json=cancel)).status_code == 200
    clock.at += timedelta(days=5)
    found = (await client("alice").get("/api/orders", params={"words": words})).json()
    assert [row["id"] for row in found] == [str(announced)]


async def test_at_the_counter_another_technician_hands_it_out(client: Any, announced: UUID, us: Cast, bob: Phone, pool: Any) -> None:
    await hand_in(client, announced)
    await with_bob(client, us, announced)
    attendance = UUID((await pull(bob))["jobs"][0]["attendance_id"])
    steps = (("accept", "assigned"), ("start_diagnosis", "accepted"), ("finish_work", "diagnosing"))
    await bob.send(*(bob.act(attendance, *step) for step in steps))
    body = {"engineer_id": str(us.users["charlie"]), "expected": "awaiting_signature", "reason": "Bob is at lunch"}
    assert (await client("alice").post(f"/api/orders/{announced}/assignment", json=body)).status_code == 200
    charlie = await Phone(client("charlie")).register()
    (job,) = (await pull(charlie))["jobs"]
    assert job["status"] == "awaiting_signature"
    (outcome,) = await charlie.send(charlie.seal(UUID(job["attendance_id"]), charlie.report(announced)))
    assert outcome["result"] == "applied"
    assert await status_of(client, announced) == "signed"


@pytest.mark.parametrize("withdrawn", [True, False])
async def test_a_cancellation_that_stands_forgets_how_it_is_opened(
    client: Any, announced: UUID, us: Cast, pool: Any, withdrawn: bool
) -> None:
    await hand_in(client, announced)
    body = {"action": "cancel", "expected": "awaiting_assignment", "data": {"reason": "They bought another"}}
    assert (await client("alice").post(f"/api/orders/{announced}/actions", json=body)).status_code == 200
    if withdrawn:
        assert (await client("alice").post(f"/api/orders/{announced}/withdrawal", json={"expected": "cancelled"})).status_code == 200
    async with transaction(pool, us.org_id) as tx:
        note = "select password_note from carry_ins where order_id = $1"
        assert await tx.value(note, announced) == "open sesame"
        job = await tx.connection.fetchrow(QUEUED, jobs.FORGET_PASSWORD)
        assert job
        assert job["wait"] == timedelta(seconds=60)
    about = msgspec.json.decode(job["payload"], type=worker.JOBS[jobs.FORGET_PASSWORD][0])
    await kept.forget_if_cancelled(transactions_of(pool), *about)
    async with transaction(pool, us.org_id) as tx:
        assert await tx.value(note, announced) == ("open sesame" if withdrawn else "")


async def test_whom_the_customer_was_promised_comes_first_on_the_bench_too(client: Any, announced: UUID, us: Cast, pool: Any) -> None:
    charlie = us.users["charlie"]
    async with transaction(pool, us.org_id) as tx:  # of two who have nothing before them, the name decides
        await tx.run("update engineers set station_id = $1 where user_id = $2", us.station, charlie)

    async def bench() -> list[tuple[str, bool]]:
        return [(row["name"], row["named"]) for row in (await client("alice").get(f"/api/orders/{announced}/bench")).json()][:2]

    assert await bench() == [("Bob", False), ("Charlie", False)]
    stands = (await client("alice").get(f"/api/orders/{announced}/edit")).json()["values"]
    body = {"was": stands, "wanted": {**stands, "named_engineer_id": str(charlie)}}
    assert (await client("alice").put(f"/api/orders/{announced}/edit", json=body)).status_code == 204
    assert await bench() == [("Charlie", True), ("Bob", False)]
