import asyncio
from typing import Any

import pytest

from outrider import db
from outrider.assign import actions as assign
from outrider.db import Tx, transaction
from outrider.model import ALL, Cause, Status, moment_of
from outrider.problems import Problem
from outrider.status.order import actions as orders
from tests.cast import NOW, Cast, act, give, take_order, walk
from tests.conftest import code_of


async def test_assigning_puts_the_promise_on_the_attendance(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    attendance = await give(tx, us, order)
    promise = await tx.value(
        "select window_to = arrival_promise from attendances a join visits v on v.id = a.visit_id where a.id = $1", attendance
    )
    assert promise is True


async def test_a_hand_over_keeps_what_the_first_engineer_did_and_needs_a_reason(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    first = await give(tx, us, order)
    await walk(tx, us, order, "accept", "confirm_appointment", "set_off")
    with pytest.raises(Problem) as refusal:
        await give(tx, us, order, "charlie")
    assert refusal.value.code == "data_missing"
    second = await give(tx, us, order, "charlie", "Would be late")
    rows = await tx.connection.fetch(
        "select id, end_reason, set_off_at is not null as went from attendances order by assigned_at, end_reason nulls last"
    )
    assert [(row["id"], row["end_reason"], row["went"]) for row in rows] == [(first, "hand_over", True), (second, None, False)]


async def test_a_hand_over_reaches_both_phones_and_the_office_in_one_commit(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await tx.step_feed()
    await give(tx, us, order, "charlie", "Late")
    await tx.step_feed()
    rows = await tx.connection.fetch("select engineer_id from feed where id = $1 and engineer_id is not null", order)
    assert {row["engineer_id"] for row in rows} == {us.users["bob"], us.users["charlie"]}


async def test_an_engineer_without_the_skill_is_refused(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us, skill="imaging")
    with pytest.raises(Problem) as refusal:
        await give(tx, us, order)
    assert refusal.value.params == {"rule": "skill", "fields": ["engineer_id"]}


async def test_the_same_engineer_twice_is_refused(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    with pytest.raises(Problem) as refusal:
        await give(tx, us, order, reason="again")
    assert refusal.value.code == "already_assigned"


async def test_undoing_an_assignment_takes_it_back(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await act(tx, us, "alice", order, "unassign", reason="Undo")
    assert (await orders.lock_order(tx, order, ALL)).engineer_id is None


async def test_of_two_dispatchers_at_once_one_wins(pool: Any, us: Cast) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)

    async def try_it(name: str) -> str:
        try:
            async with db.transaction(pool, us.org_id) as tx:
                head = await orders.lock_order(tx, order, ALL)
                row = (
                    tx,
                    order,
                    us.users[name],
                    head.status if head.engineer_id is None else Status.RECEIVED,
                    Cause(us.actor("alice"), ALL, moment_of(NOW)),
                )
                await assign.assign(*row)
            return "done"
        except Problem as refusal:
            return refusal.code

    assert sorted(await asyncio.gather(try_it("bob"), try_it("charlie"))) == ["done", "status_moved"]


async def test_candidates_over_http_say_who_and_why(client: Any, pool: Any, us: Cast) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us, skill="server")
    ranking = (await client("alice").get(f"/api/orders/{order}/candidates")).json()
    assert sorted(row["name"] for row in ranking["candidates"]) == ["Bob", "Charlie"]
    body = {"engineer_id": ranking["candidates"][0]["engineer_id"], "expected": "received"}
    assert (await client("alice").post(f"/api/orders/{order}/assignment", json=body)).json() == {
        "status": "assigned",
        "conflict": None,
        "undo_until": "2026-03-02T10:00:10Z",
    }
    assert code_of(await client("alice").post(f"/api/orders/{order}/assignment", json=body)) == (409, "status_moved")


WAITING = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"


@pytest.mark.parametrize("says", [True, False])
async def test_of_many_hand_overs_at_once_one_counts_and_the_others_are_told(client: Any, pool: Any, us: Cast, says: bool) -> None:
    """Also where they do not say what they saw: each decided on what stood there before the first one was done."""
    async with transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
        await give(tx, us, order)
    body = {"expected": "assigned", "reason": "late", "engineer_id": str(us.users["charlie"])}
    if says:
        body["seen_engineer_id"] = str(us.users["bob"])
    async with client("alice") as alice, pool.acquire() as holding:
        lock = holding.transaction()
        await lock.start()
        await holding.execute(db.SET_ORG, str(us.org_id))
        await holding.execute("select id from orders where id = $1 for update", order)
        asked = [asyncio.ensure_future(alice.post(f"/api/orders/{order}/assignment", json=body)) for _ in range(5)]
        while await pool.fetchval(WAITING) < 5:  # in no transaction: one sees the same for its whole length
            await asyncio.sleep(0)
        await lock.rollback()
        answers = await asyncio.gather(*asked)
    lost = [row for row in answers if row.status_code != 200]
    assert [code_of(row) for row in lost] == [(409, "engineer_changed")] * 4
    async with transaction(pool, us.org_id) as tx:
        assert await tx.value("select count(*) from events where kind = 'hand_over'") == 1


async def test_an_action_decided_on_anothers_visit_is_refused(client: Any, pool: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
        await give(tx, us, order, "charlie")
    body = {"action": "unassign", "expected": "assigned", "data": {"reason": "undo"}, "seen_engineer_id": str(us.users["bob"])}
    async with client("alice") as alice:
        assert code_of(await alice.post(f"/api/orders/{order}/actions", json=body)) == (409, "engineer_changed")
