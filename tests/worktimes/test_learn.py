"""How long jobs take, as it is learnt of ended visits: whatever they are, a group lies between what it says itself and what stands above it."""

from random import Random
from statistics import median
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.worktimes.rules import FEW, LEAN, PLAIN, PLANNED, SPREAD, Done, Job, WorkTimes, learn, spread_of

REPAIR = Job("repair", "printers", "LX-4", "standard")
jobs = st.builds(
    Job, st.sampled_from(("repair", "inspection")), st.sampled_from(("", "printers")), st.sampled_from(("", "LX-4")), st.just("standard")
)
people = st.integers(1, 4).map(lambda n: UUID(int=n))
facts = st.lists(st.builds(Done, jobs, people, st.sampled_from((30, 60, 90)), st.floats(1, 900)), max_size=60)


def of_one(parts: list[float], job: Job = REPAIR, who: int = 0) -> list[Done]:
    """Each by somebody else, where nobody is named: nobody has a pace of their own."""
    return [Done(job, UUID(int=who or 100 + n), 60, 60 * part) for n, part in enumerate(parts)]


def factor(done: list[Done], job: Job = REPAIR) -> float:
    return learn(done).times.usual_of(job).factor


def test_where_nothing_is_known_a_job_takes_what_is_planned() -> None:
    assert learn([]).times == WorkTimes({})
    takes = PLAIN.of(REPAIR, 45)
    assert (takes.minutes, takes.spread) == (45, SPREAD)


def test_many_visits_say_how_long_such_a_job_takes() -> None:
    assert learn(of_one([1.5] * 400)).times.of(REPAIR, 60).minutes == 89


@given(facts, st.randoms())
def test_the_order_of_the_visits_does_not_matter(done: list[Done], random: Random) -> None:
    mixed = list(done)
    random.shuffle(mixed)
    assert learn(mixed) == learn(done)


@given(facts)
def test_a_group_that_has_no_visits_is_as_the_one_above_it(done: list[Done]) -> None:
    times = learn(done).times
    seldom = Job("repair", "printers", "another", "standard")
    assert times.usual_of(seldom) == times.usual.get(("repair", "printers"), times.usual.get(("repair",), times.usual.get((), PLANNED)))


@given(st.lists(st.floats(0.3, 3), min_size=FEW, max_size=60), st.lists(st.floats(0.3, 3), max_size=60))
def test_a_group_lies_between_the_one_above_and_so_much_more_as_it_says_itself(own: list[float], others: list[float]) -> None:
    usual = learn([*of_one(own), *of_one(others, Job("inspection"))]).times.usual
    root, kind, differs = usual[()].factor, usual[("repair",)].factor, median(own) / median([*own, *others])
    low, high = sorted((root, root * differs))
    assert low / 1.05 <= kind <= high * 1.05  # by so much somebody's pace may be in it
    if not others:
        assert kind == root


@given(st.lists(st.floats(0.5, 2), min_size=FEW, max_size=30), st.integers(2, 5))
def test_the_same_said_more_often_is_nearer_to_it_and_no_wider_than_it_and_the_plan(parts: list[float], times: int) -> None:
    once, often = (learn(of_one(parts * n)).times.usual[()] for n in (1, times))
    own = spread_of([part / often.factor for part in parts * times])
    assert often.spread <= max(own, SPREAD) + 1e-9
    assert abs(often.factor - median(parts)) <= abs(once.factor - median(parts)) + 1e-9


@given(st.lists(st.floats(0.8, 1.2), min_size=20, max_size=80), st.floats(2.5, 10))
def test_one_that_drags_on_moves_the_middle_no_further_than_to_its_neighbour(parts: list[float], outlier: float) -> None:
    before, after = factor(of_one(parts)), factor(of_one([*parts, min(outlier, 9.9)]))
    ranked = sorted(parts)
    step = ranked[len(parts) // 2 + 1] / median(parts) if len(parts) > 2 else 1
    assert before <= after * 1.03 and after <= before * max(step, 1.0) * 1.03


def test_one_in_ten_that_takes_two_and_a_half_times_does_not_make_all_longer() -> None:
    assert factor(of_one(([1.0] * 9 + [2.5]) * 20)) == pytest.approx(1.0, abs=0.01)


def test_a_forgotten_tap_says_nothing() -> None:
    assert learn(of_one([1.0] * 20)) == learn([*of_one([1.0] * 20), *of_one([30.0] * 5, who=7), *of_one([0.01] * 5, who=8)])


def test_a_pace_is_beside_the_jobs_that_somebody_has() -> None:
    """Who has the long jobs is not slow."""
    short, long = Job("inspection"), Job("repair")
    has = {1: [(short, 0.5)], 2: [(long, 1.5)], 3: [(short, 0.75), (long, 2.25)], 4: [(long, 1.5)], 5: [(short, 0.5)]}
    rows = [Done(job, UUID(int=who), 60, 60 * part) for who, kinds in has.items() for job, part in kinds for _ in range(40)]
    paces = learn(rows).paces
    assert [round(paces[UUID(int=who)], 1) for who in (1, 2, 4, 5)] == [1.0] * 4
    assert paces[UUID(int=3)] == pytest.approx(1.5 ** (80 / (80 + LEAN)), rel=0.06)
