"""What comes with a tap is what its action asks for, within bounds. Nothing else of it reaches the history, and no history stops an order."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from outrider.db import Tx, transaction, transactions_of
from outrider.status.clocks import actions as clocks
from outrider.status.rules import TABLE, Data
from tests.cast import NOW, Cast, give, old_event, take_order, walk
from tests.conftest import code_of

from .phone import Phone
from .test_commands import value

# What the server itself writes into the events of an order, and reads there again.
FACTS = {
    "from": "assigned", "to": "closed", "window_from": "2031-01-01T00:00:00+00:00", "automatic": True, "conflict": "x", "found": "closed",
    "expected": "closed", "engineer_id": "00000000-0000-0000-0000-000000000000", "engineer_name": "Somebody",
    "previous_engineer_id": None, "report_id": "00000000-0000-0000-0000-000000000000", "kind": "repair", "level": "0", "was": "note",
}  # fmt: skip
WRONG = [
    ("note", {"text": {"a": 1}}), ("note", {"text": ["a"]}), ("note", {"text": 5}), ("note", {"text": "a" * 20_001}),
    ("note", {"text": "a", "unfinished": "yes"}), ("running_late", {"minutes": -2_000_000_000, "cause": "other"}),
    ("running_late", {"minutes": 2_000_000_000, "cause": "other"}), ("running_late", {"minutes": 0, "cause": "other"}),
    ("running_late", {"minutes": 1441, "cause": "other"}), ("running_late", {"minutes": 20, "cause": "aliens"}),
    ("running_late", {"minutes": 20.5, "cause": "other"}), ("no_access", {"reason": "a" * 4_001}),
]  # fmt: skip


def test_no_name_that_a_person_may_send_is_one_that_the_server_reads_as_its_own() -> None:
    said = {field.name for field in msgspec.structs.fields(Data)}
    assert said & set(FACTS) == set()
    assert {name for line in TABLE for name in line.needs} - said == {"engineer_id", "report_id"}  # of what nobody reaches by a tap


@pytest.mark.parametrize("name", FACTS)
async def test_the_console_cannot_say_the_servers_facts(client: Any, pool: Any, us: Cast, name: str) -> None:
    async with transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
    body = {"action": "note", "expected": "received", "data": {"text": "Hello", name: FACTS[name]}}
    async with client("alice") as alice:
        answer = await alice.post(f"/api/orders/{order}/actions", json=body)
    assert code_of(answer) == (422, "field_not_valid")
    assert answer.json()["params"]["fields"] == [name]


async def test_a_phones_own_idea_of_the_servers_facts_stays_in_its_bytes(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast
) -> None:
    (outcome,) = await bob.send(bob.act(attendance, "note", "assigned", data={"text": "Hello", **FACTS}))
    assert outcome["result"] == "applied"
    payload = await value(pool, us, "select payload from events where kind = 'note'")
    assert payload == {"text": "Hello", "from": "assigned", "to": "assigned"}
    assert b"2031-01-01" in await value(pool, us, "select body from commands")


@pytest.mark.parametrize(("action", "data"), WRONG, ids=[f"{action}-{str(data)[:30]}" for action, data in WRONG])
async def test_a_value_that_nobody_can_mean_is_put_aside_and_the_lane_goes_on(
    bob: Phone, attendance: UUID, pool: Any, us: Cast, action: str, data: dict[str, Any]
) -> None:
    wrong = bob.act(attendance, action, "assigned", data=data)
    outcomes = await bob.send(wrong, bob.act(attendance, "accept", "assigned"))
    assert [(row["result"], row["code"]) for row in outcomes] == [("rejected", "field_not_valid"), ("applied", None)]
    assert await value(pool, us, "select body from command_quarantine") == wrong
    assert await value(pool, us, "select late_minutes from attendances") is None


@pytest.mark.parametrize(("action", "data"), [row for row in WRONG if row[0] == "note"])
async def test_the_console_is_told_which_field_is_wrong(client: Any, pool: Any, us: Cast, action: str, data: dict[str, Any]) -> None:
    async with transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
    async with client("alice") as alice:
        answer = await alice.post(f"/api/orders/{order}/actions", json={"action": action, "expected": "received", "data": data})
    assert code_of(answer) == (422, "field_not_valid")


@pytest.mark.parametrize("blank", ["", "   ", "\n\t", "　", "\u200b\u2060", "\u200d"])
async def test_blanks_are_no_reason(client: Any, pool: Any, us: Cast, blank: str) -> None:
    async with transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
    async with client("alice") as alice:
        body = {"action": "cancel", "expected": "received", "data": {"reason": blank}}
        assert code_of(await alice.post(f"/api/orders/{order}/actions", json=body)) == (422, "data_missing")


async def test_late_work_cannot_bring_a_report_that_nobody_signed(
    bob: Phone, attendance: UUID, order: UUID, client: Any, pool: Any, us: Cast
) -> None:
    async with transaction(pool, us.org_id) as tx:
        await walk(tx, us, order, "accept", "confirm_appointment", "set_off", "arrive", "start_diagnosis")
        await give(tx, us, order, "charlie", "late")
    await bob.send(bob.act(attendance, "finish_work", "diagnosing", data={"report_id": FACTS["report_id"]}))
    async with client("alice") as alice:
        (waits,) = (await alice.get("/api/reviews")).json()
        answer = await alice.post(f"/api/reviews/{waits['id']}/give-back", json={"expected": "assigned"})
    assert (answer.status_code, answer.json()["status"]) == (200, "awaiting_signature")


POISON: list[dict[str, Any]] = [
    {"window_from": "nonsense"}, {"window_from": 5}, {"window_from": "2031-01-01"}, {"window_from": ["a"]},
    {"from": "assigned", "to": "nowhere"}, {"from": "assigned", "to": 7}, {"from": "a", "to": {"b": 1}},
]  # fmt: skip


@pytest.mark.parametrize("kind", ["note", "reopen"])
@pytest.mark.parametrize("payload", POISON, ids=str)
async def test_a_history_that_cannot_be_read_stops_no_order(tx: Tx, us: Cast, payload: dict[str, Any], kind: str) -> None:
    """Older releases have let such events in, and events are never rewritten."""
    order = await take_order(tx, us, level="0")
    await give(tx, us, order)
    before = {row.what: row.due_at for row in await clocks.derive(tx, order)}
    await old_event(tx, kind, order, payload)
    assert {row.what: row.due_at for row in await clocks.derive(tx, order)} == before
    assert await walk(tx, us, order, "accept", "set_off", at=NOW + timedelta(minutes=3)) == "en_route"


async def test_a_valid_time_in_somebody_elses_event_moves_no_limit(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us, level="0")
    await give(tx, us, order)
    await walk(tx, us, order, "accept")
    before = {row.what: row.due_at for row in await clocks.derive(tx, order)}
    await old_event(tx, "note", order, {"window_from": FACTS["window_from"]})
    assert {row.what: row.due_at for row in await clocks.derive(tx, order)} == before


async def test_all_clocks_are_verified_beside_a_spoiled_history(pool: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
        await old_event(tx, "note", order, {"window_from": "nonsense"})
    assert await clocks.verify(transactions_of(pool), us.org_id) == (1, [])
