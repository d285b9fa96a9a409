"""What the office decided a moment ago is taken back: the order, whoever had it, its clocks and its messages are as before."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from outrider.assign import actions as assign
from outrider.backoff import Backoff
from outrider.db import Tx, transaction
from outrider.model import ALL, Cause, Status, moment_of
from outrider.problems import Problem
from outrider.rescue import actions as rescue
from outrider.status import actions as status
from outrider.status.clocks import actions as clocks
from outrider.status.order import actions as orders
from outrider.status.withdraw import actions as withdrawals
from tests.cast import DATA, NOW, Cast, act, give, take_order, walk
from tests.conftest import Database

LATER = NOW + timedelta(seconds=4)
ROWS = {
    "orders": "select status, status_since, station_id from orders where id = $1",
    "visits": "select id, window_from, window_to, closed_at from visits where order_id = $1 order by id",
    "attendances": "select * from attendances where order_id = $1 and end_reason is distinct from 'withdrawn' order by id",
    "clocks": "select * from clocks where order_id = $1 order by what, n",
    "reviews": "select * from reviews where order_id = $1 order by id",
}


async def stands(tx: Tx, order: UUID) -> dict[str, Any]:
    """All of an order that anybody can see, but its history."""
    return {name: [dict(row) for row in await tx.connection.fetch(sql, order)] for name, sql in ROWS.items()}


async def withdraw(tx: Tx, us: Cast, order: UUID, name: str = "alice", after: timedelta = timedelta(seconds=4)) -> status.Changed:
    head = await orders.lock_order(tx, order, ALL)
    return await withdrawals.withdraw(tx, order, head.status, Cause(us.actor(name), ALL, moment_of(NOW + after)))


@pytest.fixture
async def repairing(tx: Tx, us: Cast) -> UUID:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await walk(tx, us, order, "accept", "confirm_appointment", "set_off", "arrive", "start_repair", at=NOW - timedelta(minutes=20))
    return order


async def hand_over(tx: Tx, us: Cast, order: UUID) -> None:
    cause = Cause(us.actor("alice"), ALL, moment_of(NOW))
    head = await orders.lock_order(tx, order, ALL)
    await assign.assign(tx, order, us.users["charlie"], head.status, cause, "Needed elsewhere")


async def test_a_running_repair_goes_on_where_it_was(tx: Tx, us: Cast, repairing: UUID) -> None:
    before = await stands(tx, repairing)
    await hand_over(tx, us, repairing)
    assert await stands(tx, repairing) != before
    assert (await withdraw(tx, us, repairing)).status == Status.REPAIRING
    assert await stands(tx, repairing) == before
    assert await clocks.differences(tx, repairing) == []


@pytest.mark.parametrize("action", ["assign", "unassign", "cancel"])
async def test_all_is_as_before(tx: Tx, us: Cast, action: str) -> None:
    order = await take_order(tx, us)
    if action != "assign":
        await give(tx, us, order)
        await walk(tx, us, order, "accept")
    before = await stands(tx, order)
    await (give(tx, us, order) if action == "assign" else act(tx, us, "alice", order, action, NOW, reason="By mistake"))
    await withdraw(tx, us, order)
    assert await stands(tx, order) == before
    assert await clocks.differences(tx, order) == []


async def test_it_is_one_event_that_says_what_was_withdrawn(tx: Tx, us: Cast, repairing: UUID) -> None:
    await hand_over(tx, us, repairing)
    known = await tx.value("select count(*) from events where order_id = $1", repairing)
    await withdraw(tx, us, repairing)
    assert await tx.value("select count(*) from events where order_id = $1", repairing) == known + 1
    last = await tx.connection.fetchrow("select kind, payload from events where order_id = $1 order by written desc limit 1", repairing)
    assert last and (last["kind"], last["payload"]) == (
        "decision_withdrawn",
        {"action": "hand_over", "from": "assigned", "to": "repairing"},
    )


async def test_nobody_is_told_of_what_was_withdrawn(tx: Tx, us: Cast, repairing: UUID) -> None:
    await tx.run("update contacts set channel = 'mail', email = 'dana@works.test'")
    await hand_over(tx, us, repairing)
    waits = """select distinct state, not_before - $1::timestamptz as wait from deliveries d join notifications n on n.id = d.notification_id
      where strpos(n.once, ':hand_over:') > 0"""
    assert [tuple(row) for row in await tx.connection.fetch(waits, NOW)] == [("waiting", timedelta(seconds=10))]
    await withdraw(tx, us, repairing)
    assert [row["state"] for row in await tx.connection.fetch(waits, NOW)] == ["dropped"]
    assert await tx.value("select count(*) from notifications where withdrawn_at is null and strpos(once, ':hand_over:') > 0") == 0


async def test_what_somebody_has_built_on_stands(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await act(tx, us, "bob", order, "accept", NOW + timedelta(seconds=2))
    with pytest.raises(Problem) as refusal:
        await withdraw(tx, us, order)
    assert (refusal.value.code, refusal.value.params) == ("acted_meanwhile", {"action": "accept", "name": "Bob"})


async def test_only_who_decided_takes_it_back(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    with pytest.raises(Problem) as refusal:
        await withdraw(tx, us, order, "max")
    assert refusal.value.code == "acted_meanwhile"


async def test_after_ten_seconds_people_have_been_told(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    with pytest.raises(Problem) as refusal:
        await withdraw(tx, us, order, after=timedelta(seconds=11))
    assert (refusal.value.code, refusal.value.params) == ("too_late_to_withdraw", {"seconds": 10})


async def test_a_withdrawal_is_not_withdrawn(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await withdraw(tx, us, order)
    with pytest.raises(Problem) as refusal:
        await withdraw(tx, us, order)
    assert refusal.value.code == "acted_meanwhile"


async def test_an_order_that_nobody_decided_on_has_nothing_to_take_back(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    with pytest.raises(Problem) as refusal:
        await withdraw(tx, us, order)
    assert refusal.value.code == "nothing_to_withdraw"


async def test_what_is_told_of_a_withdrawn_visit_later_asks_the_office(tx: Tx, us: Cast) -> None:
    """Charlie's phone had no network: the tap came after the visit had been taken back from them."""
    order = await take_order(tx, us)
    attendance = await give(tx, us, order, "charlie")
    await withdraw(tx, us, order)
    cause = Cause(us.actor("charlie"), ALL, moment_of(LATER))
    assert (await status.take_from_phone(tx, attendance, "accept", Status.ASSIGNED, cause, {})).conflict == "action_not_possible"
    assert await tx.value("select kind from reviews where order_id = $1 and closed_at is null", order) == "late_work"


async def test_a_cancelled_order_is_taken_up_again(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await act(tx, us, "alice", order, "cancel", reason="Called off")
    await act(tx, us, "alice", order, "reopen", NOW + timedelta(hours=3), reason="They need it after all")
    head = await orders.lock_order(tx, order, ALL)
    assert (head.status, head.visit_id is not None) == (Status.AWAITING_ASSIGNMENT, True)
    arrival = await tx.connection.fetchrow("select outcome, stopped_at from clocks where order_id = $1 and what = 'resolved'", order)
    assert arrival and (arrival["outcome"], arrival["stopped_at"]) == ("running", None)


def said(action: str) -> dict[str, Any]:
    """What the office says with it."""
    return {name: DATA[name] for name in ("agreed_from", "agreed_to", "how", "why")} if action == "agree_time" else {"reason": "By mistake"}


BELLS = """
select n.*, d.state, d.not_before, d.attempts, d.done_at from notifications n left join deliveries d on d.notification_id = n.id
where n.kind in ('promise_broken', 'visit_late', 'running_late') order by n.id, d.channel
"""


@pytest.mark.parametrize("action", ["assign", "cancel", "agree_time"])
async def test_a_broken_promise_is_under_the_bells_again_as_it_was(tx: Tx, us: Cast, action: str) -> None:
    """One of two has read it, and nothing of it has gone out."""
    order = await take_order(tx, us, window=(-90, -30))
    assert await rescue.watch_promises(tx, NOW - timedelta(minutes=10)) == 1
    await tx.run("update notifications set read_at = $1 where user_id = $2", NOW - timedelta(minutes=5), us.users["max"])
    before = [dict(row) for row in await tx.connection.fetch(BELLS)]
    assert {row["read_at"] for row in before} == {None, NOW - timedelta(minutes=5)} and {row["state"] for row in before} == {"waiting"}
    await (give(tx, us, order) if action == "assign" else act(tx, us, "alice", order, action, NOW, **said(action)))
    assert await tx.value("select count(*) from notifications where kind = 'promise_broken' and withdrawn_at is null") == 0
    await tx.run("delete from pgqueuer")  # a worker saw meanwhile that there was nothing to send
    await withdraw(tx, us, order)
    assert [dict(row) for row in await tx.connection.fetch(BELLS)] == before
    assert await tx.value("select count(*) from pgqueuer where entrypoint = 'deliver'") == len(before)
    assert await rescue.watch_promises(tx, LATER) == 0


@pytest.mark.parametrize("action", ["hand_over", "unassign", "cancel", "agree_time"])
async def test_a_late_visit_is_under_the_bells_again_as_it_was_and_rings_nobody_anew(tx: Tx, us: Cast, action: str) -> None:
    """One of two has read it; the watch saw meanwhile that the engineer had nothing to be late for."""
    order = await take_order(tx, us, window=(-180, -120))
    await give(tx, us, order)
    assert await rescue.watch(tx, NOW - timedelta(minutes=10), Backoff()) == 1
    await act(tx, us, "bob", order, "running_late", NOW - timedelta(minutes=8), minutes=150, cause="traffic")
    await tx.run("update notifications set read_at = $1 where user_id = $2", NOW - timedelta(minutes=5), us.users["max"])
    before = [dict(row) for row in await tx.connection.fetch(BELLS)]
    assert {row["kind"] for row in before} == {"visit_late", "running_late"}
    await (hand_over(tx, us, order) if action == "hand_over" else act(tx, us, "alice", order, action, NOW, **said(action)))
    await rescue.watch(tx, NOW + timedelta(seconds=2), Backoff())
    old = [row["id"] for row in before]
    assert await tx.value("select count(*) from notifications where id = any($1::uuid[]) and withdrawn_at is null", old) == 0
    await withdraw(tx, us, order)
    await rescue.watch(tx, NOW + timedelta(seconds=6), Backoff())
    lasting = [dict(row) for row in await tx.connection.fetch(BELLS) if row["withdrawn_at"] is None]
    assert lasting == before
    assert await tx.value("select late_since from forecasts") == NOW - timedelta(minutes=10)


@pytest.mark.parametrize("first", ["delete from events", """update events set payload = '{"to": ["no status"], "number": 7}'"""])
async def test_an_order_whose_first_event_cannot_be_read_is_taken_back_all_the_same(
    own_database: Database, pool: Any, us: Cast, first: str
) -> None:
    """Its event is gone, or says what nobody understands: as after a restore, or by a release that is none of ours."""
    async with transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
    owner = await asyncpg.connect(own_database.owner_dsn)
    await owner.execute("set session_replication_role = replica")  # an event is never changed but by somebody at the database itself
    await owner.execute(f"{first} where kind = 'order_taken' and order_id = $1", order)
    await owner.close()
    async with transaction(pool, us.org_id) as tx:
        await give(tx, us, order)
        assert (await withdraw(tx, us, order)).status == Status.RECEIVED
        assert await tx.value("select status_since from orders where id = $1", order) == LATER
