from datetime import date
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.customer.rules import parts_on
from outrider.db import transaction
from outrider.ids import new_id
from outrider.model import Status
from outrider.parts import rules
from tests.cast import NOW, Cast, act, give, take_order, walk
from tests.conftest import code_of


@pytest.fixture
async def order(pool: Any, us: Cast) -> UUID:
    async with transaction(pool, us.org_id) as tx:
        await tx.run("insert into part_kinds (org_id, id, number, name) values (current_org(), $1, 'F1', 'Fan')", new_id(NOW))
        return await take_order(tx, us)


@pytest.fixture
async def diagnosed(pool: Any, us: Cast, order: UUID) -> UUID:
    """The same order, at which bob is."""
    async with transaction(pool, us.org_id) as tx:
        await give(tx, us, order)
        await walk(tx, us, order, "accept", "confirm_appointment", "set_off", "arrive", "start_diagnosis")
    return order


async def asked(client: Any, order: UUID) -> str:
    kind = (await client("alice").get("/api/parts")).json()[0]["id"]
    made = await client("alice").post(f"/api/orders/{order}/part-requests", json={"part_kind_id": kind, "quantity": 2})
    return str(made.json()["id"])


async def detail(client: Any, order: UUID) -> Any:
    return (await client("alice").get(f"/api/orders/{order}")).json()


async def move(client: Any, request: str, was: str, to: str, **where: Any) -> Any:
    return await client("alice").put(f"/api/part-requests/{request}/status", json={"was": was, "to": to, **where})


async def needs(pool: Any, us: Cast, order: UUID, *parts: dict[str, Any], text: str = "1 × Fan") -> None:
    async with transaction(pool, us.org_id) as tx:
        await act(tx, us, "bob", order, "request_parts", text=text, parts=list(parts))


async def test_every_change_of_the_expected_date_is_kept(client: Any, order: UUID, clock: Any) -> None:
    request = await asked(client, order)
    for day, code in (("2026-03-04", "ordered"), ("2026-03-06", "out_of_stock")):
        clock.at = clock.at.replace(minute=clock.at.minute + 1)
        answer = await client("alice").put(f"/api/part-requests/{request}/expected", json={"expected_on": day, "code": code, "reason": "x"})
        assert answer.status_code == 204
    (part,) = (await detail(client, order))["parts"]
    assert part["expected_on"] == "2026-03-06"
    assert [(row["expected_on"], row["code"]) for row in part["dates"]] == [("2026-03-04", "ordered"), ("2026-03-06", "out_of_stock")]


async def test_a_date_in_the_past_or_for_no_known_reason_is_refused(client: Any, order: UUID) -> None:
    request = await asked(client, order)
    answer = await client("alice").put(f"/api/part-requests/{request}/expected", json={"expected_on": "2026-02-01", "reason": "x"})
    assert code_of(answer) == (422, "date_not_valid")
    answer = await client("alice").put(f"/api/part-requests/{request}/expected", json={"expected_on": "2026-03-04", "code": "moon"})
    assert code_of(answer) == (422, "field_not_valid")


async def test_a_part_moves_step_by_step(client: Any, order: UUID) -> None:
    request = await asked(client, order)
    assert code_of(await move(client, request, "requested", "fitted")) == (409, "action_not_possible")
    assert (await move(client, request, "requested", "in_transit")).status_code == 204


async def test_an_unknown_part_is_not_found(client: Any, order: UUID) -> None:
    answer = await client("alice").post(f"/api/orders/{order}/part-requests", json={"part_kind_id": str(uuid4())})
    assert code_of(answer) == (404, "not_found")


async def test_what_the_catalogue_has_not_is_asked_for_in_words(client: Any, order: UUID) -> None:
    blank = await client("alice").post(f"/api/orders/{order}/part-requests", json={"name": " "})
    assert code_of(blank) == (422, "data_missing")
    made = await client("alice").post(f"/api/orders/{order}/part-requests", json={"name": "Left hinge", "urgency": "standstill"})
    assert made.status_code == 201
    (part,) = (await detail(client, order))["parts"]
    assert (part["number"], part["name"], part["urgency"]) == ("", "Left hinge", "standstill")


async def test_what_an_engineer_asks_for_becomes_requests_of_the_catalogue_and_in_words(
    client: Any, pool: Any, us: Cast, diagnosed: UUID
) -> None:
    await needs(pool, us, diagnosed, {"number": "F1", "quantity": 2, "urgency": "urgent"}, {"name": "Left hinge"})
    seen = await detail(client, diagnosed)
    assert seen["line"]["status"] == "awaiting_parts"
    assert [(row["number"], row["name"], row["quantity"], row["urgency"]) for row in seen["parts"]] == [
        ("F1", "Fan", 2, "urgent"),
        ("", "Left hinge", 1, "normal"),
    ]
    listed = (await client("alice").get("/api/part-requests")).json()
    assert [(row["name"], row["asked_by"], row["engineer"], row["order_status"]) for row in listed] == [
        ("Fan", "Bob", "Bob", "awaiting_parts"),
        ("Left hinge", "Bob", "Bob", "awaiting_parts"),
    ]


async def test_a_phone_that_knows_no_catalogue_asks_in_words(client: Any, pool: Any, us: Cast, diagnosed: UUID) -> None:
    await needs(pool, us, diagnosed, text="A fan, the large one")
    (part,) = (await detail(client, diagnosed))["parts"]
    assert (part["name"], part["quantity"]) == ("A fan, the large one", 1)


@pytest.mark.parametrize("wrong", [{"quantity": 0}, {"quantity": 1000}, {"urgency": "now"}, {"name": "x" * 201}])
async def test_a_line_that_nobody_can_mean_is_refused(client: Any, us: Cast, diagnosed: UUID, wrong: dict[str, Any]) -> None:
    body = {"action": "request_parts", "expected": "diagnosing", "data": {"text": "Fan", "parts": [{"name": "Fan", **wrong}]}}
    assert code_of(await client("alice").post(f"/api/orders/{diagnosed}/actions", json=body)) == (422, "field_not_valid")


async def test_the_order_follows_its_parts_and_says_that_nobody_tapped_it(client: Any, pool: Any, us: Cast, diagnosed: UUID) -> None:
    await needs(pool, us, diagnosed, {"number": "F1"}, {"name": "Hinge"})
    fan, hinge = [row["id"] for row in (await detail(client, diagnosed))["parts"]]
    seen = []
    for request, was, to in (
        (fan, "requested", "in_transit"),
        (hinge, "requested", "in_transit"),
        (fan, "in_transit", "ready"),
        (hinge, "in_transit", "ready"),
    ):
        assert (await move(client, request, was, to)).status_code == 204
        seen.append((await detail(client, diagnosed))["line"]["status"])
    assert seen == ["awaiting_parts", "parts_in_transit", "parts_in_transit", "parts_ready"]
    events = (await detail(client, diagnosed))["events"]
    assert [row["payload"]["automatic"] for row in events if row["kind"] in ("ship_parts", "receive_parts")] == [True, True]


async def test_an_order_that_went_on_stays_where_it_is(client: Any, pool: Any, us: Cast, diagnosed: UUID) -> None:
    request = await asked(client, diagnosed)
    assert (await move(client, request, "requested", "ready")).status_code == 204
    assert (await detail(client, diagnosed))["line"]["status"] == "diagnosing"


async def test_who_taps_that_the_parts_are_here_says_it_of_all_of_them(client: Any, pool: Any, us: Cast, diagnosed: UUID) -> None:
    await needs(pool, us, diagnosed, {"number": "F1"}, {"name": "Hinge"})
    async with transaction(pool, us.org_id) as tx:
        await act(tx, us, "bob", diagnosed, "receive_parts")
    assert {row["status"] for row in (await detail(client, diagnosed))["parts"]} == {"ready"}


async def test_a_request_by_mistake_is_taken_back_with_its_parts(client: Any, pool: Any, us: Cast, diagnosed: UUID) -> None:
    earlier = await asked(client, diagnosed)
    await needs(pool, us, diagnosed, {"number": "F1"})
    async with transaction(pool, us.org_id) as tx:
        assert (await act(tx, us, "bob", diagnosed, "undo")).status == "diagnosing"
    parts = (await detail(client, diagnosed))["parts"]
    assert sorted((row["id"] == earlier, row["status"]) for row in parts) == [(False, "cancelled"), (True, "cancelled")]


async def test_where_a_part_comes_from_and_in_whose_hands_it_is(client: Any, us: Cast, order: UUID) -> None:
    request = await asked(client, order)
    store = (await client("alice").post("/api/part-holders", json={"name": "Main store"})).json()["id"]
    assert code_of(await client("alice").post("/api/part-holders", json={"name": "main store"})) == (409, "already_there")
    assert code_of(await move(client, request, "requested", "in_transit", holder_id=str(uuid4()))) == (404, "not_found")
    assert (await move(client, request, "requested", "in_transit", holder_id=store)).status_code == 204
    assert (await move(client, request, "in_transit", "ready", holder_id=str(us.users["bob"]))).status_code == 204
    (part,) = (await detail(client, order))["parts"]
    assert (part["source"], part["hands"]) == ("Main store", "Bob")
    stock = (await client("alice").get("/api/part-stock")).json()
    assert [(row["holder"], row["number"], row["quantity"]) for row in stock] == [("Bob", "F1", 2), ("Main store", "F1", -2)]
    moved = (await client("alice").get(f"/api/part-holders/{store}/moves")).json()
    assert [(row["kind"], row["from_name"], row["quantity"], row["by"]) for row in moved] == [("sent", "Main store", 2, "Alice")]


async def test_a_substitute_names_what_it_replaces_and_who_agreed(client: Any, order: UUID) -> None:
    request = await asked(client, order)
    silent = await client("alice").put(f"/api/part-requests/{request}/substitute", json={"name": "Fan II", "agreed_by": " "})
    assert code_of(silent) == (422, "data_missing")
    said = await client("alice").put(f"/api/part-requests/{request}/substitute", json={"name": "Fan II", "agreed_by": "Dana"})
    assert said.status_code == 204
    (part,) = (await detail(client, order))["parts"]
    assert (part["name"], part["replaces"], part["agreed_by"]) == ("Fan II", "F1 Fan", "Dana")


async def test_the_defective_one_comes_back_by_its_serial_number(client: Any, order: UUID) -> None:
    request = await asked(client, order)
    assert (await client("alice").post(f"/api/part-requests/{request}/defective", json={"serial": "SN-7"})).status_code == 204
    (part,) = (await detail(client, order))["parts"]
    assert part["defective"] == ["SN-7"]


async def test_the_customer_is_told_each_date_with_its_reason(client: Any, pool: Any, us: Cast, order: UUID, clock: Any) -> None:
    async with transaction(pool, us.org_id) as tx:
        await tx.run("update contacts set channel = 'mail', email = 'dana@dana.test', language = 'zh-CN'")
    request = await asked(client, order)
    for day, code in (("2026-03-04", "ordered"), ("2026-03-06", "out_of_stock")):
        clock.at = clock.at.replace(minute=clock.at.minute + 1)
        await client("alice").put(f"/api/part-requests/{request}/expected", json={"expected_on": day, "code": code})
    async with transaction(pool, us.org_id) as tx:
        rows = await tx.connection.fetch("select title, body from notifications where kind = 'part_date_changed' order by created_at")
    assert [row["title"] for row in rows] == ["Fan 预计 2026年3月4日周三 到货", "Fan 预计 2026年3月6日周五 到货"]
    assert "（缺货）" in rows[1]["body"]


async def test_the_customers_page_shows_the_part_its_date_and_what_was_told_before(
    client: Any, pool: Any, us: Cast, diagnosed: UUID, clock: Any
) -> None:
    link = str((await client("alice").post(f"/api/orders/{diagnosed}/customer-link")).json()["url"]).partition(":8000")[2]
    await needs(pool, us, diagnosed, {"number": "F1", "quantity": 2})
    page = (await client(None).get(link)).text
    assert "Its date will appear here as soon as it is known" in page and "No date yet" in page
    assert "Promised:" not in page
    (part,) = (await detail(client, diagnosed))["parts"]
    for day, code in (("2026-03-04", "ordered"), ("2026-03-06", "out_of_stock")):
        clock.at = clock.at.replace(minute=clock.at.minute + 1)
        await client("alice").put(f"/api/part-requests/{part['id']}/expected", json={"expected_on": day, "code": code})
    await client("alice").put(f"/api/part-requests/{part['id']}/substitute", json={"name": "Fan II", "agreed_by": "Dana"})
    page = (await client(None).get(link)).text
    assert "We are waiting for a part. It is expected on Fri, Mar 6, 2026." in page
    assert "2 × Fan II" in page and "Expected on Fri, Mar 6, 2026 (out of stock)" in page
    assert "Previously: Wed, Mar 4, 2026 (ordered)" in page and "In place of F1 Fan, agreed by Dana" in page
    assert "预计 2026年3月6日周五 到货（缺货）" in (await client(None, "zh-CN").get(link)).text


async def test_the_ledger_is_never_rewritten(own_database: Any, us: Cast) -> None:
    owner = await asyncpg.connect(own_database.owner_dsn)
    await owner.execute(
        "insert into part_moves (org_id, id, kind, number, name, quantity, serial, why, at, written_at) "
        "values ($1, gen_random_uuid(), 'counted', '', 'Fan', 1, '', '', now(), now())",
        us.org_id,
    )
    for change in ("update part_moves set quantity = 2", "delete from part_moves"):
        with pytest.raises(asyncpg.RestrictViolationError):
            await owner.execute(change)
    await owner.close()


@given(st.sampled_from(list(Status)), st.lists(st.sampled_from(list(rules.REQUEST_STEPS)), max_size=4))
def test_an_order_moves_forward_only_and_only_when_every_part_is_that_far(status: Status, parts: list[str]) -> None:
    action = rules.follows(status, parts)
    waits = [step for step in parts if step not in rules.OVER]
    if action == "receive_parts":
        assert status in (Status.AWAITING_PARTS, Status.PARTS_IN_TRANSIT) and set(waits) == {"ready"}
    elif action == "ship_parts":
        assert status == Status.AWAITING_PARTS and set(waits) <= {"in_transit", "ready"} and "in_transit" in waits
    else:
        assert action is None


def test_several_parts_are_expected_when_the_last_one_is() -> None:
    early, late = date(2026, 3, 4), date(2026, 3, 9)
    assert parts_on([("requested", early), ("in_transit", late), ("ready", None)]) == late
    assert parts_on([("requested", early), ("requested", None)]) is None
    assert parts_on([]) is None
