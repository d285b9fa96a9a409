"""Each step that a position runs through, alone and in its turn."""

from datetime import timedelta

import msgspec
import pytest

from outrider.track.rules import HELD_BACK, STEPS, Duty, Fix, Mark, Span, newest, sort_out
from tests.cast import NOW

SHIFT = Duty([Span(NOW - timedelta(days=30), NOW + timedelta(days=1))])
GOOD = Fix(NOW, 52.5, 13.4)
REFUSED: dict[str, dict[str, object]] = {
    "impossible": {"lat": 91.0},
    "from_the_future": {"device_time": NOW + timedelta(minutes=11)},
    "too_old": {"device_time": NOW - timedelta(days=8)},
    "imprecise": {"accuracy_m": 2001.0},
    "off_duty": {"device_time": NOW - timedelta(days=6)},
    "repeated": {},
}
ON_DUTY_TODAY = Duty([Span(NOW - timedelta(hours=1), NOW)])


@pytest.mark.parametrize("name", REFUSED)
def test_a_step_refuses_under_its_own_name(name: str) -> None:
    bad = msgspec.structs.replace(GOOD, **REFUSED[name])
    found = sort_out([GOOD, bad], ON_DUTY_TODAY if name == "off_duty" else SHIFT, NOW)
    assert (found.keep, found.dropped) == ([GOOD], {name: 1})


def test_every_step_refuses_or_mends() -> None:
    assert [step.__name__ for step in STEPS] == [*REFUSED, "plausible"]


def test_a_fix_with_several_faults_is_counted_under_the_first_step() -> None:
    bad = Fix(NOW - timedelta(days=8), 91.0, 13.4, 5000.0)
    assert sort_out([bad], ON_DUTY_TODAY, NOW).dropped == {"impossible": 1}


def test_what_cannot_be_beside_the_place_is_mended() -> None:
    odd = msgspec.structs.replace(GOOD, speed_mps=401.0, heading_deg=-1.0)
    assert sort_out([odd], SHIFT, NOW).keep == [GOOD]


LATE = msgspec.structs.replace(GOOD, device_time=NOW - timedelta(minutes=1), lat=52.501)
LEAP = Fix(NOW + timedelta(seconds=1), 48.1, 11.5)


@pytest.mark.parametrize(("name", "fix"), [("late_arrival", LATE), ("leap", LEAP)])
def test_what_the_map_does_not_follow(name: str, fix: Fix) -> None:
    assert [step.__name__ for step in HELD_BACK if step(fix, Mark(GOOD))] == [name]
    assert newest(GOOD, [fix]) == GOOD


def test_a_fix_that_comes_late_lends_no_leap_its_word() -> None:
    """It lies where the leap went, and is older than where the engineer is known to be."""
    there = Fix(NOW - timedelta(seconds=1), LEAP.lat, LEAP.lon)
    assert newest(GOOD, [there, LEAP]) == GOOD
