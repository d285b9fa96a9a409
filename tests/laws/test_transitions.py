"""Every (status, action) pair that is not in the table is refused, and the table is sound."""

import itertools

import pytest

from outrider.carry_in.rules import STATUSES
from outrider.model import BENCH, WORK_KINDS, Role, Status
from outrider.problems import Problem
from outrider.status.rules import ACTIONS, BENCH_PATH, MAIN_PATH, TABLE, TO_SIGNATURE, TRANSITIONS, LastTap, check, next_status
from tests.cast import NOW

EVERYTHING = {
    **{"engineer_id": 1, "reason": "r", "text": "t", "witness": "w", "minutes": 5, "cause": "other", "report_id": 1},
    **{"step": "telephone", "outcome": "helped", "agreed_from": NOW, "agreed_to": NOW, "how": "called", "why": "part"},
}
REFUSED = [pair for pair in itertools.product(Status, ACTIONS) if pair not in TRANSITIONS]


def test_there_are_twenty_statuses() -> None:
    assert len(Status) == 20


@pytest.mark.parametrize("status", list(Status))
def test_what_the_table_does_not_have_is_refused(status: Status) -> None:
    for action in (action for source, action in REFUSED if source == status):
        with pytest.raises(Problem) as refusal:
            check(status, action, frozenset(Role), EVERYTHING, "repair")
        assert refusal.value.code == "action_not_possible", action


def test_what_the_table_has_is_done_by_its_roles_only() -> None:
    for (status, action), row in TRANSITIONS.items():
        for kind in row.kinds:
            line = check(status, action, row.roles, EVERYTHING, kind)
            assert next_status(line, status, LastTap("x", Status.ACCEPTED, NOW), NOW) in Status, (status, action, kind)
            with pytest.raises(Problem) as refusal:
                check(status, action, frozenset(Role) - line.roles, EVERYTHING, kind)
            assert refusal.value.code == "not_allowed", (status, action, kind)


def test_what_is_for_some_kinds_of_work_is_refused_for_the_others() -> None:
    others = [(pair, kind) for pair, line in TRANSITIONS.items() for kind in set(WORK_KINDS) - set(line.kinds)]
    assert len(others) > 50
    for pair, kind in others:
        with pytest.raises(Problem) as refusal:
            check(*pair, frozenset(Role), EVERYTHING, kind)
        assert refusal.value.code == "action_not_possible", (pair, kind)


def test_every_status_but_the_first_is_reached_and_every_status_is_left() -> None:
    reached = {line.to for line in TABLE}
    left = {source for line in TABLE for source in line.sources if line.to is not None}
    assert set(Status) - reached == {Status.RECEIVED}
    assert set(Status) - left == set()  # what is closed or cancelled can be taken up again


def test_a_row_stands_once() -> None:
    rows = [(source, line.action) for line in TABLE for source in line.sources]
    assert len(rows) == len(set(rows))


def test_the_main_path_is_what_an_engineer_may_do_there() -> None:
    assert [step for step in MAIN_PATH.items() if Role.ENGINEER not in TRANSITIONS[step].roles] == []
    bench = [TRANSITIONS[step] for step in {**MAIN_PATH, **BENCH_PATH}.items() if step[0] in STATUSES]
    assert [line.action for line in bench if Role.ENGINEER not in line.roles or not set(BENCH) <= set(line.kinds)] == []


@pytest.mark.parametrize("status", list(TO_SIGNATURE))
def test_the_way_to_the_signature_leads_there(status: Status) -> None:
    for action in TO_SIGNATURE[status]:
        status = next_status(TRANSITIONS[status, action], status, None, NOW)
    assert status is Status.AWAITING_SIGNATURE
