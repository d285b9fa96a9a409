from datetime import timedelta
from random import Random
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from outrider.assign import rules
from outrider.customer.rules import when
from outrider.model import Status
from outrider.rescue.rules import forecast
from outrider.schedule.rules import LATE_AFTER_MINUTES, Route, Span, Stop
from tests.cast import NOW

STATION = uuid4()


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def day(name: str, lat: float, lon: float, *stops: Stop, skills: tuple[str, ...] = ("server",), absent: bool = False) -> rules.Engineer:
    shift = Span(NOW - minutes(60), NOW + minutes(600))
    route = Route(uuid4(), lat, lon, lat, lon, NOW, [shift], [shift] if absent else [], list(stops))
    return rules.Engineer(name, STATION, list(skills), route)


def stop(lat: float, lon: float, start: float, end: float, work: int = 30, arrived: float | None = None) -> Stop:
    at = NOW + minutes(arrived) if arrived is not None else None
    return Stop(uuid4(), uuid4(), lat, lon, work, NOW + minutes(start), NOW + minutes(end), at, at)


WANTED = rules.Wanted(uuid4(), 52.50, 13.40, 45, NOW, NOW + minutes(60), "server", STATION)


def test_the_nearest_who_is_free_comes_first() -> None:
    near, far = day("near", 52.51, 13.40), day("far", 52.60, 13.40)
    ranking = rules.rank([far, near], WANTED, NOW, None)
    assert [row.name for row in ranking.candidates] == ["near", "far"]
    assert ranking.candidates[0].late_minutes == 0


def test_one_who_works_next_door_comes_after_one_who_can_be_in_time() -> None:
    busy = day("busy", 52.50, 13.40, stop(52.50, 13.40, -60, 0, work=120, arrived=-5))
    free = day("free", 52.55, 13.40)
    ranking = rules.rank([busy, free], WANTED, NOW, None)
    assert [row.name for row in ranking.candidates] == ["free", "busy"]
    assert ranking.candidates[1].reason == "late"


def test_a_visit_is_never_put_before_the_one_that_has_begun() -> None:
    busy = day("busy", 52.50, 13.40, stop(52.50, 13.40, -60, 0, work=60, arrived=-30))
    assert rules.best_place(busy, WANTED, NOW).visits_before == 1


def test_what_is_done_today_is_not_counted_before_a_visit_of_tomorrow() -> None:
    today = day("today", 52.50, 13.40, stop(52.51, 13.40, 0, 60))
    today.route.shifts.append(Span(NOW + minutes(1380), NOW + minutes(2000)))
    wanted = rules.Wanted(uuid4(), 52.50, 13.40, 45, NOW + minutes(1400), NOW + minutes(1460), "server", STATION)
    found = rules.best_place(today, wanted, NOW)
    assert (found.place, found.visits_before, found.reason) == (1, 0, "first")


def test_the_promises_that_it_moves_are_named() -> None:
    tight = stop(52.70, 13.40, 0, 45)
    found = rules.best_place(day("tight", 52.52, 13.40, tight), WANTED, NOW)
    after = [row for row in found.moved if row.order_id == tight.order_id]
    assert (found.visits_before, [row.minutes for row in after]) == (0, [53])


def test_everybody_who_may_not_is_counted_under_their_rule() -> None:
    days = [day("a", 52.5, 13.4, skills=()), day("b", 52.5, 13.4, absent=True), day("c", 52.5, 13.4)]
    ranking = rules.rank(days, WANTED, NOW, {uuid4()}, None)
    assert ranking.excluded == {"skill": 1, "station": 2}
    ranking = rules.rank(days, WANTED, NOW, None)
    assert ranking.excluded == {"skill": 1, "absent": 1}


def test_the_present_engineer_is_left_out() -> None:
    one = day("one", 52.5, 13.4)
    assert rules.rank([one], WANTED, NOW, None, one.route.engineer_id).candidates == []


@pytest.mark.parametrize("late", range(8))
def test_who_is_late_on_a_candidates_card_is_late_on_the_board_and_for_the_customer_and_nobody_else_is(late: int) -> None:
    """One number and one function: a minute past the promise was late on the one and in time on the other."""
    promise = NOW - minutes(late)
    wanted = rules.Wanted(uuid4(), 52.50, 13.40, 45, NOW - minutes(60), promise, "server", STATION)
    found = rules.best_place(day("one", 52.50, 13.40), wanted, NOW)
    route = day("same", 52.50, 13.40, stop(52.50, 13.40, -60, -late)).route
    (board,) = forecast(route, {}, NOW)
    customer = when(Status.ASSIGNED, "Bob", promise, board.predicted_arrival, None, NOW)
    assert (found.late_minutes, board.late_minutes, customer.late_minutes) == (late, late, late)
    assert {found.late, found.reason == "late", board.opens, customer.key == "planned_late"} == {late >= LATE_AFTER_MINUTES}


@pytest.mark.parametrize(("spare", "late"), [(40, False), (20, True)])
def test_another_visit_that_would_come_a_little_later_is_not_called_late(spare: int, late: bool) -> None:
    """spare: minutes between what is wanted and what is promised to the other one, less than the work takes."""
    other = stop(52.50, 13.40, 0, spare)
    wanted = rules.Wanted(uuid4(), 52.50, 13.40, 43, NOW - minutes(60), NOW, "server", STATION)
    (moved,) = rules.best_place(day("one", 52.50, 13.40, other), wanted, NOW).moved
    assert (moved.late_minutes > 0, moved.late) == (True, late)


def somebody(draw: Random, number: int) -> rules.Engineer:
    place = draw.uniform(52.3, 52.7), draw.uniform(13.1, 13.7)
    stops = [
        stop(draw.uniform(52.3, 52.7), draw.uniform(13.1, 13.7), at := draw.randint(-60, 400), at + 60) for _ in range(draw.randint(0, 4))
    ]
    if stops and draw.random() < 0.3:
        stops[0] = stop(*place, -60, 30, arrived=-draw.randint(1, 50))
    return day(f"{number}", *place, *stops)


@pytest.mark.parametrize("seed", range(8))
def test_the_best_of_many_are_those_that_looking_at_all_would_find(seed: int) -> None:
    draw = Random(seed)
    everybody = [somebody(draw, number) for number in range(150)]
    wanted = msgspec.structs.replace(WANTED, named_engineer_id=everybody[7].route.engineer_id if seed % 2 else None)
    found = rules.rank(everybody, wanted, NOW, None).candidates
    rows = [
        (row.engineer_id != wanted.named_engineer_id, row.score, str(row.engineer_id)) for row in everybody_looked_at(everybody, wanted)
    ]
    assert [(not row.named, row.score, str(row.engineer_id)) for row in found] == sorted(rows)[: rules.TOP]


def everybody_looked_at(everybody: list[rules.Engineer], wanted: rules.Wanted) -> list[rules.Candidate]:
    return [rules.best_place(engineer, wanted, NOW) for engineer in everybody]


def test_of_many_only_those_are_looked_at_who_may_be_among_the_best(monkeypatch: pytest.MonkeyPatch) -> None:
    looked, best = list[str](), rules.best_place

    def counted(engineer: rules.Engineer, *asked: Any) -> rules.Candidate:
        looked.append(engineer.name)
        return best(engineer, *asked)

    monkeypatch.setattr(rules, "best_place", counted)
    draw = Random(1)
    rules.rank([somebody(draw, number) for number in range(1000)], WANTED, NOW, None)
    assert rules.TOP <= len(looked) < 150
