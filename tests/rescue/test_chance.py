"""How sure an arrival is: held against days that are lived through again and again, whose times vary as domain.md says."""

import math
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from outrider import geo
from outrider.rescue.chance.rules import Likely, likely
from outrider.schedule.rules import LATE_AFTER_MINUTES, Route, Span, Stop, timeline

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = [Span(NOW - timedelta(hours=2), NOW + timedelta(hours=9))]
WORK, WAY = math.sqrt(math.log(1 + 0.5**2)), 0.25  # of lognormals: a coefficient of variation of a half; of a quarter
LIVES = 300


def after(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def route_of(*stops: Stop, seen: datetime | None = NOW) -> Route:
    return Route(uuid4(), 52.5, 13.4, 52.5, 13.4, seen, DAY, [], list(stops))


def stop(lat: float, work: int, since: float, until: float, **said: object) -> Stop:
    return Stop(uuid4(), uuid4(), lat, 13.4, work, after(since), after(until), **said)  # type: ignore[arg-type]


def told_of(route: Route) -> list[Likely]:
    return likely(route, timeline(route, NOW), NOW)


def lived(route: Route, random: Random) -> list[float]:
    """Minutes from now at which each stop is reached, once."""
    here, free, found = (route.lat, route.lon), 0.0, list[float]()
    for each in route.stops:
        way = geo.seconds_between(here, (each.lat, each.lon)) / 60 * random.lognormvariate(0, WAY)
        at = max(free + way, (each.window_from - NOW).total_seconds() / 60)
        found.append(at)
        here, free = (each.lat, each.lon), at + each.work_minutes * random.lognormvariate(0, WORK)
    return found


def days(random: Random) -> Route:
    stops, at = list[Stop](), 0.0
    for _ in range(random.randint(2, 5)):
        at += random.uniform(20, 90)
        stops.append(
            stop(random.uniform(52.3, 52.7), random.choice((30, 45, 60, 90)), at - random.uniform(0, 60), at + random.uniform(15, 120))
        )
    return route_of(*stops)


def test_of_ten_arrivals_eight_lie_in_the_interval_and_the_chance_is_how_often_the_promise_is_missed() -> None:
    random, within, of, wrong = Random(1), 0, 0, list[float]()
    for _ in range(60):
        route = days(random)
        said = told_of(route)
        lives = [lived(route, random) for _ in range(LIVES)]
        for n, (row, each) in enumerate(zip(said, route.stops, strict=True)):
            arrivals = [life[n] for life in lives]
            low, high = ((at - NOW).total_seconds() / 60 - 0.5 for at in (row.earliest, row.latest + timedelta(minutes=1)))
            if row.earliest > each.window_from:  # who waits is there when the window opens, and that is sure
                within, of = within + sum(low <= at <= high for at in arrivals), of + LIVES
            missed = (each.promise - NOW).total_seconds() / 60 + LATE_AFTER_MINUTES
            wrong.append(abs(sum(at > missed for at in arrivals) / LIVES - row.chance))
    assert 0.75 <= within / of <= 0.85
    assert sum(wrong) / len(wrong) <= 0.06


@given(st.integers(0, 10_000))
@settings(max_examples=60)
def test_the_time_in_the_middle_lies_in_the_interval_and_a_later_promise_is_never_missed_more(seed: int) -> None:
    route = days(Random(seed))
    rows = timeline(route, NOW)
    for row, found in zip(rows, likely(route, rows, NOW), strict=True):
        assert found.earliest <= row.at <= found.latest
        assert 0 <= found.chance <= 1
    later = [
        Stop(one.attendance_id, one.order_id, one.lat, one.lon, one.work_minutes, one.window_from, one.promise + timedelta(hours=1))
        for one in route.stops
    ]
    for before, then in zip(told_of(route), told_of(route_of(*later)), strict=True):
        assert then.chance <= before.chance


def test_a_phone_that_is_silent_makes_an_arrival_less_sure() -> None:
    on_the_way = stop(52.6, 60, 0, 60, set_off_at=after(-10))
    [heard], [silent] = (told_of(route_of(on_the_way, seen=after(-age))) for age in (0, 40))
    assert silent.latest - silent.earliest > heard.latest - heard.earliest


def test_whoever_is_there_is_there() -> None:
    [found] = told_of(route_of(stop(52.5, 60, -60, -30, arrived_at=after(-20))))
    assert (found.earliest, found.latest, found.chance) == (after(-20), after(-20), 0.0)


def test_a_visit_without_a_promise_misses_none() -> None:
    assert told_of(route_of(stop(52.9, 60, 0, 1, promised=False)))[0].chance == 0.0


def test_waiting_for_a_window_takes_in_what_came_before() -> None:
    first = stop(52.51, 60, 0, 60)
    pressed, relaxed = (route_of(first, stop(52.52, 60, since, 400)) for since in (0, 240))
    late = [told_of(route)[1].latest - timeline(route, NOW)[1].at for route in (pressed, relaxed)]
    assert late[1] < late[0] / 2
