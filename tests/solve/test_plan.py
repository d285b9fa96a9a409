"""A day's plan: what it may not do, and that it is as good as it can be where that can be known."""

import itertools
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, assume, given, settings

from outrider.__main__ import main
from outrider.solve.evaluate import Illegal, drive, end_of, evaluate, unfit
from outrider.solve.instance import Break, Engineer, Id, Instance, Place, Visit, read
from tests.solve.days import HOUR, by_road, days, field, planned


def cheapest_by_trying_all(day: Instance) -> float:
    """Every set of visits for every engineer in every order: the evaluator's own best."""
    rows = {visit.id: (len(day.engineers) + n, visit) for n, visit in enumerate(day.visits)}
    travel, best = day.travel(), {frozenset[Id](): 0.0}
    for n, engineer in enumerate(day.engineers):
        able = [visit.id for visit in day.visits if unfit(engineer, visit) is None]
        alone = dict[frozenset[Id], float]()
        for count in range(len(able) + 1):
            for order in itertools.permutations(able, count):
                way, fault = drive(engineer, (n, end_of(day, n)), [rows[id] for id in order], travel)
                if fault is None and way < alone.get(frozenset(order), 1e18):
                    alone[frozenset(order)] = way
        merged = dict[frozenset[Id], float]()
        for done, cost in best.items():
            for more, way in alone.items():
                if not done & more and cost + way < merged.get(done | more, 1e18):
                    merged[done | more] = cost + way
        best = merged
    return min(cost + sum(visit.drop_penalty for visit in day.visits if visit.id not in done) for done, cost in best.items())


@given(days())
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_plan_breaks_a_rule_and_its_worth_is_the_evaluators(day: Instance) -> None:
    try:
        found = planned(day, 60)
    except Illegal:
        assert any(engineer.breaks for engineer in day.engineers)  # a break that no shift has room for
        return
    value = evaluate(day, found.plan, day.travel())
    assert (value.faults, value.objective) == ([], found.value.objective)
    assert sorted([*value.dropped, *(id for row in found.plan.values() for id in row)], key=str) == sorted(v.id for v in day.visits)


def small() -> Instance:
    """Two engineers, six visits; the best is known by trying all."""
    place = [(0.0, 0.0), (0.1, 0.1), *((0.02 * n, 0.03 * (n % 3)) for n in range(6))]
    engineers = [Engineer(n, (0, 5 * HOUR), *place[n], skills=[n]) for n in range(2)]
    windows = [(0, 5 * HOUR), (HOUR, 2 * HOUR), (0, HOUR), (2 * HOUR, 4 * HOUR), (0, 5 * HOUR), (3 * HOUR, 5 * HOUR)]
    visits = [Visit(n, 1800, windows[n], [], *place[2 + n], skills=[n % 2] if n < 4 else [], drop_penalty=9_000) for n in range(6)]
    return Instance(engineers, visits)


def test_a_small_day_is_planned_as_well_as_by_trying_all() -> None:
    day = small()
    assert planned(day).value.objective == cheapest_by_trying_all(day)


@given(days())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_generated_days_are_planned_as_well_as_by_trying_all(day: Instance) -> None:
    assume(len(day.visits) <= 5 and not any(engineer.breaks for engineer in day.engineers))
    day = msgspec.structs.replace(day, matrix=by_road([[float(way or 0) for way in row] for row in day.matrix or []]))
    assert planned(day).value.objective == cheapest_by_trying_all(day)


def one(visit: Visit, *engineers: Engineer, **more: Any) -> Any:
    return planned(Instance(list(engineers), [visit], **more))


def test_work_begins_in_the_second_window_where_the_first_is_missed() -> None:
    visit = Visit("a", 600, windows=[(0, 100), (5_000, 5_100)])
    found = one(visit, Engineer("e", (1_000, 9_000)), matrix=[[0, 500], [500, 0]])
    assert (found.plan, found.value.travel) == ({"e": ["a"]}, 1_000)


def test_a_break_is_had_before_where_behind_it_would_be_too_late() -> None:
    """The way there alone would be in time; with the break before it the visit is not."""
    pause = [Break((1_000, 1_000), 3_000)]
    late, early = Visit("a", 2_000, (2_000, 3_900)), Visit("a", 500, (0, 2_000))
    ways = [[0, 100], [100, 0]]
    assert one(late, Engineer("e", (0, 9_000), breaks=pause), matrix=ways).value.dropped == ["a"]
    assert one(early, Engineer("e", (0, 9_000), breaks=pause), matrix=ways).plan == {"e": ["a"]}


def test_a_day_ends_at_another_place_where_it_says_so() -> None:
    ways = [[0, 100, 7_000], [100, 0, 50], [7_000, 50, 0]]
    found = one(Visit("a", 0), Engineer("e", (0, 900), end=0), matrix=ways, places=[Place()])
    assert (found.plan, found.value.travel) == ({"e": ["a"]}, 150)


def test_somebodys_own_visit_is_nobody_elses() -> None:
    near, far = Engineer("near", (0, HOUR)), Engineer("far", (0, HOUR))
    ways = [[0, 900, 10], [900, 0, 900], [10, 900, 0]]
    assert one(Visit("a", 0, engineer="far"), near, far, matrix=ways).plan == {"near": [], "far": ["a"]}


def test_an_own_visit_for_which_there_is_no_time_is_no_plan() -> None:
    with pytest.raises(Illegal, match="Visit a is left out, which is for engineer e"):
        one(Visit("a", 0, (0, 10), engineer="e"), Engineer("e", (0, HOUR)), matrix=[[0, 900], [900, 0]])


def test_staying_with_whom_it_is_outweighs_a_short_way() -> None:
    near, mine = Engineer("near", (0, HOUR)), Engineer("mine", (0, HOUR))
    day = Instance([near, mine], [Visit("a", 0)], [[0, 900, 10], [900, 0, 300], [10, 300, 0]])
    assert planned(day, start={"mine": ["a"]}, stay=700).plan == {"near": [], "mine": ["a"]}
    assert planned(day, start={"mine": ["a"]}, stay=500).plan == {"near": ["a"], "mine": []}


def test_milliseconds_count_where_a_file_has_them() -> None:
    found = one(Visit("a", 0.5), Engineer("e", (0, 1.25)), matrix=[[0, 0.25], [0.5, 0]])
    assert (found.plan, found.value.travel) == ({"e": ["a"]}, 0.75)


def test_an_endless_way_is_one_that_nobody_goes_in_milliseconds_too() -> None:
    found = one(Visit("a", 0.5), Engineer("e", (0, 9.25)), matrix=[[0, 1e12], [0.5, 0]])
    assert (found.plan, found.value.dropped) == ({"e": []}, ["a"])


def test_who_cancels_has_the_best_so_far() -> None:
    heard: list[float] = []

    def told(share: float) -> bool:
        heard.append(share)
        return len(heard) < 3

    assert planned(small(), 10_000, told=told).value.dropped == []
    assert len(heard) == 3


def solved(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "outrider", "solve", *map(str, words)], capture_output=True, text=True, check=False)


def test_the_command_writes_a_plan_that_another_evaluator_may_check(tmp_path: Path) -> None:
    done = solved("plan", field("json.gz"), "--seconds", "3", "--start", field("plan-vroom-x3.json"), "--out", tmp_path / "plan.json")
    assert (done.returncode, done.stdout) == (0, "")
    day, plan = read(field("json.gz")), json.loads((tmp_path / "plan.json").read_text())
    value = evaluate(day, {int(who): rest for who, rest in plan.items()}, day.travel())
    assert value.faults == []
    assert value.objective <= 562_000  # that of the plan it began with


BAD = {
    "no JSON": ("{", "is not JSON"),
    "no visits": ('{"engineers": []}', "missing required field `visits`"),
    "two of one name": ('{"engineers": [{"id": 1, "shift": [0, 1]}, {"id": 1, "shift": [0, 1]}], "visits": []}', "two engineers 1"),
    "a shift turned round": ('{"engineers": [{"id": 1, "shift": [9, 1]}], "visits": []}', "shift of engineer 1 ends before"),
    "a window turned round": ('{"engineers": [], "visits": [{"id": 1, "service": 1, "window": [9, 1]}]}', "window of visit 1 closes"),
    "a small matrix": ('{"engineers": [{"id": 1, "shift": [0, 1]}], "visits": [], "matrix": []}', "matrix has 0 rows, and 1 are needed"),
    "a short row": ('{"engineers": [{"id": 1, "shift": [0, 1]}], "visits": [], "matrix": [[]]}', "Row 0 of the matrix has 0 cells"),
    "a time before none": ('{"engineers": [{"id": 1, "shift": [0, 1]}], "visits": [], "matrix": [[-1]]}', "Row 0 of the matrix has a time"),
    "no way": ('{"engineers": [{"id": 1, "shift": [0, 1]}], "visits": [{"id": 2, "service": 1}]}', "Engineer 1 has no latitude"),
    "a stranger's visit": ('{"engineers": [], "visits": [{"id": 1, "service": 1, "engineer": 7}]}', "engineer 7, who is not in the file"),
    "a place too many": ('{"engineers": [{"id": 1, "shift": [0, 1], "end": 3}], "visits": []}', "ends at a place that is not"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_one_sentence_and_exit_code_2(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text, sentence = BAD[name]
    (tmp_path / "day.json").write_text(text)
    with pytest.raises(SystemExit) as ended:
        main(["solve", "plan", str(tmp_path / "day.json"), "--seconds", "0.1"])
    said = capsys.readouterr().err
    assert (ended.value.code, said.count("\n")) == (2, 1)
    assert sentence in said


def test_no_plan_is_exit_code_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    day = {"engineers": [{"id": 1, "shift": [0, 10]}], "visits": [{"id": 2, "service": 99, "engineer": 1}], "matrix": [[0, 1], [1, 0]]}
    (tmp_path / "day.json").write_text(json.dumps(day))
    with pytest.raises(SystemExit) as ended:
        main(["solve", "plan", str(tmp_path / "day.json"), "--seconds", "0.1"])
    assert (ended.value.code, capsys.readouterr().err) == (
        1,
        "outrider: no plan was found: Visit 2 is left out, which is for engineer 1.\n",
    )
