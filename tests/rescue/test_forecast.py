from datetime import timedelta
from uuid import uuid4

from outrider.rescue.rules import RISK_STEP, Before, Forecast, forecast, is_risky
from outrider.schedule.rules import Route, Span, Stop
from tests.cast import NOW

HERE = (52.50, 13.40)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def leg(lat: float, end: float, work: int = 60, arrived: float | None = None, told: int | None = None, off: bool = False) -> Stop:
    at = NOW + minutes(arrived) if arrived is not None else None
    window = (NOW + minutes(end - 60), NOW + minutes(end))
    return Stop(uuid4(), uuid4(), lat, 13.40, work, *window, NOW if off else None, at, told)


def forecasts(*legs: Stop, late: bool = False) -> list[Forecast]:
    """late: their cards are open."""
    route = Route(uuid4(), *HERE, *HERE, NOW, [Span(NOW - minutes(300), NOW + minutes(300))], [], list(legs))
    return forecast(route, {leg.attendance_id: Before(leg.attendance_id, NOW) for leg in legs if late and leg.attendance_id}, NOW)


def test_one_who_is_near_is_in_time() -> None:
    (row,) = forecasts(leg(52.51, 40))
    assert (row.late_minutes, row.opens, row.reason) == (0, False, None)


def test_an_overrunning_job_makes_the_next_visit_late_before_its_time() -> None:
    (row,) = forecasts(leg(52.50, -30, arrived=-70), leg(52.55, 15))
    assert row.late_minutes > 5
    assert (row.opens, row.reason) == (True, "overrun")


def test_a_job_that_has_time_left_does_not_alarm() -> None:
    (row,) = forecasts(leg(52.50, -30, arrived=-10, work=30), leg(52.51, 45))
    assert row.opens is False


def test_lateness_is_handed_on_to_the_visits_behind() -> None:
    rows = forecasts(leg(52.50, -30, arrived=-70), leg(52.55, 15), leg(52.60, 60))
    assert [row.opens for row in rows] == [True, True]
    assert rows[1].predicted_arrival > rows[0].predicted_arrival


def test_what_the_engineer_says_counts() -> None:
    (row,) = forecasts(leg(52.51, 40, told=25))
    assert (row.late_minutes, row.reason) == (25, "told")


def test_one_under_way_who_is_still_far_is_late_for_that_reason() -> None:
    (row,) = forecasts(leg(52.90, 20, off=True))
    assert row.reason == "far"


def test_a_card_stays_open_until_the_visit_is_safe_again() -> None:
    (still,) = forecasts(leg(52.55, 8), late=True)
    assert (still.late_minutes, still.late_since is not None, still.closes) == (1, True, False)
    (safe,) = forecasts(leg(52.51, 40), late=True)
    assert (safe.late_since, safe.closes) == (None, True)


def test_nobody_is_predicted_before_the_window_opens() -> None:
    (row,) = forecasts(leg(52.50, 120))
    assert row.predicted_arrival == NOW + minutes(60)


def test_a_visit_that_may_well_come_late_is_told_before_it_is_late() -> None:
    (row,) = forecasts(leg(52.50, -30, arrived=-30, work=60), leg(52.51, 35))[-1:]
    assert (row.opens, row.late_minutes) == (False, 0)
    assert is_risky(row.risk) and row.earliest < row.predicted_arrival < row.latest


def test_a_risk_is_told_again_once_it_has_changed_by_as_much_as_anybody_minds() -> None:
    stop = leg(52.51, 45)
    route = Route(
        uuid4(), *HERE, *HERE, NOW, [Span(NOW - minutes(300), NOW + minutes(300))], [], [leg(52.50, -30, arrived=-30, work=60), stop]
    )
    assert stop.attendance_id
    (first,) = forecast(route, {}, NOW)
    shown = {"shown_arrival": first.shown_arrival, "predicted_arrival": first.predicted_arrival, "late_minutes": 0}
    for risk, told in ((first.risk, False), (first.risk - RISK_STEP, True), (first.risk + RISK_STEP, True), (first.risk - 1, False)):
        (row,) = forecast(route, {stop.attendance_id: Before(stop.attendance_id, risk=risk, **shown)}, NOW)  # type: ignore[arg-type]
        assert row.shows == told, risk
