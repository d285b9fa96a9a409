from typing import Any

import pytest

from outrider import db
from outrider.db import Tx
from outrider.event_kinds import OF_AN_ORDER
from outrider.model import ALL, Cause, Status, moment_of
from outrider.order_facts import OrderAction
from outrider.problems import Problem
from outrider.status import actions as status
from outrider.status.rules import OTHER, REASONS, TABLE
from tests.cast import NOW, Cast, act, give, take_order
from tests.conftest import code_of

SAID = "select payload from events where kind = $1 and order_id = $2"


def test_every_action_that_needs_a_reason_has_codes_and_none_else() -> None:
    assert {line.action for line in TABLE if "reason" in line.needs} == set(REASONS)
    assert all(codes[-1] == OTHER and len(codes) <= 9 for codes in REASONS.values())  # a key each
    assert all(OF_AN_ORDER[action] is OrderAction for action in REASONS)


async def test_a_code_alone_says_why(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await act(tx, us, "alice", order, "cancel", reason_code="solved")
    assert (await tx.value(SAID, "cancel", order))["reason_code"] == "solved"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"reason_code": OTHER}, "data_missing"),
        ({"reason_code": OTHER, "reason": " \u3000"}, "data_missing"),
        ({"reason": "\u200b"}, "data_missing"),
        ({}, "data_missing"),
        ({"reason_code": "no_permit"}, "field_not_valid"),  # of another action
        ({"reason_code": "x" * 41}, "field_not_valid"),
    ],
)
async def test_something_else_is_said_in_words_and_a_blank_says_nothing(tx: Tx, us: Cast, said: dict[str, str], code: str) -> None:
    order = await take_order(tx, us)
    with pytest.raises(Problem) as refusal:
        await act(tx, us, "alice", order, "cancel", NOW, **said)
    assert refusal.value.code == code


async def test_a_hand_over_is_recorded_with_its_code(client: Any, pool: Any, us: Cast) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
        await give(tx, us, order)
    body = {"engineer_id": str(us.users["charlie"]), "expected": "assigned"}
    async with client("alice") as alice:
        assert code_of(await alice.post(f"/api/orders/{order}/assignment", json=body)) == (422, "data_missing")
        wrong = await alice.post(f"/api/orders/{order}/assignment", json={**body, "reason_code": "solved"})
        assert code_of(wrong) == (422, "field_not_valid")
        assert (await alice.post(f"/api/orders/{order}/assignment", json={**body, "reason_code": "nearer"})).status_code == 200
        events = (await alice.get(f"/api/orders/{order}")).json()["events"]
    assert [row["payload"].get("reason_code") for row in events if row["kind"] == "hand_over"] == ["nearer"]


async def test_a_code_of_a_newer_phone_is_kept(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    attendance = await give(tx, us, order)
    cause = Cause(us.actor("bob"), ALL, moment_of(NOW))
    changed = await status.take_from_phone(tx, attendance, "decline", Status.ASSIGNED, cause, {"reason_code": "stuck_in_lift"})
    assert (changed.status, changed.conflict) == (Status.AWAITING_ASSIGNMENT, None)
    assert (await tx.value(SAID, "decline", order))["reason_code"] == "stuck_in_lift"
