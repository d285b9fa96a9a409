from datetime import timedelta
from uuid import uuid4

from outrider.rescue.rules import Leg, forecast
from tests.cast import NOW

HERE = (52.50, 13.40)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def leg(
    lat: float, end: float, work: int = 60, arrived: float | None = None, told: int | None = None, off: bool = False, late: bool = False
) -> Leg:
    at = NOW + minutes(arrived) if arrived is not None else None
    return Leg(
        uuid4(),
        uuid4(),
        lat,
        13.40,
        work,
        NOW + minutes(end - 60),
        NOW + minutes(end),
        NOW if off else None,
        at,
        told,
        NOW if late else None,
    )


def test_one_who_is_near_is_in_time() -> None:
    (row,) = forecast(HERE, [leg(52.51, 40)], NOW)
    assert (row.late_minutes, row.opens, row.reason) == (0, False, None)


def test_an_overrunning_job_makes_the_next_visit_late_before_its_time() -> None:
    (row,) = forecast(HERE, [leg(52.50, -30, arrived=-70), leg(52.55, 15)], NOW)
    assert row.late_minutes > 5
    assert (row.opens, row.reason) == (True, "overrun")


def test_a_job_that_has_time_left_does_not_alarm() -> None:
    (row,) = forecast(HERE, [leg(52.50, -30, arrived=-10, work=30), leg(52.51, 45)], NOW)
    assert row.opens is False


def test_lateness_is_handed_on_to_the_visits_behind() -> None:
    rows = forecast(HERE, [leg(52.50, -30, arrived=-70), leg(52.55, 15), leg(52.60, 60)], NOW)
    assert [row.opens for row in rows] == [True, True]
    assert rows[1].predicted_arrival > rows[0].predicted_arrival


def test_what_the_engineer_says_counts() -> None:
    (row,) = forecast(HERE, [leg(52.51, 40, told=25)], NOW)
    assert (row.late_minutes, row.reason) == (25, "told")


def test_one_under_way_who_is_still_far_is_late_for_that_reason() -> None:
    (row,) = forecast(HERE, [leg(52.90, 20, off=True)], NOW)
    assert row.reason == "far"


def test_a_card_stays_open_until_the_visit_is_safe_again() -> None:
    (still,) = forecast(HERE, [leg(52.55, 8, late=True)], NOW)
    assert (still.late_minutes, still.late_since is not None, still.closes) == (1, True, False)
    (safe,) = forecast(HERE, [leg(52.51, 40, late=True)], NOW)
    assert (safe.late_since, safe.closes) == (None, True)


def test_nobody_is_predicted_before_the_window_opens() -> None:
    (row,) = forecast(HERE, [leg(52.50, 120)], NOW)
    assert row.predicted_arrival == NOW + minutes(60)
