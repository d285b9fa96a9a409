"""Whatever the engineers, the visit and the weights: who is offered breaks no rule, what is said can be counted again, and the same is the same."""

from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.assign import rules
from outrider.assign.fit import rules as fit
from outrider.assign.fit.rules import Demands, Weights
from outrider.assign.left_out.rules import HELPS
from outrider.schedule.rules import Route, Span, Stop, timeline, with_stop, working
from outrider.worktimes.rules import Usual, WorkTimes
from tests.cast import NOW

STATIONS, SITES = [uuid4(), uuid4(), uuid4()], [uuid4(), uuid4()]
CODES = ("server", "network", "hv", "scanners")
WEIGHT = st.sampled_from((0.0, 0.05, 0.5, 1.0, 3.0, 20.0))
WEIGHTS = st.builds(Weights, **{field.name: WEIGHT for field in msgspec.structs.fields(Weights)})
TERMS = [field.name for field in msgspec.structs.fields(rules.Terms)]


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def engineer(draw: Random, number: int) -> rules.Engineer:
    here = draw.uniform(52.3, 52.7), draw.uniform(13.1, 13.7)
    begins = draw.choice((-60, -60, -60, 90, 400))
    shift = Span(NOW + minutes(begins), NOW + minutes(begins + draw.choice((120, 300, 600))))
    away = [Span(NOW - minutes(30), NOW + minutes(draw.choice((60, 900))))] if draw.random() < 0.2 else []
    skills = sorted(draw.sample(CODES, draw.randint(1, 4)))
    stops = [a_stop(draw, draw.randint(-60, 300)) for _ in range(draw.randint(0, 3))]
    work = WorkTimes({(): Usual(draw.choice((0.5, 1.0, 2.0)))})
    route = Route(UUID(int=draw.getrandbits(128)), *here, *here, NOW, [shift], away, stops, work=work, pace=draw.choice((0.8, 1.0, 1.3)))
    facts: dict[str, Any] = {
        "levels": [draw.randint(0, 2) for _ in skills],
        "cleared": draw.random() < 0.5,
        "resident_site_id": draw.choice([None, None, None, *SITES]),
        "serves": draw.sample(STATIONS, draw.randint(0, 1)),
        "workload_hours": draw.choice((0.0, -12.5, 3.25, 20.0)),
    }
    return rules.Engineer(f"{number}", draw.choice(STATIONS), skills, route, **facts)


def a_stop(draw: Random, at: int) -> Stop:
    place = draw.uniform(52.3, 52.7), draw.uniform(13.1, 13.7)
    return Stop(uuid4(), uuid4(), *place, draw.randint(15, 90), NOW + minutes(at), NOW + minutes(at + 60))


def a_visit(draw: Random, everybody: list[rules.Engineer], weights: Weights) -> rules.Wanted:
    skill = draw.choice((None, *CODES))
    demands = Demands(
        site_id=draw.choice(SITES),
        classified=draw.random() < 0.3,
        designated_id=draw.choice(STATIONS),
        certificate=skill if draw.random() < 0.3 else None,
        product_line=draw.choice((None, None, "scanners")),
        blocked=frozenset(row.route.engineer_id for row in everybody if draw.random() < 0.1),
        preferred=frozenset(row.route.engineer_id for row in everybody if draw.random() < 0.1),
        least_level=draw.choice((0, 0, 1)),
        weights=weights,
    )
    at = draw.choice((-30, 0, 120, 500))
    window = NOW + minutes(at), NOW + minutes(at + draw.choice((30, 180)))
    named = draw.choice(everybody).route.engineer_id if everybody and draw.random() < 0.3 else None
    return rules.Wanted(uuid4(), 52.5, 13.4, 45, *window, skill, draw.choice(STATIONS), named, draw.random() < 0.8, demands=demands)


def world(seed: int, weights: Weights, many: int = 40) -> tuple[list[rules.Engineer], rules.Wanted]:
    draw = Random(seed)
    everybody = [engineer(draw, number) for number in range(draw.randint(0, many))]
    return everybody, a_visit(draw, everybody, weights)


def full(everybody: list[rules.Engineer], wanted: rules.Wanted) -> list[rules.Candidate]:
    """Everybody who may, looked at in full."""
    able = [row for row in everybody if not fit.broken(row, wanted, NOW, None)]
    rows = [
        msgspec.structs.replace(rules.best_place(row, wanted, NOW), named=row.route.engineer_id == wanted.named_engineer_id) for row in able
    ]
    return sorted(rows, key=lambda row: (not row.named, row.score, str(row.engineer_id)))


@given(st.integers(0, 10_000), WEIGHTS)
def test_nobody_is_offered_against_a_rule_and_nobody_is_left_out_without_one(seed: int, weights: Weights) -> None:
    everybody, wanted = world(seed, weights, 15)
    found, asks = rules.rank(everybody, wanted, NOW, set(STATIONS[:2])), wanted.demands
    known = {row.route.engineer_id: row for row in everybody}
    for row in found.candidates:
        who = known[row.engineer_id]
        assert row.engineer_id not in asks.blocked
        assert who.resident_site_id in (None, asks.site_id)
        assert not asks.classified or (who.cleared and who.station_id == asks.designated_id)
        assert {code for code in (wanted.skill, asks.certificate, asks.product_line) if code} <= set(who.skills)
        assert who.station_id in STATIONS[:2]
        assert any(wanted.lies_in(span, NOW) for span in working(who.route))
        assert row.level >= asks.least_level
    assert len(found.candidates) + sum(found.excluded.values()) == len(everybody)
    assert set(found.excluded) <= set(fit.RULES)
    for out in found.not_offered:
        assert out.rules == fit.broken(known[out.engineer_id], wanted, NOW, set(STATIONS[:2])) != []
        assert out.may_choose == (not set(out.rules) & {*fit.HARD, fit.STATION})


@given(st.integers(0, 10_000), WEIGHTS)
def test_the_best_are_those_that_looking_at_all_in_full_finds_with_any_weights(seed: int, weights: Weights) -> None:
    everybody, wanted = world(seed, weights)
    found = rules.rank(everybody, wanted, NOW, None).candidates
    assert [(row.engineer_id, row.score) for row in found] == [(row.engineer_id, row.score) for row in full(everybody, wanted)[: rules.TOP]]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", sorted(fit.SHIPPED))
def test_so_it_is_of_many_with_the_weights_as_shipped(name: str, seed: int) -> None:
    draw = Random(seed)
    everybody = [engineer(draw, number) for number in range(300)]
    wanted = a_visit(draw, everybody, fit.SHIPPED[name])
    found = rules.rank(everybody, wanted, NOW, None).candidates
    assert [(row.engineer_id, row.score) for row in found] == [(row.engineer_id, row.score) for row in full(everybody, wanted)[: rules.TOP]]


@given(st.integers(0, 10_000), WEIGHTS)
def test_a_score_is_the_sum_of_its_terms_and_each_term_can_be_counted_again(seed: int, weights: Weights) -> None:
    everybody, wanted = world(seed, weights, 8)
    known = {row.route.engineer_id: row for row in everybody}
    for row in rules.rank(everybody, wanted, NOW, None).candidates:
        who, terms = known[row.engineer_id], row.terms
        there = timeline(with_stop(who.route, row.place, wanted.stop()), NOW)[row.place]
        assert row.arrival == there.at
        assert row.score == round(sum(getattr(terms, name) for name in TERMS), 1)
        assert terms.own_late == weights.own_late * row.late_minutes
        assert terms.others_late == weights.others_late * sum(moved.late_minutes for moved in row.moved)
        assert terms.waiting == weights.waiting * ((row.arrival - NOW).total_seconds() / 60)
        assert abs(terms.travel - weights.travel * row.extra_travel_minutes) <= 0.5 * weights.travel
        assert terms.level == weights.level_step * (2 - row.level)
        assert terms.outside == (weights.outside if row.outside else 0)
        assert row.outside == (wanted.station_id not in (who.station_id, *who.serves))
        assert terms.overtime == weights.overtime * row.overtime_minutes
        assert terms.workload == weights.workload * who.workload_hours
        preferred = wanted.demands.preferred
        assert terms.not_preferred == (weights.not_preferred if preferred and row.engineer_id not in preferred else 0)
        ends = [span.until for span in working(who.route) if span.since <= row.arrival < span.until]
        past = (there.leaves - (ends[0] if ends else row.arrival)).total_seconds() / 60
        assert row.overtime_minutes == max(0, round(past))


@given(st.integers(0, 10_000), WEIGHTS)
def test_what_is_said_of_two_is_the_difference_that_stands_on_their_cards(seed: int, weights: Weights) -> None:
    found = rules.rank(*world(seed, weights, 12), NOW, None).candidates
    for ahead, behind in zip(found, found[1:], strict=False):
        said = behind.because
        assert said.than == ahead.name
        assert (said.term == "named") == ahead.named
        if said.term in TERMS:
            assert said.by > 0
            assert said.by == round(rules.SHOWN[said.term](behind) - rules.SHOWN[said.term](ahead), 1)
            worth = {name: getattr(behind.terms, name) - getattr(ahead.terms, name) for name in TERMS}
            assert worth[said.term] == max(worth.values())
    if len(found) > 1:
        assert (found[0].because.term, found[0].because.by) == (found[1].because.term, found[1].because.by)
        assert found[0].because.than == found[1].name
    elif found:
        assert found[0].because.term == "alone"


@given(st.integers(0, 10_000), WEIGHTS, st.randoms())
def test_the_same_state_is_ranked_the_same_however_it_was_read(seed: int, weights: Weights, shuffle: Random) -> None:
    everybody, wanted = world(seed, weights, 25)
    first = rules.rank(everybody, wanted, NOW, None)
    shuffle.shuffle(everybody)
    again = rules.rank(everybody, wanted, NOW, None)
    assert (first.candidates, first.excluded, first.not_offered, first.nobody) == (
        again.candidates, again.excluded, again.not_offered, again.nobody,
    )  # fmt: skip


@given(st.integers(0, 10_000))
def test_where_nobody_can_go_each_way_lets_as_many_go_as_it_says(seed: int) -> None:
    everybody, wanted = world(seed, Weights(), 12)
    stuck = [row for row in everybody if fit.broken(row, wanted, NOW, None)]
    nobody = rules.rank(stuck, wanted, NOW, None).nobody
    assert nobody is not None
    assert (nobody.rule is None) == (not stuck)
    for way in nobody.ways:
        alone = [row for row in stuck if fit.broken(row, wanted, NOW, None) == [way.rule]]
        assert way.engineers == len(alone) > 0
        assert way.action in HELPS[way.rule]


def test_of_a_key_account_the_best_qualified_comes_first_unless_they_would_be_late() -> None:
    near, best = (person(name, lat, level) for name, lat, level in (("near", 52.51, 0), ("best", 52.56, 2)))
    wanted = rules.Wanted(
        uuid4(), 52.5, 13.4, 45, NOW, NOW + minutes(60), "server", STATIONS[0], demands=Demands(weights=fit.SHIPPED["key"])
    )
    assert [row.name for row in rules.rank([near, best], wanted, NOW, None).candidates] == ["best", "near"]
    ordinary = msgspec.structs.replace(wanted, demands=Demands())
    assert [row.name for row in rules.rank([near, best], ordinary, NOW, None).candidates] == ["near", "best"]
    best.route.stops.append(Stop(uuid4(), uuid4(), 52.56, 13.4, 300, NOW - minutes(60), NOW, NOW - minutes(30), NOW - minutes(20)))
    assert [row.name for row in rules.rank([near, best], wanted, NOW, None).candidates] == ["near", "best"]


def person(name: str, lat: float, level: int) -> rules.Engineer:
    route = Route(uuid4(), lat, 13.4, lat, 13.4, NOW, [Span(NOW - minutes(60), NOW + minutes(600))], [], [])
    return rules.Engineer(name, STATIONS[0], ["server"], route, levels=[level])


def test_nobody_is_late_for_what_was_not_promised_however_many_there_are() -> None:
    """A visit that is to agree yet may come after its window: that puts nobody behind."""
    draw = Random(3)
    everybody = [person(f"{n}", 52.3 + draw.random() * 0.4, 1) for n in range(100)]
    for row in everybody[50:]:
        row.route.stops.append(Stop(uuid4(), uuid4(), 52.5, 13.4, draw.randint(5, 60), NOW - minutes(60), NOW, NOW, NOW))
    wanted = rules.Wanted(uuid4(), 52.5, 13.4, 45, NOW - minutes(90), NOW - minutes(60), "server", STATIONS[0], promised=False)
    found = rules.rank(everybody, wanted, NOW, None).candidates
    assert [(row.engineer_id, row.score) for row in found] == [(row.engineer_id, row.score) for row in full(everybody, wanted)[: rules.TOP]]
