"""The days of engineers as an instance: what is begun stays, what is late is not made worse, a plan comes back as days."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import msgspec
import numpy as np

from outrider import geo
from outrider.assign.day.rules import rest_of
from outrider.assign.rules import Engineer, Wanted
from outrider.roads.rules import Travel, area, key
from outrider.schedule.rules import Route, Span, Stop, timeline
from outrider.solve.evaluate import evaluate

NOW, STATION = datetime(2026, 3, 2, 9, 0, tzinfo=UTC), uuid4()


def after(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def visit(lat: float, since: float, until: float, skill: str | None = None, minutes: int = 30) -> Wanted:
    return Wanted(uuid4(), lat, 13.4, minutes, after(since), after(until), skill, STATION)


def stop(of: Wanted, **said: object) -> Stop:
    return Stop(uuid4(), of.order_id, of.lat, of.lon, of.work_minutes, of.window_from, of.window_to, **said)  # type: ignore[arg-type]


def engineer(*stops: Stop, shifts: list[Span] | None = None, away: list[Span] | None = None, skills: tuple[str, ...] = ()) -> Engineer:
    spans = shifts or [Span(after(-120), after(480))]
    route = Route(uuid4(), 52.5, 13.4, 52.6, 13.4, NOW, spans, away or [], list(stops))
    return Engineer("Bob", STATION, [*skills], route)


def by_id(*visits: Wanted) -> dict[UUID, Wanted]:
    return {row.order_id: row for row in visits}


def test_what_has_begun_stays_and_the_piece_begins_behind_it() -> None:
    at_work, then = visit(52.51, -60, 0), visit(52.52, 0, 120)
    bob = engineer(stop(at_work, set_off_at=after(-20), arrived_at=after(-10)), stop(then))
    rest = rest_of([bob], by_id(at_work, then), NOW, after(600))
    [piece] = rest.pieces
    assert (piece.lat, piece.since, piece.orders) == (52.51, after(20), [then.order_id])
    assert [row.id for row in rest.instance.visits] == [str(then.order_id)]


def test_the_instance_reaches_each_visit_when_the_timeline_does() -> None:
    first, second = visit(52.52, 0, 120), visit(52.55, 0, 200)
    bob = engineer(stop(first), stop(second))
    rest = rest_of([bob], by_id(first, second), NOW, after(600))
    value = evaluate(rest.instance, rest.plan, rest.instance.travel())
    assert value.faults == []
    places = [(52.5, 13.4), (52.52, 13.4), (52.55, 13.4)]
    assert value.travel == sum(round(geo.seconds_between(a, b)) for a, b in zip(places, places[1:], strict=False))


def test_a_visit_that_is_late_is_not_made_later_and_an_urgent_one_is_asked_for_by_its_promise() -> None:
    late = visit(52.9, 0, 30)
    bob = engineer(stop(late))
    arrival = timeline(bob.route, NOW)[0].at
    [as_it_is], [asked] = (rest_of([bob], by_id(late), NOW, after(600), urgent).instance.visits for urgent in ((), {late.order_id}))
    assert as_it_is.window == (0.0, float(int((arrival - NOW).total_seconds())))
    assert asked.window == (0.0, 1800.0)


def test_an_urgent_visit_somebody_is_on_the_way_to_is_open_to_others() -> None:
    late = visit(52.9, 0, 30)
    bob = engineer(stop(late, set_off_at=after(-5)))
    assert rest_of([bob], by_id(late), NOW, after(600)).instance.visits == []
    assert [row.id for row in rest_of([bob], by_id(late), NOW, after(600), {late.order_id}).instance.visits] == [str(late.order_id)]


def test_whoever_said_that_they_come_late_sets_off_late() -> None:
    told = visit(52.52, 0, 30)
    bob = engineer(stop(told, told_late_minutes=45))
    [piece] = rest_of([bob], by_id(told), NOW, after(600)).pieces
    assert piece.since == after(75) - timedelta(seconds=geo.seconds_between((52.5, 13.4), (52.52, 13.4)))


def test_an_absence_parts_the_day_and_tomorrow_begins_at_the_station() -> None:
    today, tomorrow = visit(52.51, 0, 60), visit(52.52, 24 * 60, 25 * 60)
    shifts = [Span(after(-60), after(480)), Span(after(24 * 60 - 60), after(24 * 60 + 480))]
    bob = engineer(stop(today), stop(tomorrow), shifts=shifts, away=[Span(after(120), after(180))])
    rest = rest_of([bob], by_id(today, tomorrow), NOW, after(40 * 60))
    assert [(row.since, row.until) for row in rest.pieces] == [
        (NOW, after(120)), (after(180), after(480)), (after(24 * 60 - 60), after(24 * 60 + 480))]  # fmt: skip
    assert [row.orders for row in rest.pieces] == [[today.order_id], [], [tomorrow.order_id]]
    assert rest.pieces[2].lat == 52.6
    assert rest.days(rest.plan) == {bob.route.engineer_id: [today.order_id, tomorrow.order_id]}


def test_nobody_gets_what_they_may_not_do_and_who_has_it_keeps_it() -> None:
    server = visit(52.51, 0, 60, "server")
    bob, carol = engineer(stop(server)), engineer(skills=("server",))
    dave = engineer()
    rest = rest_of([bob, carol, dave], by_id(server), NOW, after(600))
    [asked] = rest.instance.visits
    assert [set(asked.skills) <= set(row.skills) for row in rest.instance.engineers] == [True, True, False]


def test_a_pinned_visit_stays_with_its_engineer() -> None:
    agreed = visit(52.51, 0, 60)
    bob, carol = engineer(), engineer(stop(agreed))
    [asked] = rest_of([bob, carol], by_id(agreed), NOW, after(600), pinned={agreed.order_id}).instance.visits
    assert asked.engineer == 1


def test_nobody_has_to_be_back_by_the_end_of_the_shift() -> None:
    last = visit(52.9, 0, 480, minutes=1)
    bob = engineer(stop(last))
    rest = rest_of([bob], by_id(last), NOW, after(600))
    assert np.isclose(rest.instance.travel()[1, -1], 0.0)


def test_ways_are_as_long_as_they_are_known_to_be() -> None:
    """The learnt factor of an area counts on the way there; what an engine said of a way counts before it."""
    here, near, far = (52.5, 13.4), visit(52.52, 0, 120), visit(52.75, 0, 200)
    speeds = {area(place, NOW, "UTC"): 2.0 for place in ((52.52, 13.4), (52.75, 13.4))}
    travel = Travel("UTC", {key(here, (52.52, 13.4)): (999.0, "osrm")}, speeds)
    bob = engineer(stop(near), stop(far))
    told = msgspec.structs.replace(bob, route=msgspec.structs.replace(bob.route, travel=travel))
    ways = rest_of([told], by_id(near, far), NOW, after(600)).instance.travel()
    assert ways[0, 1] == 999.0
    assert ways[1, 2] == round(2 * round(geo.seconds_between((52.52, 13.4), (52.75, 13.4))))
    assert ways[2, 3] == 0.0
