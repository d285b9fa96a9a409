"""The days of the engineers side by side, and what a visit would do where it is held before it is let go."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from outrider.assign import actions as assign
from outrider.backoff import Backoff
from outrider.db import Tx, transaction
from outrider.ids import new_id
from outrider.model import ALL, Cause, Role, Scope, Status, Who, moment_of
from outrider.problems import Problem
from outrider.rescue import actions as rescue
from outrider.rescue.plans import actions as plans
from outrider.schedule.rules import Placed
from outrider.timeline import actions as timeline
from outrider.timeline.actions import Drop
from outrider.timeline.rules import EngineerDay
from tests.cast import NOW, Cast, give, take_order, walk
from tests.conftest import code_of

UNTIL = NOW + timedelta(hours=14)
PREDICTED = "select predicted_arrival from forecasts f join attendances a on a.id = f.attendance_id where a.order_id = $1"


def who_of(us: Cast, scope: Scope = ALL) -> Who:
    return Who(us.org_id, us.users["alice"], new_id(NOW), None, "Alice", "en", "UTC", {Role.DISPATCHER: scope})


def cause_of(us: Cast) -> Cause:
    return Cause(us.actor("alice"), ALL, moment_of(NOW))


async def day(tx: Tx, us: Cast, name: str) -> EngineerDay:
    read = await timeline.look(tx, who_of(us), None, 1, None, NOW)
    return next(row for row in read.days if row.engineer_id == us.users[name])


async def orders_of(tx: Tx, us: Cast, name: str) -> list[UUID]:
    return [row.order_id for row in (await day(tx, us, name)).visits]


async def test_each_engineer_is_a_row_with_shift_and_visits_as_they_are_forecast(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us, window=(30, 90))
    await give(tx, us, order)
    await rescue.watch(tx, NOW, Backoff())
    bob, charlie = await day(tx, us, "bob"), await day(tx, us, "charlie")
    [visit] = bob.visits
    assert (visit.order_id, visit.at, charlie.visits) == (order, await tx.value(PREDICTED, order), [])
    assert (visit.window_from, visit.promise) == (NOW + timedelta(minutes=30), NOW + timedelta(minutes=90))
    assert visit.sets_off < visit.at < visit.leaves
    assert bob.shifts[0].since.date() == NOW.date()


async def test_what_is_over_stays_in_the_day_as_it_was(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await walk(tx, us, order, "accept", "confirm_appointment", "set_off", at=NOW - timedelta(minutes=60))
    await walk(tx, us, order, "arrive", "start_diagnosis", at=NOW - timedelta(minutes=40))
    await walk(tx, us, order, "finish_work", at=NOW - timedelta(minutes=10))
    [visit] = (await day(tx, us, "bob")).visits
    assert (visit.order_id, visit.done) == (order, True)
    assert [NOW - row for row in (visit.sets_off, visit.at, visit.leaves)] == [timedelta(minutes=n) for n in (60, 40, 10)]


async def test_tomorrow_is_asked_as_today_is(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us, window=(24 * 60, 25 * 60))
    await give(tx, us, order)
    read = await timeline.look(tx, who_of(us), NOW.date() + timedelta(days=1), 1, None, NOW)
    assert [visit.order_id for row in read.days for visit in row.visits] == [order]
    assert await orders_of(tx, us, "bob") == []


async def test_a_dispatcher_of_another_station_sees_none_of_these_rows(tx: Tx, us: Cast) -> None:
    read = await timeline.look(tx, who_of(us, Scope(False, [new_id(NOW)], [], None)), None, 1, None, NOW)
    assert (read.days, read.stations) == ([], [])


async def test_more_than_a_week_is_refused(client: Any, us: Cast) -> None:
    answer = await client("alice").get("/api/timeline", params={"days": 8})
    assert code_of(answer) == (422, "field_not_valid")


async def test_only_the_rows_that_are_asked_for_are_answered(client: Any, pool: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
        await give(tx, us, order)
    answer = (await client("alice").get("/api/timeline", params={"engineer": str(us.users["bob"])})).json()
    assert [row["name"] for row in answer["days"]] == ["Bob"]
    assert [row["order_id"] for row in answer["orders"]] == [str(order)]
    assert answer["stations"] is None


async def test_what_a_drop_is_offered_with_is_what_is_forecast_after_it(tx: Tx, us: Cast) -> None:
    """Before Bob's only visit, which then comes later; not at the place that would be best."""
    first, second = await take_order(tx, us, window=(0, 300)), await take_order(tx, us, window=(0, 300))
    await give(tx, us, first)
    told = await timeline.try_(tx, who_of(us), second, Drop(us.users["bob"], before=first), UNTIL, NOW)
    assert (told.may, told.rules, told.plan) == ("yes", [], None)
    assert [row.order_id for row in told.effects] == [second, first]
    own, other = told.effects
    assert own.minutes is None
    assert other.minutes is not None
    assert other.minutes > 0
    placed = Placed(first)
    await assign.assign(tx, second, us.users["bob"], Status.RECEIVED, cause_of(us), placed=placed)
    await rescue.watch(tx, NOW, Backoff())
    assert [row.at for row in told.effects] == [await tx.value(PREDICTED, id) for id in (second, first)]
    assert await orders_of(tx, us, "bob") == [second, first]


async def test_a_place_before_a_visit_that_is_gone_is_refused(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    with pytest.raises(Problem) as refusal:
        placed = Placed(new_id(NOW))
        await assign.assign(tx, order, us.users["bob"], Status.RECEIVED, cause_of(us), placed=placed)
    assert refusal.value.code == "plan_outdated"


async def test_a_soft_rule_asks_for_a_reason_and_a_hard_one_bars(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us, skill="imaging")
    told = await timeline.try_(tx, who_of(us), order, Drop(us.users["bob"]), UNTIL, NOW)
    assert (told.may, told.rules) == ("reason", ["skill"])
    other = await take_order(tx, us)
    await tx.run("update accounts set class = 'classified'")
    told = await timeline.try_(tx, who_of(us), other, Drop(us.users["bob"]), UNTIL, NOW)
    assert (told.may, told.rules) == ("no", ["clearance"])


async def test_another_order_of_the_day_is_shown_carried_out_and_taken_back(tx: Tx, us: Cast) -> None:
    first, second = await take_order(tx, us, window=(0, 300)), await take_order(tx, us, window=(0, 300))
    await give(tx, us, second)
    await give(tx, us, first)
    assert await orders_of(tx, us, "bob") == [first, second]
    told = await timeline.try_(tx, who_of(us), second, Drop(us.users["bob"], before=first), UNTIL, NOW)
    assert told.plan is not None
    assert (told.plan.way, told.plan.moves, told.plan.days[0].orders) == ("reorder", [], [second, first])
    await plans.carry_out(tx, second, told.plan, cause_of(us))
    assert await orders_of(tx, us, "bob") == [second, first]
    assert [row.at for row in (await day(tx, us, "bob")).visits] == [row.at for row in told.days[0].visits]
    await plans.withdraw(tx, second, cause_of(us))
    assert await orders_of(tx, us, "bob") == [first, second]


async def test_the_day_after_tomorrow_is_put_in_another_order_too(tx: Tx, us: Cast) -> None:
    window = (48 * 60, 53 * 60)
    first, second = await take_order(tx, us, window=window), await take_order(tx, us, window=window)
    await give(tx, us, second)
    await give(tx, us, first)
    until = NOW + timedelta(days=3)
    told = await timeline.try_(tx, who_of(us), second, Drop(us.users["bob"], before=first), until, NOW)
    assert told.plan is not None
    await plans.carry_out(tx, second, told.plan, cause_of(us))
    read = await timeline.look(tx, who_of(us), NOW.date(), 3, None, NOW)
    assert [visit.order_id for row in read.days for visit in row.visits] == [second, first]


async def test_two_visits_change_hands_for_the_reason_that_was_said(tx: Tx, us: Cast) -> None:
    bobs, charlies = await take_order(tx, us, window=(0, 300)), await take_order(tx, us, window=(0, 300))
    await give(tx, us, bobs)
    await give(tx, us, charlies, "charlie")
    told = await timeline.try_(tx, who_of(us), bobs, Drop(us.users["charlie"], swap=charlies), UNTIL, NOW)
    assert told.plan is not None
    told.plan.reason_code = "planning"
    await plans.carry_out(tx, bobs, told.plan, cause_of(us))
    assert (await orders_of(tx, us, "bob"), await orders_of(tx, us, "charlie")) == ([charlies], [bobs])
    reasons = await tx.connection.fetch("select payload->>'reason_code' as code from events where kind = 'hand_over'")
    assert [row["code"] for row in reasons] == ["planning", "planning"]
    await plans.withdraw(tx, bobs, cause_of(us))
    assert (await orders_of(tx, us, "bob"), await orders_of(tx, us, "charlie")) == ([bobs], [charlies])


async def test_a_visit_that_is_begun_is_not_moved(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await walk(tx, us, order, "accept", "confirm_appointment", "set_off")
    with pytest.raises(Problem) as refusal:
        await timeline.try_(tx, who_of(us), order, Drop(us.users["charlie"]), UNTIL, NOW)
    assert refusal.value.code == "action_not_possible"


async def test_what_was_given_meanwhile_is_no_swap(tx: Tx, us: Cast) -> None:
    bobs, other = await take_order(tx, us), await take_order(tx, us)
    await give(tx, us, bobs)
    with pytest.raises(Problem) as refusal:
        await timeline.try_(tx, who_of(us), bobs, Drop(us.users["charlie"], swap=other), UNTIL, NOW)
    assert refusal.value.code == "plan_outdated"
