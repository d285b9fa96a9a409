"""A late visit is rescued by a plan of few moves: what is offered is what is forecast, all of it is carried out or nothing, undo undoes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

import pytest

from outrider.assign import actions as assign
from outrider.db import Tx
from outrider.ids import new_id
from outrider.model import ALL, Cause, Role, Scope, Who, moment_of
from outrider.problems import Problem
from outrider.rescue.plans import actions as rescue
from outrider.rescue.plans.rules import Rescue, RescuePlan
from outrider.schedule import actions as schedule
from outrider.schedule.rules import LATE_AFTER_MINUTES
from outrider.status.order import actions as orders
from tests.cast import NOW, Cast, act, give, take_order, walk
from tests.schedule.test_offer_is_forecast import CITIES, days, learn, place, predicted

DAY = "select engineer_id, order_id from attendances where ended_at is null order by planned_start, order_id"


def alice(us: Cast, scope: Scope = ALL) -> Who:
    return Who(us.org_id, us.users["alice"], new_id(NOW), None, "Alice", "en", "UTC", {Role.DISPATCHER: scope})


def cause(us: Cast, at: datetime = NOW, name: str = "alice") -> Cause:
    return Cause(us.actor(name), ALL, moment_of(at))


async def plans(tx: Tx, us: Cast, order: UUID) -> Rescue:
    return await rescue.plans(tx, order, alice(us), NOW)


async def take_plan(tx: Tx, us: Cast, order: UUID, plan: RescuePlan, at: datetime = NOW) -> datetime | None:
    return await rescue.carry_out(tx, order, rescue.ChosenPlan(plan.way, plan.keeps, plan.moves, plan.days), cause(us, at))


async def busy_bob(tx: Tx, us: Cast) -> UUID:
    """At work for two hours yet, though a visit is promised within the hour."""
    first = await take_order(tx, us, window=(-60, -30), minutes=120)
    await give(tx, us, first)
    await walk(tx, us, first, "accept", "confirm_appointment", "set_off", "arrive")
    late = await take_order(tx, us, window=(0, 60))
    await give(tx, us, late)
    return late


async def whose(tx: Tx, order: UUID) -> UUID | None:
    return await orders.holder(tx, order)


async def test_a_free_engineer_is_the_first_plan_and_it_says_when_they_come(tx: Tx, us: Cast) -> None:
    late = await busy_bob(tx, us)
    found = await plans(tx, us, late)
    assert (found.engineer, found.late, found.computed_at) == ("Bob", [late], NOW)
    [plan] = found.plans
    [change] = plan.changes
    assert (plan.way, plan.keeps, [row.order_id for row in plan.moves]) == ("hand_over", [late], [late])
    assert (change.was_engineer, change.engineer, change.late) == ("Bob", "Charlie", 0)
    assert change.was_late >= LATE_AFTER_MINUTES
    assert change.minutes == round((change.at - change.was_at) / timedelta(minutes=1)) < 0


async def test_one_press_gives_the_visit_away_and_it_comes_when_the_plan_said(tx: Tx, us: Cast) -> None:
    late = await busy_bob(tx, us)
    [plan] = (await plans(tx, us, late)).plans
    await take_plan(tx, us, late, plan)
    assert await whose(tx, late) == us.users["charlie"]
    assert (await predicted(tx))[late] == (plan.changes[0].at, 0)


async def test_undo_gives_everybody_back_what_they_had(tx: Tx, us: Cast) -> None:
    late = await busy_bob(tx, us)
    before = await tx.connection.fetch(DAY)
    [plan] = (await plans(tx, us, late)).plans
    undo_until = await take_plan(tx, us, late, plan)
    assert undo_until is not None and await tx.connection.fetch(DAY) != before
    await rescue.withdraw(tx, late, cause(us, NOW + timedelta(seconds=2)))
    assert await tx.connection.fetch(DAY) == before
    with pytest.raises(Problem, match="nothing_to_withdraw"):
        await rescue.withdraw(tx, late, cause(us, NOW + timedelta(seconds=3)))


async def test_undo_is_refused_where_the_engineer_has_acted_and_nothing_is_taken_back(tx: Tx, us: Cast) -> None:
    late = await busy_bob(tx, us)
    [plan] = (await plans(tx, us, late)).plans
    await take_plan(tx, us, late, plan)
    await act(tx, us, "charlie", late, "accept")
    with pytest.raises(Problem, match="acted_meanwhile"):
        await rescue.withdraw(tx, late, cause(us))
    assert await whose(tx, late) == us.users["charlie"]


async def test_undo_is_for_whoever_decided_and_for_some_seconds(tx: Tx, us: Cast) -> None:
    late = await busy_bob(tx, us)
    [plan] = (await plans(tx, us, late)).plans
    await take_plan(tx, us, late, plan)
    with pytest.raises(Problem, match="acted_meanwhile"):
        await rescue.withdraw(tx, late, cause(us, name="max"))
    with pytest.raises(Problem, match="too_late_to_withdraw"):
        await rescue.withdraw(tx, late, cause(us, NOW + timedelta(minutes=2)))


async def test_a_plan_is_refused_once_a_day_of_it_is_another_one(tx: Tx, us: Cast) -> None:
    late = await busy_bob(tx, us)
    [plan] = (await plans(tx, us, late)).plans
    await give(tx, us, await take_order(tx, us, window=(300, 400)), "charlie")
    with pytest.raises(Problem, match="plan_outdated"):
        await take_plan(tx, us, late, plan)


async def test_a_plan_is_refused_once_somebody_else_has_the_visit(tx: Tx, us: Cast) -> None:
    late = await busy_bob(tx, us)
    [plan] = (await plans(tx, us, late)).plans
    await give(tx, us, late, "charlie", "Nearer")
    with pytest.raises(Problem, match="plan_outdated"):
        await take_plan(tx, us, late, plan)


async def test_a_plan_is_refused_once_it_would_not_keep_the_promise(tx: Tx, us: Cast) -> None:
    late = await busy_bob(tx, us)
    [plan] = (await plans(tx, us, late)).plans
    with pytest.raises(Problem, match="plan_outdated"):
        await take_plan(tx, us, late, plan, NOW + timedelta(minutes=70))


async def test_an_engineer_on_the_way_is_relieved_too(tx: Tx, us: Cast) -> None:
    late = await take_order(tx, us, window=(0, 60))
    await place(tx, late, 52.53, 13.41)
    await give(tx, us, late)
    await walk(tx, us, late, "accept", "confirm_appointment", "set_off")
    await act(tx, us, "bob", late, "running_late", minutes=45, cause="traffic")
    plan = (await plans(tx, us, late)).plans[0]
    await take_plan(tx, us, late, plan)
    assert (await whose(tx, late), (await predicted(tx))[late][1]) == (us.users["charlie"], 0)


async def test_another_order_of_the_day_is_enough_where_nobody_else_is_needed(tx: Tx, us: Cast) -> None:
    """The first visit can wait, the second cannot."""
    patient, pressed = [await take_order(tx, us, window=window, minutes=90) for window in ((0, 600), (0, 60))]
    await give(tx, us, patient)
    await give(tx, us, pressed)
    for order, at in ((patient, NOW), (pressed, NOW + timedelta(hours=1))):
        await tx.run("update attendances set planned_start = $2 where order_id = $1", order, at)
    plan = (await plans(tx, us, pressed)).plans[0]
    assert (plan.way, plan.moves) == ("reorder", [])
    assert {row.order_id: row.minutes > 0 for row in plan.changes} == {pressed: False, patient: True}
    await take_plan(tx, us, pressed, plan)
    after = await predicted(tx)
    assert {row.order_id: row.at for row in plan.changes} == {id: after[id][0] for id in (pressed, patient)}
    await rescue.withdraw(tx, pressed, cause(us))
    assert (await predicted(tx))[pressed][1] >= LATE_AFTER_MINUTES


async def test_nobody_whom_the_dispatcher_does_not_see_is_asked(tx: Tx, us: Cast) -> None:
    late = await busy_bob(tx, us)
    other = new_id(NOW)
    await tx.run("insert into units (org_id, id, kind, name, lat, lon) values (current_org(), $1, 'station', 'Far', 52.5, 13.4)", other)
    await tx.run("update engineers set station_id = $1 where user_id = $2", other, us.users["charlie"])
    found = await rescue.plans(tx, late, alice(us, Scope(False, [us.station], [], None)), NOW)
    assert found.plans == []


async def test_who_is_there_already_needs_no_rescue(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await walk(tx, us, order, "accept", "confirm_appointment", "set_off", "arrive")
    with pytest.raises(Problem, match="action_not_possible"):
        await plans(tx, us, order)


async def test_where_no_move_helps_a_time_to_ask_for_is_named(tx: Tx, us: Cast) -> None:
    late = await busy_bob(tx, us)
    await tx.run("update users set active = false where id = $1", us.users["charlie"])
    found = await plans(tx, us, late)
    assert found.plans == [] and found.consent is not None
    assert found.consent.window_from <= (await predicted(tx))[late][0] < found.consent.window_to


async def carried_out_is_forecast(tx: Tx, us: Cast, order: UUID, plan: RescuePlan, before: dict[UUID, tuple[datetime, int]]) -> None:
    await take_plan(tx, us, order, plan)
    after = await predicted(tx)
    for row in plan.changes:
        assert after[row.order_id] == (row.at, row.late), row
        assert before[row.order_id] == (row.was_at, row.was_late), row
    assert all(after[id][1] < LATE_AFTER_MINUTES for id in plan.keeps)
    others = set(before) - {row.order_id for row in plan.changes}
    assert all(abs(after[id][0] - before[id][0]) <= timedelta(minutes=1) for id in others if id in after)
    assert all(after[id][1] <= max(before[id][1], LATE_AFTER_MINUTES - 1) for id in after)


async def late_of(tx: Tx, us: Cast) -> Sequence[UUID]:
    routes = await schedule.routes(tx, NOW)
    mine = {stop.order_id for route in routes for stop in route.stops if stop.arrived_at is None}
    return [id for id, (_, late) in (await predicted(tx)).items() if late >= LATE_AFTER_MINUTES and id in mine]


@pytest.mark.parametrize("seed", range(24))
@pytest.mark.parametrize("source", ["estimate", "learnt"])
async def test_what_a_plan_says_of_every_visit_is_what_the_forecast_says_after_it(tx: Tx, us: Cast, source: str, seed: int) -> None:
    if source == "learnt":
        await learn(tx, Random(seed), CITIES[source])
    await days(tx, us, Random(seed), CITIES[source])
    before, late = await predicted(tx), await late_of(tx, us)
    for order in late:
        for plan in (await plans(tx, us, order)).plans:
            savepoint = tx.connection.transaction()
            await savepoint.start()
            await carried_out_is_forecast(tx, us, order, plan, before)
            await savepoint.rollback()


async def test_a_visit_is_given_to_nobody_without_its_skill(tx: Tx, us: Cast) -> None:
    late = await busy_bob(tx, us)
    await tx.run("update orders set skill = 'laser' where id = $1", late)
    engineers = await assign.engineers(tx, None, NOW)
    assert all("laser" not in row.skills for row in engineers)
    assert (await plans(tx, us, late)).plans == []
