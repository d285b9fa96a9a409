"""Which plan stands first on the card: the one after which most promises are kept, as sure as that can be said."""

from datetime import timedelta
from itertools import count
from uuid import UUID, uuid4

import msgspec

from outrider.assign.fit.rules import Engineer, Wanted
from outrider.model import Status
from outrider.rescue.plans.rules import MOST, Head, RescuePlan, plans
from outrider.schedule.rules import Route, Span, Stop
from tests.rescue.test_chance import NOW, after

STATION, NUMBERS = uuid4(), count(1)


def visit(lat: float, since: float, until: float, minutes: int = 60) -> Wanted:
    return Wanted(UUID(int=next(NUMBERS)), lat, 13.4, minutes, after(since), after(until), None, STATION)


def stop(of: Wanted, **said: object) -> Stop:
    return Stop(uuid4(), of.order_id, of.lat, of.lon, of.work_minutes, of.window_from, of.window_to, **said)  # type: ignore[arg-type]


def engineer(name: str, lat: float, *stops: Stop) -> Engineer:
    shift = [Span(NOW - timedelta(hours=2), NOW + timedelta(hours=9))]
    return Engineer(name, STATION, [], Route(UUID(int=next(NUMBERS)), lat, 13.4, lat, 13.4, NOW, shift, [], list(stops)))


def at_work(of: Wanted) -> Stop:
    return stop(of, set_off_at=after(-60), arrived_at=after(-30))


def offered(wanted: Wanted, visits: list[Wanted], *engineers: Engineer) -> list[RescuePlan]:
    heads = {row.order_id: Head(row.order_id, "1", "Zhang", Status.ASSIGNED) for row in visits}
    return plans(engineers, {row.order_id: row for row in visits}, heads, wanted.order_id, NOW)


def who(plan: RescuePlan, *engineers: Engineer) -> str:
    return next(row.name for row in engineers if row.route.engineer_id == plan.moves[0].engineer_id)


def test_who_is_free_stands_before_who_would_only_just_be_there_though_their_way_is_shorter() -> None:
    dragging, busy, late = visit(52.50, -60, -30, 240), visit(52.53, -60, -30, 80), visit(52.53, 0, 60)
    bob = engineer("Bob", 52.50, at_work(dragging), stop(late))
    tight, free = engineer("Charlie", 52.53, at_work(busy)), engineer("Dora", 52.58)
    found = offered(late, [dragging, busy, late], bob, tight, free)
    assert [who(plan, tight, free) for plan in found] == ["Dora", "Charlie"]
    assert found[0].travel_minutes > found[1].travel_minutes


def test_where_all_are_as_sure_the_least_way_stands_first_and_no_more_are_offered_than_a_card_has_room_for() -> None:
    dragging, late = visit(52.50, -60, -30, 240), visit(52.53, 0, 120)
    bob = engineer("Bob", 52.50, at_work(dragging), stop(late))
    others = [engineer(f"{n}", 52.53 + 0.002 * n) for n in range(1, 7)]
    found = offered(late, [dragging, late], bob, *others)
    assert [who(plan, *others) for plan in found] == [row.name for row in others[:MOST]]


def test_a_swap_is_not_worth_it_where_one_hand_over_is_as_sure() -> None:
    dragging, late, own = visit(52.50, -60, -30, 240), visit(52.53, 0, 120), visit(52.53, 0, 500)
    bob = engineer("Bob", 52.50, at_work(dragging), stop(late))
    full, free = engineer("Charlie", 52.53, stop(own)), engineer("Dora", 52.56)
    found = offered(late, [dragging, late, own], bob, full, free)
    assert len(found[0].moves) == 1
    assert msgspec.structs.asdict(found[0].moves[0])["order_id"] == late.order_id
