"""A crew: whoever joins has a lane and a promise of their own, and the order stays with whoever leads."""

from typing import Any

import pytest

from outrider.backoff import Backoff
from outrider.console import store as console
from outrider.customer import store as customer
from outrider.db import Tx, transaction
from outrider.model import ALL, Status
from outrider.offline.pull import store as phone
from outrider.problems import Problem
from outrider.rescue.actions import watch
from outrider.schedule import actions as schedule
from outrider.status.order import actions as orders
from tests.cast import NOW, Cast, act, give, take_order, walk
from tests.conftest import code_of
from tests.offline.phone import Phone

from .crews import MINUTE, join, leave, tap, undo

FACTS = "select set_off_at, arrived_at, finished_at from attendances where id = $1"


async def test_joining_leaves_the_order_where_it_is(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await walk(tx, us, order, "accept", "set_off", "arrive", "start_repair")
    await join(tx, us, order)
    stands = await orders.see_order(tx, order, ALL)
    assert (stands.status, stands.engineer_id, stands.crew) == (Status.REPAIRING, us.users["bob"], [us.users["charlie"]])


async def test_whoever_joins_has_a_promise_and_a_day_of_their_own(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us, window=(0, 60))
    await give(tx, us, order)
    await join(tx, us, order, window=(90, 120))
    days = {route.engineer_id: route.stops for route in await schedule.routes(tx, NOW)}
    [lead], [joins] = days[us.users["bob"]], days[us.users["charlie"]]
    assert (lead.promise, lead.joins) == (NOW + 60 * MINUTE, False)
    assert (joins.window_from, joins.promise, joins.joins, joins.pinned) == (NOW + 90 * MINUTE, NOW + 120 * MINUTE, True, True)


async def test_their_taps_move_their_own_day_and_no_order(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    theirs = await join(tx, us, order)
    assert await tap(tx, us, "charlie", theirs, "set_off", Status.ASSIGNED, 1) is None
    assert await tap(tx, us, "charlie", theirs, "arrive", Status.ASSIGNED, 20) is None
    assert (await orders.see_order(tx, order, ALL)).status == Status.ASSIGNED
    days = {route.engineer_id: route.stops for route in await schedule.routes(tx, NOW)}
    assert days[us.users["charlie"]][0].arrived_at == NOW + 20 * MINUTE
    assert await tap(tx, us, "charlie", theirs, "finish_work", Status.ASSIGNED, 80) is None
    days = {route.engineer_id: route.stops for route in await schedule.routes(tx, NOW)}
    assert not days[us.users["charlie"]]
    assert await tx.value("select count(*) from reviews") == 0


async def test_what_is_for_the_lead_to_say_names_the_lead(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    theirs = await join(tx, us, order)
    with pytest.raises(Problem) as refusal:
        await tap(tx, us, "charlie", theirs, "accept", Status.ASSIGNED)
    assert (refusal.value.code, refusal.value.params["name"]) == ("not_the_lead", "Bob")


async def test_a_note_of_the_crew_is_in_the_history(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    theirs = await join(tx, us, order)
    await tap(tx, us, "charlie", theirs, "note", Status.ASSIGNED, text="The fan stands still")
    assert [row.payload["text"] for row in await console.events(tx, order) if row.kind == "note"] == ["The fan stands still"]


async def test_nobody_joins_twice_or_without_a_lead(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    with pytest.raises(Problem) as refusal:
        await join(tx, us, order)
    assert refusal.value.code == "action_not_possible"
    await give(tx, us, order)
    await join(tx, us, order)
    for name in ("bob", "charlie"):
        with pytest.raises(Problem) as refusal:
            await join(tx, us, order, name)
        assert refusal.value.code == "already_assigned"


async def test_withdrawn_they_go_home_and_the_lead_stays(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    theirs = await join(tx, us, order)
    await leave(tx, us, order)
    stands = await orders.see_order(tx, order, ALL)
    assert (stands.engineer_id, stands.crew) == (us.users["bob"], [])
    [job] = await phone.jobs(tx, us.users["charlie"], None, NOW - MINUTE)
    assert (job.end_reason, job.taken is not None, job.now_with) == ("leave_crew", True, "Bob")
    assert await tap(tx, us, "charlie", theirs, "arrive", Status.ASSIGNED, 5) is None  # they were there all the same
    facts = await tx.connection.fetchrow(FACTS, theirs)
    assert facts is not None and facts["arrived_at"] == NOW + 5 * MINUTE


@pytest.mark.parametrize("action", ["unassign", "cancel"])
async def test_where_the_order_goes_back_the_crew_goes_home_and_comes_again_with_undo(tx: Tx, us: Cast, action: str) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await join(tx, us, order)
    await act(tx, us, "alice", order, action, reason_code="customer_wish")
    gone = await orders.see_order(tx, order, ALL)
    assert (gone.engineer_id, gone.crew) == (None, [])
    await undo(tx, us, order)
    back = await orders.see_order(tx, order, ALL)
    assert (back.engineer_id, back.crew) == (us.users["bob"], [us.users["charlie"]])


async def test_undo_takes_back_joining_and_withdrawing(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await join(tx, us, order)
    await undo(tx, us, order)
    assert (await orders.see_order(tx, order, ALL)).crew == []
    await join(tx, us, order)
    await leave(tx, us, order)
    await undo(tx, us, order)
    assert (await orders.see_order(tx, order, ALL)).crew == [us.users["charlie"]]


@pytest.mark.parametrize("stays", [True, False])
async def test_whoever_joined_leads_from_where_they_are(client: Any, pool: Any, us: Cast, stays: bool) -> None:
    async with transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
        await give(tx, us, order)
        await walk(tx, us, order, "accept", "set_off", "arrive", "start_repair")
        theirs = await join(tx, us, order)
        await tap(tx, us, "charlie", theirs, "arrive", Status.REPAIRING)
    body = {"engineer_id": str(us.users["charlie"]), "expected": "repairing", "reason_code": "skill", "lead_stays": stays}
    answer = await client("alice").post(f"/api/orders/{order}/assignment", json=body)
    assert (answer.status_code, answer.json()["status"]) == (200, "repairing")
    async with transaction(pool, us.org_id) as tx:
        stands = await orders.see_order(tx, order, ALL)
        assert (stands.engineer_id, stands.crew) == (us.users["charlie"], [us.users["bob"]] if stays else [])
        assert stands.attendance_id != theirs
        facts = await tx.connection.fetchrow(FACTS, stands.attendance_id)
        assert facts is not None and facts["arrived_at"] == NOW
    answer = await client("alice").post(f"/api/orders/{order}/withdrawal", json={"expected": "repairing"})
    assert answer.status_code == 200
    async with transaction(pool, us.org_id) as tx:
        stands = await orders.see_order(tx, order, ALL)
        assert (stands.status, stands.engineer_id, stands.crew) == (Status.REPAIRING, us.users["bob"], [us.users["charlie"]])


async def test_whoever_is_on_the_way_leads_from_there(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    theirs = await join(tx, us, order)
    await tap(tx, us, "charlie", theirs, "set_off", Status.ASSIGNED)
    await give(tx, us, order, "charlie", reason="late")
    assert (await orders.see_order(tx, order, ALL)).status == Status.EN_ROUTE


async def test_the_crew_moves_with_the_promise(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us, window=(0, 60))
    await give(tx, us, order)
    await join(tx, us, order, window=(90, 120))
    agreed = {"agreed_from": (NOW + 240 * MINUTE).isoformat(), "agreed_to": (NOW + 300 * MINUTE).isoformat()}
    await act(tx, us, "alice", order, "agree_time", NOW, how="called", why="part", **agreed)
    promise = "select arrival_promise from attendances where ended_at is null and joins_from is not null"
    assert await tx.value(promise) == NOW + 360 * MINUTE
    await undo(tx, us, order)
    assert await tx.value(promise) == NOW + 120 * MINUTE


async def test_the_phone_is_told_who_leads_and_alone_nothing(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    [alone] = await phone.jobs(tx, us.users["bob"], None, None)
    assert alone.crew is None
    await join(tx, us, order)
    [lead], [joins] = [await phone.jobs(tx, us.users[name], None, None) for name in ("bob", "charlie")]
    assert lead.crew and (lead.crew.joins, [row.name for row in lead.crew.others]) == (False, ["Charlie"])
    assert joins.crew and joins.crew.lead and (joins.crew.joins, joins.crew.lead.name, joins.crew.lead.phone) == (True, "Bob", "+49 30 1")
    assert (joins.window_from, joins.window_to) == (NOW + 90 * MINUTE, NOW + 120 * MINUTE)


async def test_over_http_with_undo_and_seen_on_the_board(client: Any, pool: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
        await give(tx, us, order)
    window = {"window_from": "2026-03-02T11:00:00Z", "window_to": "2026-03-02T12:00:00Z"}
    body = {"engineer_id": str(us.users["charlie"]), "expected": "assigned", "reason_code": "two_needed", **window}
    names = [row["name"] for row in (await client("alice").get(f"/api/orders/{order}/candidates")).json()["candidates"]]
    assert names == ["Charlie"]
    joined = (await client("alice").post(f"/api/orders/{order}/crew", json=body)).json()
    assert joined == {"status": "assigned", "conflict": None, "undo_until": "2026-03-02T10:00:10Z"}
    detail = (await client("alice").get(f"/api/orders/{order}")).json()
    assert [(row["engineer"], row["window_to"]) for row in detail["line"]["crew"]] == [("Charlie", "2026-03-02T12:00:00Z")]
    assert (await client("alice").get(f"/api/orders/{order}/candidates")).json()["candidates"] == []
    assert code_of(await client("alice").post(f"/api/orders/{order}/crew", json=body)) == (409, "already_assigned")
    gone = f"/api/orders/{order}/crew/{us.users['charlie']}/withdrawal"
    assert (await client("alice").post(gone, json={"expected": "assigned", "reason_code": "not_needed"})).status_code == 200
    assert code_of(await client("alice").post(gone, json={"expected": "assigned", "reason_code": "not_needed"})) == (404, "not_found")
    bad = body | {"window_to": "2026-03-02T09:00:00Z"}
    assert code_of(await client("alice").post(f"/api/orders/{order}/crew", json=bad)) == (422, "window_not_valid")
    assert code_of(await client("alice").post(f"/api/orders/{order}/crew", json=body | {"reason_code": "none such"})) == (
        422,
        "field_not_valid",
    )


async def test_a_report_of_whoever_joins_is_put_aside_and_says_who_leads(client: Any, pool: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
        await give(tx, us, order)
        await walk(tx, us, order, "accept", "confirm_appointment", "set_off", "arrive", "start_diagnosis")
        theirs = await join(tx, us, order)
        await walk(tx, us, order, "finish_work")
    charlie = await Phone(client("charlie")).register()
    [outcome] = await charlie.send(charlie.seal(theirs, charlie.report(order)))
    assert (outcome["result"], outcome["code"]) == ("rejected", "not_the_lead")
    async with transaction(pool, us.org_id) as tx:
        assert await tx.value("select count(*) from reports") == 0
        assert await tx.value("select code from command_quarantine") == "not_the_lead"


async def test_whoever_joins_late_is_a_late_visit_of_their_own(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us, window=(0, 240))
    await give(tx, us, order)
    await join(tx, us, order, window=(0, 1))
    await watch(tx, NOW + 10 * MINUTE, Backoff())
    told = "select a.engineer_id from events e join attendances a on a.id = e.attendance_id where e.kind = 'visit_late'"
    assert [row["engineer_id"] for row in await tx.connection.fetch(told)] == [us.users["charlie"]]
    [line] = await console.lines(tx, ALL, [order])
    assert (line.late_since, [member.late_since for member in line.crew]) == (None, [NOW + 10 * MINUTE])


async def test_the_customer_reads_who_leads_and_that_others_come(client: Any, pool: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
        await give(tx, us, order)
        await join(tx, us, order)
        view = await customer.view(tx, order, NOW)
    assert view is not None and (view.engineer, view.colleagues) == ("Bob", 1)
    link = (await client("alice").post(f"/api/orders/{order}/customer-link")).json()["url"]
    page = await client(None).get(link[link.index("/c/") :])
    assert "Bob comes with a colleague." in page.text
