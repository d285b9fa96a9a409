"""A plan is asked for, searched in a process of its own, shown while it is, cancelled; and a worker that was killed loses none."""

import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from outrider import child, db
from outrider.assign.plan import actions as plans
from outrider.assign.plan import store
from outrider.assign.plan.search import actions as searches
from outrider.assign.plan.search import rules as budgets
from outrider.backoff import Backoff
from outrider.periodic import PERIODIC, WITH_WORK, once
from tests.cast import NOW, Cast, give, take_order
from tests.conftest import code_of

TODAY = NOW.date()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second of the search will do for days of three visits."""
    monkeypatch.setattr(budgets, "BUDGETS", (budgets.Budget(600, 1, 2_048),))


async def three_visits(pool: Any, us: Cast) -> list[UUID]:
    """One is bob's, two are nobody's."""
    async with db.transaction(pool, us.org_id) as tx:
        orders = [await take_order(tx, us, window=(60 * n, 60 * n + 120), minutes=30) for n in range(3)]
        await give(tx, us, orders[0])
    return orders


async def ask(client: Any, who: str = "alice", **said: Any) -> Any:
    return await client(who).post("/api/plans", json=said)


async def make(pool: Any, us: Cast, plan_id: str) -> None:
    await plans.make(db.transactions_of(pool), us.org_id, UUID(plan_id), lambda: NOW)


async def look(client: Any, plan_id: str, who: str = "alice") -> Any:
    return (await client(who).get(f"/api/plans/{plan_id}")).json()


async def test_what_nobody_has_is_given_to_somebody_and_the_proposal_waits(client: Any, pool: Any, us: Cast) -> None:
    orders = await three_visits(pool, us)
    asked = (await ask(client)).json()
    assert (asked["state"], asked["day"], asked["asked_by"]) == ("waiting", "2026-03-02", "Alice")
    await make(pool, us, asked["id"])
    shown = await look(client, asked["id"])
    assert (shown["plan"]["state"], shown["plan"]["share"], shown["changed"], shown["taken"]) == ("ready", 1.0, [], [])
    rows = [row for row in shown["proposal"]["rows"] if row["kind"] == "assign"]
    assert {row["id"] for row in rows} == {str(order) for order in orders[1:]}
    summary = shown["proposal"]["summary"]
    assert (summary["assigned"], summary["unassigned"], summary["kept_before"], summary["kept_after"]) == (2, 0, 1, 3)
    [listed] = (await client("alice").get("/api/plans")).json()["plans"]
    assert listed["summary"] == summary


async def test_whom_remote_support_is_at_work_on_is_named_and_not_planned(client: Any, pool: Any, us: Cast) -> None:
    orders = await three_visits(pool, us)
    taken = {"action": "take_remote", "expected": "received", "data": {}}
    assert (await client("alice").post(f"/api/orders/{orders[2]}/actions", json=taken)).status_code == 200
    asked = (await ask(client)).json()
    await make(pool, us, asked["id"])
    proposal = (await look(client, asked["id"]))["proposal"]
    assert [row["id"] for row in proposal["rows"] if row["kind"] == "assign"] == [str(orders[1])]
    assert [(row["order_id"], row["rule"]) for row in proposal["remote"]] == [(str(orders[2]), "remote")]


async def test_a_day_without_a_visit_wins_nothing(client: Any, pool: Any, us: Cast) -> None:
    asked = (await ask(client, day=str(TODAY + timedelta(days=3)))).json()
    await make(pool, us, asked["id"])
    assert (await look(client, asked["id"]))["plan"]["state"] == "nothing"


async def test_a_set_of_stations_and_a_day_is_searched_once(client: Any, us: Cast) -> None:
    first, second = (await ask(client)).json(), (await ask(client, stations=[str(us.station)])).json()
    other = (await ask(client, day=str(TODAY + timedelta(days=1)))).json()
    assert first["id"] == second["id"] != other["id"]


async def test_days_that_have_passed_are_not_planned(client: Any) -> None:
    assert code_of(await ask(client, day=str(TODAY - timedelta(days=1)))) == (422, "date_not_valid")
    assert code_of(await ask(client, day=str(TODAY + plans.AHEAD + timedelta(days=1)))) == (422, "date_not_valid")


async def test_nobody_plans_or_sees_the_stations_of_others(client: Any, pool: Any, us: Cast, own_database: Any) -> None:
    other = UUID(int=7)
    await _station(own_database, us, other)
    both = (await ask(client, stations=[str(us.station), str(other)])).json()
    await _only_at(own_database, us, "alice", us.station)
    assert code_of(await ask(client, stations=[str(other)])) == (404, "not_found")
    assert code_of(await client("alice").get(f"/api/plans/{both['id']}")) == (404, "not_found")
    desk = (await client("alice").get("/api/plans")).json()
    assert ([row["id"] for row in desk["stations"]], desk["plans"]) == ([str(us.station)], [])


async def _station(database: Any, us: Cast, id: UUID) -> None:
    await _as_owner(
        database, us, "insert into units (org_id, id, kind, name, lat, lon) values ($1, $2, 'station', 'Far', 52, 13)", us.org_id, id
    )


async def _only_at(database: Any, us: Cast, name: str, station: UUID) -> None:
    await _as_owner(database, us, "update grants set scope = 'station', scope_id = $2 where user_id = $1", us.users[name], station)


async def _as_owner(database: Any, us: Cast, sql: str, *args: Any) -> None:
    import asyncpg

    owner = await asyncpg.connect(database.owner_dsn)
    await owner.execute("select set_config('app.org_id', $1, false)", str(us.org_id))
    await owner.execute(sql, *args)
    await owner.close()


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> asyncio.Queue[float]:
    """What a search of its own process says of how far it is, once that is kept."""
    shares, search = asyncio.Queue[float](), searches.search

    async def listened(rest: Any, budget: Any, stay: float, heard: searches.Heard) -> Any:
        async def hear(share: float) -> bool:
            goes_on = await heard(share)
            if share:
                shares.put_nowait(share)
            return goes_on

        return await search(rest, budget, stay, hear)

    monkeypatch.setattr(searches, "search", listened)
    return shares


async def test_how_far_it_is_is_seen_and_whoever_cancels_ends_the_process(
    client: Any, pool: Any, us: Cast, told: asyncio.Queue[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budgets, "BUDGETS", (budgets.Budget(600, 300, 2_048),))
    await three_visits(pool, us)
    plan_id = (await ask(client)).json()["id"]
    job = asyncio.create_task(make(pool, us, plan_id))
    async with asyncio.timeout(60):
        share = await told.get()
        plan = (await look(client, plan_id))["plan"]
        assert (plan["state"], plan["share"]) == ("running", pytest.approx(share))
        assert (await client("alice").post(f"/api/plans/{plan_id}/end", json={})).status_code == 204
        await job
    shown = await look(client, plan_id)
    assert (shown["plan"]["state"], shown["plan"]["ended_by"], shown["proposal"]) == ("cancelled", "Alice", None)
    assert code_of(await client("alice").post(f"/api/plans/{plan_id}/end", json={})) == (409, "plan_over")


async def test_a_worker_that_is_told_to_end_leaves_no_process_behind(
    client: Any, pool: Any, us: Cast, told: asyncio.Queue[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the search is begun again by another, once; then it is told as failed."""
    monkeypatch.setattr(budgets, "BUDGETS", (budgets.Budget(600, 300, 2_048),))
    began = list[Any]()
    create = asyncio.create_subprocess_exec

    async def remember(*args: Any, **given: Any) -> Any:
        began.append(await create(*args, **given))
        return began[-1]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", remember)
    await three_visits(pool, us)
    plan_id = (await ask(client)).json()["id"]
    for _ in range(2):
        job = asyncio.create_task(make(pool, us, plan_id))
        async with asyncio.timeout(60):
            await told.get()
        job.cancel()
        with pytest.raises(asyncio.CancelledError):
            await job
        assert await pool.fetch(WITH_WORK, "plans", NOW) == [(us.org_id,)]
    assert [process.returncode for process in began] == [-9, -9]
    await make(pool, us, plan_id)
    plan = (await look(client, plan_id))["plan"]
    assert (plan["state"], plan["fault"]) == ("failed", "stopped")


async def test_a_search_whose_job_is_gone_is_queued_again(client: Any, pool: Any, us: Cast) -> None:
    await ask(client)
    async with db.transaction(pool, us.org_id) as tx:
        await tx.run("delete from pgqueuer")
    [row] = [row for row in PERIODIC if row.name == "plans"]
    assert await once(row, pool, Backoff(), NOW) == 1
    async with db.transaction(pool, us.org_id) as tx:
        assert await tx.value("select count(*) from pgqueuer where entrypoint = 'make_plan'") == 1


@pytest.mark.parametrize(("ended", "fault"), [(child.Starved, "starved"), (child.Exhausted, "too_long"), (child.Broken, "no_plan")])
async def test_a_search_that_does_not_come_to_its_end_says_why(
    client: Any, pool: Any, us: Cast, monkeypatch: pytest.MonkeyPatch, ended: type[Exception], fault: str
) -> None:
    async def search(*args: Any) -> None:
        raise ended

    monkeypatch.setattr(searches, "search", search)
    await three_visits(pool, us)
    plan_id = (await ask(client)).json()["id"]
    await make(pool, us, plan_id)
    plan = (await look(client, plan_id))["plan"]
    assert (plan["state"], plan["fault"]) == ("failed", fault)


async def test_more_than_anybody_plans_at_once_is_said(client: Any, pool: Any, us: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budgets, "BUDGETS", (budgets.Budget(2, 1, 2_048),))
    await three_visits(pool, us)
    plan_id = (await ask(client)).json()["id"]
    await make(pool, us, plan_id)
    plan = (await look(client, plan_id))["plan"]
    assert (plan["state"], plan["fault"]) == ("failed", "too_large")


NOTHING_MOVES = "insert into plan_settings (org_id, most_moved, changed_at, changed_by) values (current_org(), 0, $1, $2)"


async def test_what_disturbs_more_than_it_may_is_searched_again_dearer(
    client: Any, pool: Any, us: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    stays, orders = list[float](), await three_visits(pool, us)
    async with db.transaction(pool, us.org_id) as tx:
        await tx.run(NOTHING_MOVES, NOW, us.users["erin"])

    async def search(rest: Any, budget: Any, stay: float, heard: Any) -> Any:
        stays.append(stay)
        return {us.users["charlie"]: orders, us.users["bob"]: []}

    monkeypatch.setattr(searches, "search", search)
    plan_id = (await ask(client)).json()["id"]
    await make(pool, us, plan_id)
    assert stays == [budgets.STAY, budgets.STAY * budgets.DEARER]
    summary = (await look(client, plan_id))["proposal"]["summary"]
    assert (summary["moved"], summary["over"]) == (0, 1)


async def test_everybody_of_the_stations_hears_that_a_plan_is_there(client: Any, pool: Any, us: Cast) -> None:
    await three_visits(pool, us)
    plan_id = (await ask(client)).json()["id"]
    async with db.transaction(pool, us.org_id) as tx:
        before = await tx.value("select seq from feed_heads where org_id = current_org()")
    await make(pool, us, plan_id)
    async with db.transaction(pool, us.org_id) as tx:
        told = await tx.connection.fetch("select aggregate, id, station_id from feed where seq > $1", before)
    assert [tuple(row) for row in told] == [("plan", UUID(plan_id), us.station)] * 2  # it is begun, and it is there


SETTINGS: dict[str, Any] = {"hour": None, "stations": [], "most_moved": 0.3}


async def test_every_night_at_its_hour_the_next_day_is_planned(client: Any, pool: Any, us: Cast) -> None:
    known = (await client("erin").get("/api/plan-settings")).json()
    was = known["settings"]
    assert (was, [row["id"] for row in known["stations"]]) == (SETTINGS, [str(us.station)])
    wanted = {**SETTINGS, "hour": 20}
    assert (await client("erin").put("/api/plan-settings", json={"was": was, "wanted": wanted})).status_code == 204
    [row] = [row for row in PERIODIC if row.name == "nightly plans"]
    evening = NOW.replace(hour=20)
    assert [await once(row, pool, Backoff(), at) for at in (NOW, evening, evening)] == [0, 1, 0]
    [plan] = (await client("alice").get("/api/plans")).json()["plans"]
    assert (plan["day"], plan["asked_by"], plan["state"]) == (str(date(2026, 3, 3)), None, "waiting")
    async with db.transaction(pool, us.org_id) as tx:
        assert await tx.value("select next_at from plan_settings") == evening + timedelta(days=1)


async def test_settings_that_nobody_saw_are_not_overwritten(client: Any) -> None:
    body = {"was": {**SETTINGS, "hour": 5}, "wanted": SETTINGS}
    assert code_of(await client("erin").put("/api/plan-settings", json=body)) == (409, "value_moved")
    body = {"was": SETTINGS, "wanted": {**SETTINGS, "stations": [str(UUID(int=9))]}}
    assert code_of(await client("erin").put("/api/plan-settings", json=body)) == (422, "field_not_valid")


async def test_a_plan_of_two_months_ago_is_forgotten(client: Any, pool: Any, us: Cast) -> None:
    old = UUID((await ask(client)).json()["id"])
    async with db.transaction(pool, us.org_id) as tx:
        await tx.run("update plans set state = 'nothing', asked_at = asked_at - interval '61 days' where id = $1", old)
    await ask(client)
    async with db.transaction(pool, us.org_id) as tx:
        assert await store.proposal(tx, old) is None
        assert await tx.value("select count(*) from plans where id = $1", old) == 0
