"""A late engineer: every promise is kept by the fewest visits that change engineer."""

import json
from itertools import permutations, product
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from outrider.__main__ import main
from outrider.solve import rescue as rescues
from outrider.solve.evaluate import drive, end_of, unfit
from outrider.solve.instance import Engineer, Id, Instance, Plan, Visit, read, read_plan
from outrider.solve.numbers import day_of
from outrider.solve.rescue import Rescue, rescue
from outrider.solve.rest import Case, open_visits
from tests.solve.days import days, field, planned


def looked_at(day: Instance, plan: Plan, case: Case, found: Rescue) -> list[str]:
    """What is wrong with an answer, by the evaluator: each engineer from where they stand."""
    travel = day.travel()
    left, stands = open_visits(day, plan, travel, case.now)
    rows, faults = {visit.id: (len(day.engineers) + n, visit) for n, visit in enumerate(day.visits)}, list[str]()
    for n, engineer in enumerate(day.engineers):
        here, free = stands[engineer.id]
        free = max(free + (case.delay if engineer.id == case.late else 0), case.now)
        stops = [rows[id] for id in found.plan[engineer.id]]
        standing = Engineer(engineer.id, (free, max(engineer.shift[1], free)), skills=engineer.skills)
        _, late = drive(standing, (here, end_of(day, n)), stops, travel)
        faults += [late] if late and stops else []
        faults += [fault for _, visit in stops if (fault := unfit(engineer, visit))]
    whose = {id: who for who, rest in left.items() for id in rest}
    now_whose = {id: who for who, rest in found.plan.items() for id in rest}
    assert sorted(whose, key=str) == sorted(now_whose, key=str)
    assert sorted(found.moved, key=str) == sorted((id for id in whose if whose[id] != now_whose[id]), key=str)
    return faults


def test_the_shared_cases_are_all_kept_and_none_moves_more_than_the_fewest_found() -> None:
    day = read(field("json.gz"))
    plan, travel = read_plan(field("plan-vroom-x3.json"), day), day.travel()
    whole = day_of(day, travel)
    for line in field("rescue-40.jsonl").read_text().splitlines():
        row = json.loads(line)
        case = Case(row["now"], row["late_engineer"], row["delay_s"])
        found = rescue(day, plan, travel, whole, case)
        assert (found.kept, looked_at(day, plan, case, found)) == (True, []), row
        assert len(found.moved) <= row["fewest_moves_found"], row


def fewest_by_trying_all(day: Instance, plan: Plan, case: Case) -> int | None:
    """Every way to deal out the open visits, each rest in every order."""
    left, _ = open_visits(day, plan, day.travel(), case.now)
    whose = {id: who for who, rest in left.items() for id in rest}
    best = None
    for dealt in product([engineer.id for engineer in day.engineers], repeat=len(whose)):
        moved = sum(1 for id, who in zip(whose, dealt, strict=True) if whose[id] != who)
        if best is not None and moved >= best:
            continue
        given_ = {engineer.id: [id for id, who in zip(whose, dealt, strict=True) if who == engineer.id] for engineer in day.engineers}
        if all(_can(day, plan, case, engineer.id, rest) for engineer, rest in zip(day.engineers, given_.values(), strict=True)):
            best = moved
    return best


def _can(day: Instance, plan: Plan, case: Case, who: Id, rest: list[Id]) -> bool:
    travel = day.travel()
    _, stands = open_visits(day, plan, travel, case.now)
    rows = {visit.id: (len(day.engineers) + n, visit) for n, visit in enumerate(day.visits)}
    n = next(n for n, engineer in enumerate(day.engineers) if engineer.id == who)
    engineer, (here, free) = day.engineers[n], stands[who]
    if any(unfit(engineer, rows[id][1]) for id in rest):
        return False
    free = max(free + (case.delay if who == case.late else 0), case.now)
    standing = Engineer(who, (free, max(engineer.shift[1], free)), skills=engineer.skills)
    orders = permutations([rows[id] for id in rest])
    return not rest or any(drive(standing, (here, end_of(day, n)), order, travel)[1] is None for order in orders)


@given(days(), st.integers(0, 7200), st.integers(0, 7200))
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_generated_days_are_rescued_by_as_few_moves_as_by_trying_all(day: Instance, now: int, delay: int) -> None:
    assume(0 < len(day.visits) <= 5 and len(day.engineers) > 1 and not any(engineer.breaks for engineer in day.engineers))
    plan = planned(day, 60).plan
    case = Case(float(now), day.engineers[0].id, float(delay))
    found = rescue(day, plan, day.travel(), day_of(day, day.travel()), case)
    fewest = fewest_by_trying_all(day, plan, case)
    assert (len(found.moved) if found.kept else None) == fewest
    if found.kept:
        assert looked_at(day, plan, case, found) == []


def test_what_the_office_planned_stays_where_no_promise_is_in_danger() -> None:
    ways = [[0, 10, 20, 10], [10, 0, 10, 10], [20, 10, 0, 10], [10, 10, 10, 0]]
    day = Instance(
        [Engineer("e", (0, 9000))], [Visit("a", 60, (500, 9000)), Visit("b", 60, (500, 9000)), Visit("c", 60, (500, 9000))], ways
    )
    found = rescue(day, {"e": ["c", "b", "a"]}, day.travel(), day_of(day, day.travel()), Case(0, "e", 300))
    assert (found.plan, found.moved, found.kept) == ({"e": ["c", "b", "a"]}, [], True)


def test_where_nothing_helps_everybody_keeps_their_rest_and_it_is_said() -> None:
    able, other = Engineer("e", (0, 9000), skills=[1]), Engineer("f", (0, 9000))
    day = Instance([able, other], [Visit("a", 60, (500, 600), skills=[1])], [[0, 10, 20], [10, 0, 10], [20, 10, 0]])
    found = rescue(day, {"e": ["a"]}, day.travel(), day_of(day, day.travel()), Case(0, "e", 3000))
    assert (found.plan, found.moved, found.kept) == ({"e": ["a"], "f": []}, [], False)


def test_the_command_answers_a_line_a_case(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "cases.jsonl").write_text("\n".join(field("rescue-40.jsonl").read_text().splitlines()[:3]))
    words = [field("json.gz"), field("plan-vroom-x3.json"), tmp_path / "cases.jsonl", "--out", tmp_path / "out.jsonl"]
    with pytest.raises(SystemExit) as ended:
        main(["solve", "rescue", *map(str, words)])
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert (ended.value.code, [row["i"] for row in rows], [row["kept"] for row in rows]) == (0, [1, 2, 3], [True] * 3)
    assert {len(row["plan"]) for row in rows} == {100}
    assert all(row["cpu_ms"] > 0 for row in rows)


def test_an_answer_that_may_not_be_is_none_and_stops_no_other_case(
    tmp_path: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    carried, cases = rescues._carried_out, field("rescue-40.jsonl").read_text().splitlines()[1:3]

    def forgets_one(instance: Instance, search: rescues.Search, left: Plan, moves: list[rescues.Move]) -> Rescue:
        made = carried(instance, search, left, moves)
        if instance.engineers[search.late].id == json.loads(cases[0])["late_engineer"]:
            made.plan[instance.engineers[search.late].id] = []
        return made

    monkeypatch.setattr(rescues, "_carried_out", forgets_one)
    (tmp_path / "cases.jsonl").write_text("\n".join(cases))
    words = [field("json.gz"), field("plan-vroom-x3.json"), tmp_path / "cases.jsonl", "--out", tmp_path / "out.jsonl"]
    with pytest.raises(SystemExit) as ended:
        main(["solve", "rescue", *map(str, words)])
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert (ended.value.code, [row["kept"] for row in rows]) == (0, [False, True])
    assert "case 2: A visit is lost, or done twice." in capsys.readouterr().err


def test_breaks_are_refused_and_not_forgotten(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    day = {"engineers": [{"id": 1, "shift": [0, 90], "lat": 0, "lon": 0, "breaks": [{"window": [0, 9], "duration": 1}]}], "visits": []}
    files = {"day.json": json.dumps(day), "plan.json": "{}", "cases.jsonl": ""}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(SystemExit) as ended:
        main(["solve", "rescue", *(str(tmp_path / name) for name in files)])
    assert (ended.value.code, "breaks are not known to the rescue" in capsys.readouterr().err) == (2, True)


BAD = {
    "no number": ('{"i": 1, "late_engineer": 3, "now": "noon", "delay_s": 9}', "line 1: Expected `float`"),
    "a stranger": ('{"i": 1, "late_engineer": "x", "now": 1, "delay_s": 9}', "line 1: engineer x is not in the instance"),
    "no JSON": ("\n{", "line 2: "),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_case_is_one_sentence_with_its_line_and_exit_code_2(name: str, tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    text, sentence = BAD[name]
    (tmp_path / "cases.jsonl").write_text(text)
    with pytest.raises(SystemExit) as ended:
        main(["solve", "rescue", str(field("json.gz")), str(field("plan-vroom-x3.json")), str(tmp_path / "cases.jsonl")])
    said = capsys.readouterr().err
    assert (ended.value.code, said.count("\n"), sentence in said) == (2, 1, True), said
