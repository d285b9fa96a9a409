"""Whoever says how long a way is: never less than nothing, and never beyond what can be."""

from datetime import timedelta
from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from outrider import geo
from outrider.roads.rules import LEAST, MOST, TABLE, Place, Travel, Way, area, halves, key, tables
from tests.cast import NOW

PLACES = st.tuples(st.floats(-85, 85), st.floats(-180, 180))
NEAR = st.tuples(st.floats(52.4, 52.6), st.floats(13.3, 13.5))
SECONDS = st.floats(0, 86_400)
FACTORS = st.floats(allow_nan=False)
HOURS = st.timedeltas(timedelta(0), timedelta(days=2))


def way(here: Place, there: Place, seconds: float) -> Way:
    return Way(*here, *there, seconds, "osrm")


@given(PLACES, PLACES, FACTORS, HOURS)
def test_a_learnt_time_is_within_its_bounds(here: Any, there: Any, factor: float, later: timedelta) -> None:
    at, estimate = NOW + later, geo.seconds_between(here, there)
    seconds, source = Travel("UTC", {}, {area(there, at, "Asia/Shanghai"): factor}).to(here, there, at)
    assert (seconds, source) == (estimate, "estimate")
    seconds, source = Travel("Asia/Shanghai", {}, {area(there, at, "Asia/Shanghai"): factor}).to(here, there, at)
    assert LEAST * estimate <= seconds <= MOST * estimate
    assert source == ("learnt" if estimate else "estimate")


@given(NEAR, NEAR, NEAR, SECONDS)
def test_what_is_left_of_a_way_is_within_its_bounds(began: Any, here: Any, there: Any, whole: float) -> None:
    kept = way(began, there, whole)
    seconds, _ = Travel(kept=True).to(here, there, NOW, kept)
    left = geo.seconds_between(here, there)
    assert seconds == whole * bool(left) or LEAST * left <= seconds <= MOST * left


@given(NEAR, NEAR, NEAR, SECONDS)
def test_a_kept_way_counts_only_where_it_is_asked_for_and_leads_there(began: Any, there: Any, other: Any, whole: float) -> None:
    kept = way(began, other, whole)
    assert Travel().to(began, there, NOW, kept) == (geo.seconds_between(began, there), "estimate")
    if geo.metres_between(there, other) > 100:
        assert Travel(kept=True).to(began, there, NOW, kept) == (geo.seconds_between(began, there), "estimate")


@given(NEAR, NEAR, st.none() | SECONDS)
def test_what_an_engine_said_counts_before_all_else(here: Any, there: Any, said: float | None) -> None:
    at_once = Travel("UTC", {key(here, there): (said, "osrm")}, {area(there, NOW, "UTC"): 2.0}).to(here, there, NOW)
    estimate = geo.seconds_between(here, there)
    assert at_once == ((0.0, "estimate") if not estimate else (estimate * 2, "learnt") if said is None else (said, "osrm"))


FEW_PLACES = st.sampled_from([(n / 100, n / 50) for n in range(12)])


@given(st.lists(st.tuples(FEW_PLACES, FEW_PLACES), max_size=150))
def test_every_way_stands_in_one_of_the_tables(pairs: Any) -> None:
    made = list(tables(pairs))
    assert set(pairs) <= {way for here, there in made for way in product(here, there)}
    assert all(len(here) + len(there) <= TABLE + 1 for here, there in made)


def test_the_ways_of_twenty_days_by_one_place_are_four_tables() -> None:
    """A place to which, and from which, all lead: ninety at a time, as an engine takes them that nobody has set up for more."""
    new, others = (52.5, 13.4), [(52.4 + n / 1000, 13.3) for n in range(140)]
    made = list(tables([*((place, new) for place in others), *((new, place) for place in others)]))
    assert [(len(here), len(there)) for here, there in made] == [(90, 1), (50, 1), (1, 90), (1, 50)]


@given(st.lists(FEW_PLACES, min_size=1, max_size=9), st.lists(FEW_PLACES, min_size=1, max_size=9))
def test_the_halves_of_a_table_are_the_whole(here: Any, there: Any) -> None:
    parts = halves((here, there))
    if parts is None:
        assert len(here) == len(there) == 1
    else:
        assert sorted(way for part in parts for way in product(*part)) == sorted(product(here, there))
