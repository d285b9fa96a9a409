"""A plan is taken, in whole or in part: what is taken is what is forecast then, and what has changed meanwhile is left out and named."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import cycle
from typing import Any
from uuid import UUID

import pytest

from outrider import db
from outrider.assign.day.rules import Days
from outrider.assign.plan import actions as plans
from outrider.assign.plan.search import actions as searches
from outrider.schedule import actions as schedule
from outrider.schedule.rules import timeline
from tests.cast import NOW, Cast, act, give, take_order, walk
from tests.conftest import code_of

LATER = NOW + timedelta(minutes=1)


class Desk:
    """Alice at her desk, with a plan that the test has thought of."""

    def __init__(self, client: Any, pool: Any, us: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        self.alice, self.client, self.pool, self.us, self.monkeypatch = client("alice"), client, pool, us, monkeypatch

    async def orders(
        self, *names: str | None, minutes: int = 30, width: int = 600, lats: Sequence[float] = (52.6, 52.44, 52.58)
    ) -> list[UUID]:
        """One for each, with whom it is; None: with nobody. Both engineers begin in the middle."""
        async with db.transaction(self.pool, self.us.org_id) as tx:
            made = [await take_order(tx, self.us, window=(0, width), minutes=minutes) for _ in names]
            for order, name, lat in zip(made, names, cycle(lats), strict=False):
                await tx.run("update sites set lat = $2 where id = (select site_id from orders where id = $1)", order, lat)
                if name:
                    await give(tx, self.us, order, name)
        return made

    async def plan(self, **days: list[UUID]) -> str:
        """By name, whoever has what in the plan."""
        found: Days = {self.us.users[name]: orders for name, orders in days.items()}

        async def search(*args: Any) -> Days:
            return found

        self.monkeypatch.setattr(searches, "search", search)
        plan_id = (await self.alice.post("/api/plans", json={})).json()["id"]
        await plans.make(db.transactions_of(self.pool), self.us.org_id, UUID(plan_id), lambda: NOW)
        assert (await self.look(plan_id))["plan"]["state"] == "ready"
        return str(plan_id)

    async def look(self, plan_id: str) -> Any:
        return (await self.alice.get(f"/api/plans/{plan_id}")).json()

    async def take(self, plan_id: str, rows: list[Any] | None = None) -> Any:
        said = None if rows is None else [str(row) for row in rows]
        answer = await self.alice.post(f"/api/plans/{plan_id}/take", json={"rows": said})
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def day(self, name: str) -> list[tuple[UUID, datetime]]:
        """As it is forecast."""
        async with db.transaction(self.pool, self.us.org_id) as tx:
            [route] = await schedule.routes_of(tx, self.us.users[name], NOW, NOW)
        return [(row.stop.order_id, row.at) for row in timeline(route, NOW)]


@pytest.fixture
def desk(client: Any, pool: Any, us: Cast, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(client, pool, us, monkeypatch)


EVERYTHING = "insert into plan_settings (org_id, most_moved, changed_at, changed_by) values (current_org(), 1, $1, $2)"


@pytest.fixture(autouse=True)
async def everything_may_move(pool: Any, us: Cast) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        await tx.run(EVERYTHING, NOW, us.users["erin"])


async def test_what_is_taken_is_what_is_forecast_then(desk: Desk) -> None:
    a, b, c, d = await desk.orders("bob", "bob", None, None)
    plan_id = await desk.plan(bob=[c, a], charlie=[b, d])
    offered = (await desk.look(plan_id))["proposal"]
    taken = await desk.take(plan_id)
    assert (set(taken["orders"]), taken["refused"], taken["changed"]) == ({str(b), str(c), str(d)}, [], [])
    for day in offered["days"]:
        name = {"Bob": "bob", "Charlie": "charlie"}[day["name"]]
        assert [(UUID(slot["order_id"]), datetime.fromisoformat(slot["at"])) for slot in day["after"]] == await desk.day(name)
    assert [id for id, _ in await desk.day("bob")] == [c, a]
    shown = await desk.look(plan_id)
    assert ({*shown["taken"]}, shown["changed"], shown["plan"]["taken"], shown["plan"]["taken_by"]) == ({*taken["orders"]}, [], 3, "Alice")


async def test_each_visit_is_given_as_by_hand_with_its_event_and_can_be_withdrawn(desk: Desk, pool: Any, us: Cast) -> None:
    held, open_ = await desk.orders("bob", None)
    plan_id = await desk.plan(bob=[], charlie=[held, open_])
    taken = await desk.take(plan_id)
    assert taken["undo_until"] == "2026-03-02T10:00:10Z"
    async with db.transaction(pool, us.org_id) as tx:
        rows = await tx.connection.fetch(
            "select kind, order_id, user_id, payload->>'reason_code' as code from events where kind in ('assign', 'hand_over') "
            "and payload->>'engineer_id' = $1", str(us.users["charlie"]))  # fmt: skip
        told = await tx.value("select count(*) from notifications where order_id = any($1::uuid[])", [held, open_])
    assert {tuple(row) for row in rows} == {
        ("hand_over", held, us.users["alice"], "planning"), ("assign", open_, us.users["alice"], None)}  # fmt: skip
    assert told > 0
    answer = await desk.alice.post(f"/api/orders/{held}/withdrawal", json={"expected": "assigned", "version": 1})
    assert answer.json()["status"] == "assigned"
    assert [id for id, _ in await desk.day("bob")] == [held]


async def test_a_part_is_timed_alone_and_the_rest_stays(desk: Desk) -> None:
    a, b, c = await desk.orders("bob", "bob", "bob", lats=[52.44, 52.42, 52.6])
    plan_id = await desk.plan(bob=[c], charlie=[a, b])
    part = (await desk.alice.post(f"/api/plans/{plan_id}/part", json={"rows": [str(b)]})).json()
    assert ([row["id"] for row in part["proposal"]["rows"]], part["refused"], part["changed"]) == ([str(b)], [], [])
    taken = await desk.take(plan_id, [b])
    assert taken["orders"] == [str(b)]
    days = {
        day["name"]: [(UUID(slot["order_id"]), datetime.fromisoformat(slot["at"])) for slot in day["after"]]
        for day in part["proposal"]["days"]
    }
    assert days == {"Bob": await desk.day("bob"), "Charlie": await desk.day("charlie")}
    assert {id for id, _ in await desk.day("bob")} == {a, c}
    assert (await desk.take(plan_id, [a]))["orders"] == [str(a)]  # and another part later


async def test_a_part_that_needs_another_is_refused_and_says_which(desk: Desk) -> None:
    """Charlie has an hour until the promise of both is broken: there is room for one of them."""
    a, b = await desk.orders("bob", "charlie", minutes=60, width=50)
    [more] = await desk.orders(None)
    plan_id = await desk.plan(bob=[b, more], charlie=[a])
    [row] = [row for row in (await desk.look(plan_id))["proposal"]["rows"] if row["id"] == str(a)]
    assert row["to"] == "Charlie"
    part = (await desk.alice.post(f"/api/plans/{plan_id}/part", json={"rows": [str(a)]})).json()
    assert part["refused"] == [{"id": str(a), "rule": "late", "needs": [str(b)]}]
    taken = await desk.take(plan_id, [a])
    assert (taken["orders"], taken["refused"]) == ([], part["refused"])
    assert [id for id, _ in await desk.day("bob")] == [a]


async def test_another_order_of_a_day_is_kept(desk: Desk, pool: Any, us: Cast) -> None:
    a, b, c = await desk.orders("bob", "bob", "bob", lats=[52.53, 52.6, 52.66])
    async with db.transaction(pool, us.org_id) as tx:
        await tx.run("update attendances set planned_start = $2 where order_id = $1", c, NOW - timedelta(hours=1))
    assert [id for id, _ in await desk.day("bob")] == [c, a, b]
    plan_id = await desk.plan(bob=[a, b, c])
    taken = await desk.take(plan_id)
    assert (taken["orders"], taken["days"]) == ([], 1)
    assert [id for id, _ in await desk.day("bob")] == [a, b, c]


@pytest.mark.parametrize("what", ["given to somebody else", "accepted", "cancelled"])
async def test_what_has_changed_meanwhile_is_left_out_and_named(desk: Desk, pool: Any, us: Cast, what: str) -> None:
    a, b, c = await desk.orders("bob", "bob", None)
    plan_id = await desk.plan(bob=[], charlie=[a, c, b])
    async with db.transaction(pool, us.org_id) as tx:
        if what == "accepted":
            await walk(tx, us, a, "accept")
        elif what == "cancelled":
            await act(tx, us, "alice", a, "cancel", reason="x")
        else:
            await act(tx, us, "alice", a, "unassign", reason="x")
    assert (await desk.look(plan_id))["changed"] == [str(a)]
    taken = await desk.take(plan_id)
    assert (taken["orders"], taken["changed"], taken["refused"]) == (sorted(map(str, (b, c))), [str(a)], [])
    assert [id for id, _ in await desk.day("charlie")] == [c, b]


async def test_a_visit_that_came_meanwhile_has_its_place(desk: Desk, pool: Any, us: Cast) -> None:
    a, b = await desk.orders("bob", None)
    plan_id = await desk.plan(bob=[b, a])
    [new] = await desk.orders("bob")
    assert (await desk.take(plan_id))["orders"] == [str(b)]
    assert {id for id, _ in await desk.day("bob")} == {a, b, new}


async def test_what_was_taken_before_is_not_taken_twice(desk: Desk) -> None:
    [a] = await desk.orders(None)
    plan_id = await desk.plan(bob=[a])
    assert (await desk.take(plan_id))["orders"] == [str(a)]
    again = await desk.take(plan_id)
    assert (again["orders"], again["changed"], again["days"]) == ([], [], 0)


async def test_a_plan_that_was_put_aside_is_not_taken(desk: Desk) -> None:
    [a] = await desk.orders(None)
    plan_id = await desk.plan(bob=[a])
    assert (await desk.alice.post(f"/api/plans/{plan_id}/end", json={})).status_code == 204
    assert (await desk.look(plan_id))["plan"]["state"] == "discarded"
    assert code_of(await desk.alice.post(f"/api/plans/{plan_id}/take", json={})) == (409, "plan_over")
    assert code_of(await desk.alice.post(f"/api/plans/{plan_id}/part", json={})) == (409, "plan_over")


async def test_no_more_moves_than_the_organisation_says(desk: Desk, pool: Any, us: Cast) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        await tx.run("update plan_settings set most_moved = 0.5")
    a, b = await desk.orders("bob", "bob", minutes=120, width=30)
    plan_id = await desk.plan(bob=[], charlie=[a, b])
    summary = (await desk.look(plan_id))["proposal"]["summary"]
    assert (summary["moved"], summary["over"]) == (1, 1)


async def test_an_engineer_may_not_take_a_plan(desk: Desk) -> None:
    [a] = await desk.orders(None)
    plan_id = await desk.plan(bob=[a])
    assert code_of(await desk.client("bob").post(f"/api/plans/{plan_id}/take", json={})) == (403, "not_allowed")


async def test_two_who_take_at_once_give_each_visit_once(desk: Desk, pool: Any, us: Cast) -> None:
    rows = await desk.orders("bob", "bob", None)
    plan_id = await desk.plan(bob=[], charlie=rows)
    one, two = await asyncio.gather(desk.take(plan_id), desk.take(plan_id))
    assert sorted([len(one["orders"]), len(two["orders"])]) == [0, 3]
    async with db.transaction(pool, us.org_id) as tx:
        assert await tx.value("select count(*) from events where kind = 'hand_over'") == 2


async def test_what_was_taken_is_taken_back_as_a_whole(desk: Desk, pool: Any) -> None:
    a, b, c = await desk.orders("bob", "bob", None)
    before = [await desk.day(name) for name in ("bob", "charlie")]
    plan_id = await desk.plan(bob=[a], charlie=[b, c])
    await desk.take(plan_id)
    assert (await desk.alice.post(f"/api/plans/{plan_id}/withdrawal", json={})).status_code == 204
    assert [await desk.day(name) for name in ("bob", "charlie")] == before
    shown = await desk.look(plan_id)
    assert (shown["plan"]["taken"], shown["taken"], shown["changed"]) == (0, [], [])
    again = await desk.alice.post(f"/api/plans/{plan_id}/withdrawal", json={})
    assert code_of(again) == (409, "nothing_to_withdraw")


async def test_where_one_visit_was_built_on_nothing_of_the_plan_is_taken_back(desk: Desk, pool: Any, us: Cast) -> None:
    a, b = await desk.orders(None, None)
    plan_id = await desk.plan(bob=[], charlie=[a, b])
    await desk.take(plan_id)
    async with db.transaction(pool, us.org_id) as tx:
        await act(tx, us, "charlie", b, "accept")
    assert code_of(await desk.alice.post(f"/api/plans/{plan_id}/withdrawal", json={})) == (409, "acted_meanwhile")
    assert {id for id, _ in await desk.day("charlie")} == {a, b}


async def test_a_plan_is_taken_back_by_whoever_took_it_and_for_some_seconds(desk: Desk, pool: Any, us: Cast) -> None:
    plan_id = await desk.plan(charlie=await desk.orders(None), bob=[])
    await desk.take(plan_id)
    assert code_of(await desk.client("max").post(f"/api/plans/{plan_id}/withdrawal", json={})) == (409, "acted_meanwhile")
    async with db.transaction(pool, us.org_id) as tx:
        await tx.run("update plans set undo = jsonb_set(undo, '{at}', '\"2026-03-02T09:58:00Z\"')")
    assert code_of(await desk.alice.post(f"/api/plans/{plan_id}/withdrawal", json={})) == (409, "too_late_to_withdraw")
