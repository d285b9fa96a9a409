"""When an engineer is where: one function, for whoever ranks, forecasts or plans."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.schedule.rules import Route, Span, Stop, joined, timeline
from tests.cast import NOW

MIDNIGHT = NOW.replace(hour=0, minute=0)
SHIFT = Span(MIDNIGHT + timedelta(hours=8), MIDNIGHT + timedelta(hours=17))
STATION = (52.60, 13.40)


def hours(count: float) -> datetime:
    return MIDNIGHT + timedelta(hours=count)


def stop(
    lat: float, start: float, end: float, work: int = 60, off: bool = False, arrived: float | None = None, told: int | None = None
) -> Stop:
    at = None if arrived is None else hours(arrived)
    return Stop(uuid4(), uuid4(), lat, 13.40, work, hours(start), hours(end), hours(start) if off or at else None, at, told)


def route(*stops: Stop, lat: float = 52.50, shifts: tuple[tuple[float, float], ...] = ((8, 17), (32, 41))) -> Route:
    spans = [Span(hours(since), hours(until)) for since, until in shifts]
    return Route(uuid4(), lat, 13.40, *STATION, NOW, spans, [], list(stops))


def at(day: Route, now: float) -> list[float]:
    """Hours of the day on which they arrive, to the minute."""
    return [round((row.at - MIDNIGHT) / timedelta(hours=1), 2) for row in timeline(day, hours(now))]


def test_nobody_arrives_before_the_window_opens() -> None:
    assert at(route(stop(52.50, 11, 12)), 9) == [11]


def test_a_job_that_goes_on_counts_until_it_is_done_as_planned() -> None:
    assert at(route(stop(52.50, 9, 10, arrived=9), stop(52.50, 9, 10)), 9.5) == [9, 10]


def test_a_job_that_has_taken_its_time_is_expected_to_take_a_quarter_of_an_hour_more() -> None:
    first, second = timeline(route(stop(52.50, 8, 9, arrived=8), stop(52.50, 9, 10)), hours(9.5))
    assert (second.at, second.overrun) == (hours(9.75), True)
    assert first.at == hours(8)


def test_what_the_engineer_says_counts_also_for_what_comes_behind() -> None:
    assert at(route(stop(52.50, 9, 10, told=30), stop(52.50, 9, 12)), 9) == [10.5, 11.5]


def test_tomorrow_begins_at_the_station_with_the_shift() -> None:
    (row,) = timeline(route(stop(52.60, 32, 34), lat=50.0), hours(16))
    assert row.at == hours(32)
    assert row.busy is False


def test_a_visit_that_is_late_stays_today_when_the_shift_is_over() -> None:
    assert at(route(stop(52.50, 15, 16)), 17.5) == [17.5]


def test_outside_every_shift_a_visit_is_done_as_promised() -> None:
    assert at(route(stop(52.50, 20, 21)), 16) == [20]


def test_who_is_under_way_waits_for_no_shift() -> None:
    assert at(route(stop(52.50, 7, 9, off=True)), 7) == [7]


def test_before_the_shift_nobody_is_under_way() -> None:
    assert at(route(stop(52.50, 7, 9)), 7) == [8]


def test_between_two_shifts_of_a_day_they_stay_where_they_are() -> None:
    day = route(stop(52.50, 11, 12), stop(52.50, 12, 15), shifts=((8, 12), (13, 17)))
    assert at(day, 11) == [11, 13]


def test_a_shift_over_midnight_is_one() -> None:
    day = route(stop(52.50, 23, 24, work=90), stop(52.50, 24, 26), shifts=((22, 30),))
    assert at(day, 22) == [23, 24.5]


def test_on_call_after_the_shift_goes_on_from_where_they_are() -> None:
    day = route(stop(52.50, 16, 17), stop(52.50, 17, 19), shifts=((8, 17), (17, 24)))
    assert at(day, 16) == [16, 17]


@pytest.mark.parametrize(
    ("spans", "merged"), [([(8, 12), (12, 13)], [(8, 13)]), ([(8, 12), (9, 10)], [(8, 12)]), ([(9, 10), (7, 8)], [(7, 8), (9, 10)])]
)
def test_shifts_that_touch_are_one(spans: list[tuple[float, float]], merged: list[tuple[float, float]]) -> None:
    assert joined([Span(hours(a), hours(b)) for a, b in spans]) == [Span(hours(a), hours(b)) for a, b in merged]


@given(st.lists(st.tuples(st.floats(52.3, 52.7), st.floats(0, 50), st.integers(5, 120)), max_size=6), st.floats(0, 30))
def test_arrivals_never_go_back_in_time_and_never_come_before_the_window(rows: list[tuple[float, float, int]], now: float) -> None:
    found = timeline(route(*(stop(lat, start, start + 1, work) for lat, start, work in rows)), hours(now))
    assert all(row.at >= max(row.stop.window_from, hours(now)) for row in found)
    assert all(later.at >= earlier.leaves for earlier, later in zip(found, found[1:], strict=False))
