"""What is offered of a plan: it breaks no rule, its numbers are those of the timeline, and it disturbs no more than it may."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outrider import geo
from outrider.assign.day.rules import Days
from outrider.assign.plan.ground.rules import DROP, HELD, Ground, ask, bounds, drop_of, hopeful, pinned
from outrider.assign.plan.part.rules import Wish, overtime, part
from outrider.assign.plan.rules import PlanProposal, may_move, proposal, propose, wish_of
from outrider.assign.plan.search.rules import BUDGETS, budget_of
from outrider.assign.rules import exclusion
from outrider.model import Status
from outrider.schedule.rules import is_late, late_minutes, timeline
from outrider.solve.evaluate import evaluate
from outrider.solve.plan import solve
from outrider.status.levels.defaults import LEVELS, level

from .grounds import NOW, TONIGHT, after, drawn, engineer, ground, name, stop, visit

Drawn = tuple[Ground, Days]


@settings(deadline=None)
@given(drawn())
def test_nothing_that_is_offered_breaks_a_hard_rule_or_makes_a_promise_worse(made: Drawn) -> None:
    ground, days = made
    offered = propose(ground, days, 1.0)
    for row in offered.rows if offered else []:
        if row.kind != "order":
            assert exclusion(ground.engineers[row.to_id], ground.visits[row.id], NOW, {*ground.stations}) is None
    for day in offered.days if offered else []:
        rows = timeline(ground.route(day.engineer_id, [slot.order_id for slot in day.after]), NOW)
        assert [row.stop.order_id for row in rows if late_minutes(row) > ground.late[row.stop.order_id]] == []
        route = ground.engineers[day.engineer_id].route
        assert overtime(route, rows)[0] <= max(1, overtime(route, ground.today[day.engineer_id])[0])


@settings(deadline=None)
@given(drawn())
def test_the_numbers_are_those_that_another_sum_says(made: Drawn) -> None:
    ground, days = made
    if not (offered := propose(ground, days, 1.0)):
        return
    orders = {id: ground.own(id) for id in ground.engineers} | {day.engineer_id: [s.order_id for s in day.after] for day in offered.days}
    ways = {id: list(zip([_start(ground, id), *_places(ground, row)], _places(ground, row), strict=False)) for id, row in orders.items()}
    assert offered.summary.travel_after == round(sum(geo.seconds_between(a, b) for row in ways.values() for a, b in row) / 60)
    arrivals = {row.stop.order_id: row for id, row_ in orders.items() for row in timeline(ground.route(id, row_), NOW)}
    assert offered.summary.kept_after == sum(1 for id, row in arrivals.items() if id in ground.visits and not is_late(late_minutes(row)))
    assert offered.summary.promised == offered.summary.kept_after + len(offered.late) + len(offered.left)
    assert all((row.at, row.late) == (arrivals[row.order_id].at, late_minutes(arrivals[row.order_id])) for row in offered.late)
    assert {row.id: row.after for row in offered.rows if row.kind != "order"} == {
        row.id: arrivals[row.id].at for row in offered.rows if row.kind != "order"
    }
    assert offered.summary.visits == len(arrivals) + offered.summary.unassigned == len(arrivals) + len(offered.left)


def _start(ground: Ground, engineer_id: UUID) -> tuple[float, float]:
    return ground.engineers[engineer_id].route.lat, ground.engineers[engineer_id].route.lon


def _places(ground: Ground, orders: list[UUID]) -> list[tuple[float, float]]:
    return [(ground.visits[id].lat, ground.visits[id].lon) for id in orders]


@settings(deadline=None)
@given(drawn())
def test_the_days_as_they_stand_are_a_plan_of_what_is_asked(made: Drawn) -> None:
    """Else a visit that stays with its engineer would not fit, and nothing could be planned for anybody."""
    rest, late = ask(made[0], {}), {str(id) for id in hopeful(made[0])}
    plan = {engineer: [id for id in orders if id not in late] for engineer, orders in rest.plan.items()}
    assert evaluate(rest.instance, plan, rest.instance.travel()).faults == []


def test_who_comes_too_late_is_sent_help_and_where_nobody_can_all_stays_as_it_is() -> None:
    rows = [visit(f"v{n}", 52.40, 0, 30, minutes=60) for n in range(3)]
    bob, carol = engineer("bob", 52.40, *(stop(row) for row in rows)), engineer("carol", 52.41)
    made = ground([bob, carol], rows)
    assert hopeful(made) == {rows[1].order_id, rows[2].order_id}
    rest = ask(made, {})
    found = rest.days(solve(rest.instance, 0.3, rest.plan, 1_200).plan)
    offered = propose(made, found, 1.0)
    assert offered is not None
    assert (offered.summary.moved, offered.summary.kept_before, offered.summary.kept_after) == (1, 1, 2)


@settings(deadline=None)
@given(drawn(), st.floats(0, 1))
def test_no_more_visits_change_engineer_than_may(made: Drawn, most: float) -> None:
    ground, days = made
    offered = propose(ground, days, most)
    assert offered is None or offered.summary.moved <= may_move(ground, most)


@settings(deadline=None)
@given(drawn(), st.data())
def test_any_part_of_a_plan_breaks_nothing_and_says_what_it_refuses(made: Drawn, data: st.DataObject) -> None:
    ground, days = made
    wish = wish_of(ground, days)
    some = frozenset(data.draw(st.sets(st.sampled_from(sorted(wish.moves, key=str))))) if wish.moves else frozenset()
    found = part(ground, msgspec.structs.replace(wish, moves=some))
    assert found.moves | {row.id for row in found.refused if row.id not in wish.orders} == some
    for id, rows in found.arrivals.items():
        assert [row.stop.order_id for row in rows if late_minutes(row) > ground.late[row.stop.order_id]] == [], id
    everybody = [id for engineer in ground.engineers for id in found.days.get(engineer, ground.own(engineer))]
    assert sorted(everybody, key=str) == sorted({*ground.holders, *found.moves}, key=str)  # each visit is with one person, and none is lost


def two_days() -> tuple[Ground, Days]:
    """Bob in the south has the visit of the north, Carol in the north that of the south: each should go to the other."""
    south, north = visit("south", 52.40, 0, 60), visit("north", 52.60, 0, 60)
    bob, carol = engineer("bob", 52.40, stop(north)), engineer("carol", 52.60, stop(south))
    return ground([bob, carol], [south, north]), {name("bob"): [name("south")], name("carol"): [name("north")]}


def test_what_moves_says_from_whom_to_whom_and_when() -> None:
    made, days = two_days()
    offered = propose(made, days, 1.0)
    assert offered is not None
    assert {(row.kind, row.holder, row.to, row.after) for row in offered.rows} == {
        ("move", "carol", "bob", NOW), ("move", "bob", "carol", NOW)}  # fmt: skip
    assert offered.summary.travel_after == 0 < offered.summary.travel_before


def test_a_part_that_needs_another_says_which() -> None:
    """Both of Bob's hours are taken: the visit that comes needs the one that goes."""
    stays, comes = visit("stays", 52.40, 0, 30, minutes=60), visit("comes", 52.40, 0, 30, minutes=60)
    made = ground([engineer("bob", 52.40, stop(stays)), engineer("carol", 52.401)], [stays, comes])
    days = {name("bob"): [name("comes")], name("carol"): [name("stays")]}
    assert part(made, wish_of(made, days)).refused == []
    [refused] = part(made, Wish(days, frozenset({name("comes")}), frozenset())).refused
    assert (refused.id, refused.rule, refused.needs) == (name("comes"), "late", [name("stays")])


def test_a_visit_that_is_no_more_is_refused_as_gone() -> None:
    made, days = two_days()
    [refused] = part(made, Wish(days, frozenset({name("nowhere")}), frozenset())).refused
    assert (refused.id, refused.rule) == (name("nowhere"), "gone")


def test_of_more_moves_than_may_be_those_stay_that_win_most() -> None:
    rows = [visit(f"v{n}", 52.60 - n * 0.01, 0, 400, minutes=10) for n in range(4)]
    made = ground([engineer("bob", 52.40, *(stop(row) for row in rows)), engineer("carol", 52.60)], rows)
    days = {name("bob"): [], name("carol"): [row.order_id for row in rows]}
    offered = propose(made, days, 0.5)
    assert offered is not None
    assert (offered.summary.moved, offered.summary.over) == (2, 2)


def test_of_a_few_visits_one_may_change_engineer_and_none_where_none_may() -> None:
    made, _ = two_days()
    assert [may_move(made, most) for most in (0.0, 0.3, 0.5, 0.6, 1.0)] == [0, 1, 1, 2, 2]


def test_a_plan_that_wins_nothing_is_not_offered() -> None:
    near = visit("near", 52.40)
    made = ground([engineer("bob", 52.40, stop(near)), engineer("carol", 52.60)], [near])
    assert propose(made, {name("bob"): [], name("carol"): [name("near")]}, 1.0) is None
    assert propose(made, {name("bob"): [name("near")], name("carol"): []}, 1.0) is None


def test_another_order_of_a_day_is_one_thing_to_take() -> None:
    rows = [visit("far", 52.60), visit("near", 52.45)]
    made = ground([engineer("bob", 52.40, *(stop(row) for row in rows))], rows)
    offered = propose(made, {name("bob"): [name("near"), name("far")]}, 0.0)
    assert offered is not None
    [row] = offered.rows
    assert (row.kind, row.id, row.travel_minutes) == ("order", name("bob"), offered.summary.travel_before - offered.summary.travel_after)


def test_what_nobody_gets_says_why() -> None:
    server, wide = visit("server", 52.40, skill="server"), visit("wide", 52.40, 0, 5)
    bob = engineer("bob", 52.40, stop(visit("now", 52.40, 0, 10, minutes=90)))
    made = ground([bob, engineer("carol", 52.9)], [server, wide, visit("now", 52.40, 0, 10, minutes=90)])
    left = {row.order_id: (row.rule, row.engineers) for row in _nothing(made).left}
    assert left == {name("server"): ("skill", 2), name("wide"): ("time", 2)}


def _nothing(made: Ground) -> PlanProposal:
    return proposal(made, part(made, Wish({}, frozenset(), frozenset())))


@pytest.mark.parametrize("how", ["confirmed", "named", "other station"])
def test_what_the_customer_knows_of_stays_with_its_engineer(how: str) -> None:
    of = visit("agreed", 52.60)
    if how == "named":
        of = msgspec.structs.replace(of, named_engineer_id=name("bob"))
    made = ground([engineer("bob", 52.40, stop(of)), engineer("carol", 52.60)], [of])
    other: dict[str, Any] = {"confirmed": {"status": Status.APPOINTMENT_CONFIRMED}, "other station": {"station_id": name("elsewhere")}}
    made = msgspec.structs.replace(made, facts={of.order_id: msgspec.structs.replace(made.facts[of.order_id], **other.get(how, {}))})
    assert pinned(made) == {of.order_id}
    [asked] = ask(made, {}).instance.visits
    assert asked.engineer == 0


def test_a_visit_promised_to_somebody_goes_to_them_or_to_nobody() -> None:
    of = msgspec.structs.replace(visit("named", 52.40), named_engineer_id=name("carol"))
    made = ground([engineer("bob", 52.40), engineer("carol", 52.60)], [of])
    instance = ask(made, {}).instance
    assert [set(instance.visits[0].skills) <= set(row.skills) for row in instance.engineers] == [False, True]
    [refused] = part(made, wish_of(made, {name("bob"): [of.order_id]})).refused
    assert refused.rule == "named"


def test_a_promise_that_has_passed_still_wants_somebody_today() -> None:
    late = visit("late", 52.40, -180, -60)
    made = ground([engineer("bob", 52.40)], [late])
    [asked] = ask(made, {}).instance.visits
    assert asked.window == (0.0, (TONIGHT - NOW).total_seconds())
    offered = propose(made, {name("bob"): [late.order_id]}, 0.0)
    assert offered is not None
    assert (offered.rows[0].late_after, offered.summary.kept_after) == (60, 0)


def test_another_day_begins_at_the_station_and_leaves_today_alone() -> None:
    since, until = after(15 * 60), after(39 * 60)
    today, tomorrow, open_ = visit("today", 52.5), visit("tomorrow", 52.45, 23 * 60, 30 * 60), visit("open", 52.44, 23 * 60, 30 * 60)
    bob = engineer("bob", 52.40, stop(today), stop(tomorrow))
    spans = [*bob.route.shifts, msgspec.structs.replace(bob.route.shifts[0], since=after(22 * 60), until=after(32 * 60))]
    bob = msgspec.structs.replace(bob, route=msgspec.structs.replace(bob.route, lat=52.7, shifts=spans))
    made = ground([bob], [today, tomorrow, open_], since, until)
    assert ([row.order_id for row in made.parts[name("bob")].before], made.own(name("bob"))) == ([name("today")], [name("tomorrow")])
    instance = ask(made, {}).instance
    assert (instance.engineers[0].lat, {row.id for row in instance.visits}) == (52.40, {str(name("tomorrow")), str(name("open"))})
    offered = propose(made, {name("bob"): [name("open"), name("tomorrow")]}, 0.0)
    assert offered is not None
    assert [slot.order_id for slot in offered.days[0].after] == [name("open"), name("tomorrow")]


def test_leaving_out_costs_more_the_more_the_level_presses_and_most_what_somebody_has() -> None:
    costs = drop_of({code: level(code, {"en": code}) for code in LEVELS})
    assert costs["I"] == DROP["incident"] > costs["IV"] > costs["0"] > costs["1"] > costs["2"] > costs["3"] > 0
    of = visit("held", 52.40)
    [asked] = ask(ground([engineer("bob", 52.40, stop(of))], [of]), costs).instance.visits
    assert asked.drop_penalty == HELD > max(costs.values())


@pytest.mark.parametrize(("visits", "seconds"), [(0, 3), (60, 3), (61, 10), (600, 10), (601, 25), (6000, 60)])
def test_a_larger_day_gets_more_time(visits: int, seconds: int) -> None:
    budget = budget_of(visits)
    assert budget is not None
    assert budget.seconds == seconds


def test_more_than_anybody_plans_at_once_has_no_budget() -> None:
    assert budget_of(BUDGETS[-1].visits + 1) is None


def test_a_day_ends_where_the_next_begins_by_the_organisations_clock() -> None:
    since, until = bounds(date(2026, 3, 29), ZoneInfo("Europe/Berlin"), NOW)
    assert until - since == timedelta(hours=23)  # the clocks go forward
