"""A pinned visit stays with its engineer, and where wanted at its time, whatever is ranked, planned or rescued."""

from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.assign import actions as assign
from outrider.assign import rules as ranking
from outrider.assign import store
from outrider.assign.day.rules import Days, rest_of
from outrider.assign.plan.ground.rules import hopeful, pinned
from outrider.assign.plan.part.rules import Wish, part
from outrider.db import Tx
from outrider.model import ALL, Cause, Status, moment_of
from outrider.problems import Problem
from outrider.rescue.plans import rules as rescue_rules
from outrider.schedule import actions as schedule
from outrider.schedule.rules import timeline, unpins, with_stop
from outrider.status.order import actions as orders
from outrider.status.withdraw import actions as withdrawals
from tests.assign.grounds import NOW as GROUND_NOW
from tests.assign.grounds import after, drawn, engineer, ground, name, stop, visit
from tests.cast import NOW, Cast, act, give, take_order
from tests.rescue.test_rescue import busy_bob, plans, take_plan, whose
from tests.schedule.test_offer_is_forecast import CITIES, days

PIN = "select pin_reason, pinned_for from attendances where order_id = $1 and ended_at is null"


async def pin_of(tx: Tx, order: UUID) -> tuple[str | None, datetime | None]:
    row = await tx.connection.fetchrow(PIN, order)
    assert row
    return row["pin_reason"], row["pinned_for"]


async def pin(tx: Tx, us: Cast, order: UUID, at: datetime | None = None) -> None:
    await act(tx, us, "alice", order, "pin", reason_code="customer_wish", pinned_for=at and at.isoformat())


async def withdraw(tx: Tx, us: Cast, order: UUID) -> None:
    head = await orders.see_order(tx, order, ALL)
    await withdrawals.withdraw(tx, order, head.status, Cause(us.actor("alice"), ALL, moment_of(NOW + timedelta(seconds=3))))


async def test_a_visit_is_pinned_with_a_reason_and_its_status_stays(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await pin(tx, us, order, NOW + timedelta(minutes=20))
    assert await pin_of(tx, order) == ("customer_wish", NOW + timedelta(minutes=20))
    assert (await orders.see_order(tx, order, ALL)).status == Status.ASSIGNED
    await act(tx, us, "alice", order, "unpin")
    assert await pin_of(tx, order) == (None, None)


async def test_undo_of_either_puts_back_what_was(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await pin(tx, us, order)
    await withdraw(tx, us, order)
    assert await pin_of(tx, order) == (None, None)
    await pin(tx, us, order, NOW + timedelta(minutes=20))
    await act(tx, us, "alice", order, "unpin")
    await withdraw(tx, us, order)
    assert await pin_of(tx, order) == ("customer_wish", NOW + timedelta(minutes=20))


@pytest.mark.parametrize(
    ("said", "code"), [({}, "data_missing"), ({"reason_code": "late"}, "field_not_valid"), ({"reason_code": "other"}, "data_missing")]
)
async def test_a_pin_says_why(tx: Tx, us: Cast, said: dict[str, Any], code: str) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    with pytest.raises(Problem) as refusal:
        await act(tx, us, "alice", order, "pin", **said)
    assert refusal.value.code == code


async def test_a_time_outside_the_promise_is_none_to_pin(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us, window=(0, 60))
    await give(tx, us, order)
    with pytest.raises(Problem) as refusal:
        await pin(tx, us, order, NOW + timedelta(minutes=61))
    assert (refusal.value.code, refusal.value.params["fields"]) == ("field_not_valid", ["pinned_for"])


async def test_what_is_not_pinned_cannot_be_unpinned(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    with pytest.raises(Problem) as refusal:
        await act(tx, us, "alice", order, "unpin")
    assert refusal.value.code == "action_not_possible"


async def test_the_engineer_neither_pins_nor_is_held_by_a_pin(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    with pytest.raises(Problem) as refusal:
        await act(tx, us, "bob", order, "pin", reason_code="knows_site")
    assert refusal.value.code == "not_allowed"
    await pin(tx, us, order)
    await act(tx, us, "bob", order, "decline", reason_code="too_far")
    assert (await orders.see_order(tx, order, ALL)).status == Status.AWAITING_ASSIGNMENT


async def test_somebody_may_hand_it_over_by_hand_and_undo_gives_back_the_pin_too(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await pin(tx, us, order)
    await give(tx, us, order, "charlie", reason="The customer agrees")
    assert await pin_of(tx, order) == (None, None)
    await withdraw(tx, us, order)
    assert await pin_of(tx, order) == ("customer_wish", None)


async def test_the_engineer_is_there_no_sooner_than_pinned(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us, window=(0, 120))
    await give(tx, us, order)
    at = NOW + timedelta(minutes=90)
    await pin(tx, us, order, at)
    [route] = await schedule.routes_of(tx, us.users["bob"], NOW, NOW)
    assert [row.at for row in timeline(route, NOW)] == [at]


async def test_a_pinned_time_counts_no_more_once_another_is_promised(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us, window=(0, 120))
    await give(tx, us, order)
    await pin(tx, us, order, NOW + timedelta(minutes=90))
    start, end = NOW + timedelta(minutes=200), NOW + timedelta(minutes=260)
    window = {"agreed_from": start.isoformat(), "agreed_to": end.isoformat()}
    await act(tx, us, "alice", order, "agree_time", NOW, **window, how="called", why="customer_wish")
    [route] = await schedule.routes_of(tx, us.users["bob"], NOW, NOW)
    [row] = timeline(route, NOW)
    assert (row.stop.pinned, row.stop.pinned_for, row.at) == (True, None, start)


def test_no_other_visit_is_put_where_it_would_move_a_pinned_time() -> None:
    of = visit("pinned", 52.51, 0, 480)
    wanted = visit("new", 52.505, 0, 60, minutes=60)
    for at, place in ((None, 0), (after(20), 1)):
        kept = stop(of, pinned=True, pinned_for=at)
        bob = engineer("bob", 52.5, kept)
        assert ranking.best_place(bob, wanted, GROUND_NOW).place == place


@given(st.integers(0, 2**32))
def test_whoever_is_ranked_no_pinned_time_moves(seed: int) -> None:
    """The best place is the cheapest of those that leave every pinned time alone, and behind all others is always one."""
    random = Random(seed)
    made = [visit(f"v{n}", 52.45 + random.random() / 10, 0, 480, minutes=random.randint(10, 60)) for n in range(random.randint(1, 4))]
    stops = [stop(row, pinned=True, pinned_for=after(random.randint(0, 300))) if random.random() < 0.6 else stop(row) for row in made]
    bob, wanted = engineer("bob", 52.5, *stops), visit("new", 52.5, 0, 300)
    found = ranking.best_place(bob, wanted, GROUND_NOW)
    before = timeline(bob.route, GROUND_NOW)
    places = [with_stop(bob.route, place, wanted.stop()) for place in range(len(stops) + 1)]
    allowed = [n for n, route in enumerate(places) if unpins(before, timeline(route, GROUND_NOW)) is None]
    assert found.place in allowed and len(stops) in allowed


def test_a_search_has_a_pinned_visit_with_its_engineer_and_within_its_time() -> None:
    of = visit("pinned", 52.51, 0, 480)
    bob, charlie = engineer("bob", 52.5), engineer("charlie", 52.52, stop(of, pinned=True, pinned_for=after(120)))
    [asked] = rest_of([bob, charlie], {of.order_id: of}, GROUND_NOW, after(600)).instance.visits
    assert (asked.engineer, asked.window) == (1, (7200.0, 7200.0))


def test_a_pinned_visit_is_no_hope_of_a_plan_though_it_is_late() -> None:
    of = visit("late", 52.9, 0, 20)
    for fixed in (False, True):
        made = ground([engineer("bob", 52.5, stop(of, pinned=fixed)), engineer("charlie", 52.89)], [of])
        assert (pinned(made), hopeful(made)) == (({of.order_id}, set()) if fixed else (set(), {of.order_id}))


def test_a_plan_that_moves_a_visit_which_somebody_has_pinned_since_leaves_it() -> None:
    of = visit("pinned", 52.6)
    made = ground([engineer("bob", 52.5, stop(of, pinned=True)), engineer("charlie", 52.59)], [of])
    wish = Wish({name("bob"): [], name("charlie"): [of.order_id]}, frozenset({of.order_id}), frozenset())
    found = part(made, wish)
    assert (found.moves, [(row.id, row.rule) for row in found.refused]) == (frozenset(), [(of.order_id, "pinned")])


@given(drawn(), st.integers(0, 2**32))
def test_whatever_is_planned_pins_are_kept(case: tuple[Any, Days], seed: int) -> None:
    """Of any plan of any days only so much holds as leaves what is pinned with its engineer, at its time."""
    plain, plan = case
    random = Random(seed)

    def with_pins(row: Any) -> Any:
        stops = [
            stop(plain.visits[each.order_id], pinned=True, pinned_for=after(random.choice((30, 90, 200))) if random.random() < 0.5 else None)
            if each.order_id in plain.visits and random.random() < 0.5 else each
            for each in row.route.stops
        ]  # fmt: skip
        return engineer(row.name, row.route.lat, *stops, skills=row.skills, shift=(-120, 480))

    made = ground([with_pins(row) for row in plain.engineers.values()], list(plain.visits.values()))
    moves = frozenset(id for who, ids in plan.items() for id in ids if made.holders.get(id) != who)
    found = part(made, Wish(plan, moves, frozenset(plan)))
    assert not {id for id in found.moves if made.pinned(id)}
    for who, rows in found.arrivals.items():
        assert unpins(made.today[who], rows) is None


async def test_a_rescue_leaves_a_pinned_visit_with_whoever_has_it(tx: Tx, us: Cast) -> None:
    late = await busy_bob(tx, us)
    assert [row.way for row in (await plans(tx, us, late)).plans] == ["hand_over"]
    await pin(tx, us, late)
    assert (await plans(tx, us, late)).plans == []


async def test_a_rescue_that_was_offered_before_the_pin_is_outdated(tx: Tx, us: Cast) -> None:
    late = await busy_bob(tx, us)
    [plan] = (await plans(tx, us, late)).plans
    await pin(tx, us, late)
    with pytest.raises(Problem) as refusal:
        await take_plan(tx, us, late, plan)
    assert refusal.value.code == "plan_outdated"
    assert await whose(tx, late) == us.users["bob"]


def test_no_plan_of_a_rescue_is_told_that_moves_a_pin() -> None:
    """Though a search had found it."""
    of = visit("pinned", 52.6, 0, 240)
    head = rescue_rules.Head(of.order_id, "N1", "Dana", Status.ASSIGNED)
    for fixed, told in ((False, True), (True, False)):
        people = [engineer("bob", 52.5, stop(of, pinned=fixed)), engineer("charlie", 52.59)]
        found = rescue_rules.tell(people, {of.order_id: head}, {name("bob"): [], name("charlie"): [of.order_id]}, [], GROUND_NOW)
        assert (found is not None) is told


@pytest.mark.parametrize("seed", range(6))
async def test_the_offer_is_the_forecast_beside_pinned_visits_too(tx: Tx, us: Cast, seed: int) -> None:
    random = Random(f"pins {seed}")
    wanted = await days(tx, us, random, CITIES["estimate"])
    for who in ("bob", "charlie"):
        for route in await schedule.routes_of(tx, us.users[who], NOW, NOW):
            for row in timeline(route, NOW):
                if not row.stop.begun and row.stop.window_from <= row.at <= row.stop.promise and random.random() < 0.5:
                    await act(tx, us, "alice", row.stop.order_id, "pin", reason_code="knows_site", pinned_for=row.at.isoformat())
    [before] = await schedule.routes_of(tx, us.users["bob"], NOW, NOW)
    stood = timeline(before, NOW)
    asked = await wanted_of(tx, wanted)
    bob = await assign.engineer(tx, us.users["bob"], asked, NOW)
    assert bob
    place = ranking.best_place(bob, asked, NOW)
    await give(tx, us, wanted, choice="nobody_else")
    [route] = await schedule.routes_of(tx, us.users["bob"], NOW, NOW)
    rows = {row.stop.order_id: row.at for row in timeline(route, NOW)}
    assert rows[wanted] == place.arrival
    assert unpins(stood, timeline(route, NOW)) is None


async def wanted_of(tx: Tx, order: UUID) -> ranking.Wanted:
    found = await store.wanted(tx, order)
    assert found
    return found
