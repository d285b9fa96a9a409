"""A customer calls the engineer directly: the order begins on the engineer's phone, and gets its number later."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from outrider.db import transaction
from outrider.status.clocks import actions as clocks
from outrider.status.promise import actions as promises
from tests.cast import NOW, Cast, give, take_order
from tests.offline.phone import Phone

EARLIER = NOW - timedelta(hours=3)


@pytest.fixture
async def bob(client: Any) -> Phone:
    return await Phone(client("bob")).register()


@pytest.fixture
async def place(pool: Any, us: Cast, bob: Phone) -> dict[str, str]:
    """What Bob's phone has of a place that Bob has a visit at."""
    async with transaction(pool, us.org_id) as tx:
        visit = await give(tx, us, await take_order(tx, us))
    piece = (await bob.client.get(f"/api/phone/pack/{visit}")).json()
    contact, device = piece["contacts"][0], piece["devices"][0]
    return {"account_id": piece["account_id"], "site_id": piece["site_id"], "contact_id": contact["id"], "serial": device["serial"]}


def begin(phone: Phone, visit: UUID, place: dict[str, str], **change: str) -> bytes:
    said = {"order_id": str(uuid4()), "kind": "repair", "fault": "Leaks", **place, **change}
    return phone.command(visit, said, "begin_order", wall=EARLIER)


async def job(phone: Phone, visit: UUID) -> Any:
    jobs = (await phone.client.get("/api/phone/pull")).json()["jobs"]
    return next((row for row in jobs if row["attendance_id"] == str(visit)), None)


async def test_what_they_began_is_their_accepted_visit_with_a_number(bob: Phone, place: dict[str, str]) -> None:
    visit = uuid4()
    steps = begin(bob, visit, {**place, "serial": ""}), bob.act(visit, "confirm_appointment", "accepted")
    assert [row["result"] for row in await bob.send(*steps)] == ["applied", "applied"]
    found = await job(bob, visit)
    assert (found["status"], found["fault"], found["needs_review"]) == ("appointment_confirmed", "Leaks", None)
    assert found["number"]


async def test_nobody_promised_when_they_come_until_the_office_agrees_it(
    bob: Phone, place: dict[str, str], client: Any, pool: Any, us: Cast
) -> None:
    visit = uuid4()
    await bob.send(begin(bob, visit, {**place, "serial": ""}))
    found = await job(bob, visit)
    assert (found["called_at"], found["window_from"], found["window_to"]) == (EARLIER.isoformat().replace("+00:00", "Z"), None, None)
    assert found["needs_new_time"]
    async with transaction(pool, us.org_id) as tx:
        assert await promises.promises(tx, UUID(found["order_id"]), NOW) == []
        assert await clocks.differences(tx, UUID(found["order_id"])) == []
    said = {
        "agreed_from": NOW.isoformat(),
        "agreed_to": (NOW + timedelta(hours=2)).isoformat(),
        "how": "called",
        "why": "other",
        "text": "x",
    }
    wanted = {"action": "agree_time", "expected": "accepted", "data": said}
    (await client("alice").post(f"/api/orders/{found['order_id']}/actions", json=wanted)).raise_for_status()
    found = await job(bob, visit)
    assert (found["window_from"], found["needs_new_time"]) == (NOW.isoformat().replace("+00:00", "Z"), False)


CONTRACT = """
insert into contracts (org_id, id, account_id, number, name, starts_on, ends_on, levels, remote_first)
values (current_org(), $1, $2::text::uuid, 'C1', '', '2026-01-01', '2026-12-31', '{7x24x4}', false)
"""


async def test_what_the_contract_promises_counts_from_the_call_and_not_from_when_the_network_came_back(
    bob: Phone, place: dict[str, str], pool: Any, us: Cast
) -> None:
    async with transaction(pool, us.org_id) as tx:
        await tx.run(CONTRACT, uuid4(), place["account_id"])
    visit = uuid4()
    await bob.send(begin(bob, visit, {**place, "serial": ""}))
    found = await job(bob, visit)
    promised = [(EARLIER + timedelta(hours=hours)).isoformat().replace("+00:00", "Z") for hours in (0, 4)]
    assert ([found["window_from"], found["window_to"]], found["needs_new_time"]) == (promised, False)


async def test_a_device_that_is_waited_for_already_asks_a_dispatcher(bob: Phone, place: dict[str, str]) -> None:
    visit = uuid4()
    (outcome,) = await bob.send(begin(bob, visit, place))
    assert (outcome["result"], outcome["code"]) == ("accepted_conflict", "device_has_order")
    assert (await job(bob, visit))["needs_review"] == "device_has_order"


async def test_a_place_of_another_customer_is_refused_and_kept(bob: Phone, place: dict[str, str]) -> None:
    visit = uuid4()
    (outcome,) = await bob.send(begin(bob, visit, place, site_id=str(uuid4())))
    assert (outcome["result"], outcome["code"]) == ("rejected", "not_found")
    assert await job(bob, visit) is None


async def test_who_said_that_they_are_off_duty_may_still_be_called(bob: Phone, place: dict[str, str]) -> None:
    visit = uuid4()
    await bob.send(bob.command(UUID(int=7), {"state": "off"}, "duty", attendance_id=None))
    assert [row["result"] for row in await bob.send(begin(bob, visit, {**place, "serial": ""}))] == ["applied"]


ELSEWHERE = {
    "account_name": "滨海泵站", "address": "Pier 4", "contact_name": "Li", "contact_phone": "+86 10 5550100", "lat": 52.5, "lon": 13.4,
}  # fmt: skip


async def test_a_place_that_nobody_knew_is_taken_as_it_was_told_and_a_dispatcher_is_asked(bob: Phone) -> None:
    visit = uuid4()
    said = {"order_id": str(uuid4()), "kind": "repair", "fault": "Leaks", "serial": "SN-77", "elsewhere": ELSEWHERE}
    (outcome,) = await bob.send(bob.command(visit, said, "begin_order", wall=EARLIER))
    assert (outcome["result"], outcome["code"]) == ("accepted_conflict", "new_place")
    found = await job(bob, visit)
    assert (found["account"], found["address"], found["contact"], found["needs_review"]) == ("滨海泵站", "Pier 4", "Li", "new_place")
    assert found["fault"] == "Leaks\nSN-77"  # whose device it is, a dispatcher finds out


async def test_a_place_without_a_name_is_refused_and_kept(bob: Phone) -> None:
    visit = uuid4()
    said = {"order_id": str(uuid4()), "kind": "repair", "fault": "Leaks", "elsewhere": {**ELSEWHERE, "account_name": ""}}
    (outcome,) = await bob.send(bob.command(visit, said, "begin_order"))
    assert (outcome["result"], outcome["code"]) == ("rejected", "field_not_valid")


async def books_changed(pool: Any, us: Cast, statement: str, *row: Any) -> None:
    async with transaction(pool, us.org_id) as tx:
        await tx.run("insert into accounts (org_id, id, name) values (current_org(), $1, 'Another')", other := uuid4())
        await tx.run(statement, other, *row)


@pytest.mark.parametrize(
    ("statement", "whose", "words"),
    [
        ("update devices set account_id = $1, site_id = null where serial = $2", "serial", True),
        ("update contacts set account_id = $1 where id = $2::text::uuid", "contact_id", False),
    ],
)
async def test_what_belongs_elsewhere_by_now_asks_a_dispatcher_and_the_work_goes_on(
    bob: Phone, place: dict[str, str], pool: Any, us: Cast, statement: str, whose: str, words: bool
) -> None:
    await books_changed(pool, us, statement, place[whose])
    visit = uuid4()
    steps = begin(bob, visit, place), bob.act(visit, "confirm_appointment", "accepted")
    assert [(row["result"], row["code"]) for row in await bob.send(*steps)] == [("accepted_conflict", "place_changed"), ("applied", None)]
    found = await job(bob, visit)
    assert (found["needs_review"], found["contact"], place["serial"] in found["fault"]) == ("place_changed", "Dana", words)


async def test_a_place_that_has_another_customer_by_now_is_begun_there(bob: Phone, place: dict[str, str], pool: Any, us: Cast) -> None:
    await books_changed(pool, us, "update sites set account_id = $1 where id = $2::text::uuid", place["site_id"])
    visit = uuid4()
    (outcome,) = await bob.send(begin(bob, visit, place))
    assert (outcome["result"], outcome["code"]) == ("accepted_conflict", "place_changed")
    found = await job(bob, visit)
    assert (found["account"], found["contact"], place["serial"] in found["fault"]) == ("Another", "Dana", True)


async def test_a_phone_whose_clock_was_never_set_loses_no_order(bob: Phone, place: dict[str, str], pool: Any, us: Cast) -> None:
    visit, said = uuid4(), {"order_id": str(uuid4()), "kind": "repair", "fault": "Leaks", **place, "serial": ""}
    (outcome,) = await bob.send(bob.command(visit, said, "begin_order", wall=datetime(1, 1, 1, 5, tzinfo=UTC)))
    assert outcome["result"] == "applied"
    assert await job(bob, visit) is not None
    async with transaction(pool, us.org_id) as tx:
        assert await tx.value("select window_from from visits where order_id = $1::text::uuid", said["order_id"]) == NOW


@pytest.mark.parametrize("phone", ["abc", "?"])
async def test_what_an_engineer_typed_in_a_hurry_is_taken_as_it_is(bob: Phone, phone: str) -> None:
    said = {"order_id": str(uuid4()), "kind": "repair", "fault": " ", "elsewhere": {**ELSEWHERE, "contact_phone": phone}}
    (outcome,) = await bob.send(bob.command(uuid4(), said, "begin_order"))
    assert outcome["result"] == "accepted_conflict"


async def test_who_is_never_sent_there_is_not_called_there_either_and_what_was_typed_is_kept(
    bob: Phone, place: dict[str, str], client: Any, pool: Any, us: Cast
) -> None:
    """No way leads past a hard rule; when the record was wrong, it is put right and the command taken up again."""
    async with transaction(pool, us.org_id) as tx:
        await tx.run(
            "insert into blocked_pairs (org_id, id, engineer_id, account_id) values (current_org(), gen_random_uuid(), $1, $2::text::uuid)",
            us.users["bob"], place["account_id"],
        )  # fmt: skip
    visit = uuid4()
    (outcome,) = await bob.send(begin(bob, visit, {**place, "serial": ""}))
    assert (outcome["result"], outcome["code"]) == ("rejected", "engineer_blocked")
    assert await job(bob, visit) is None
    async with transaction(pool, us.org_id) as tx:
        assert await tx.value("select count(*) from command_quarantine where code = 'engineer_blocked'") == 1
