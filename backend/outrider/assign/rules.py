"""Who should go: every engineer who may, with the best place for the visit in their day. Pure.

A day is [now, visit, visit, ...]. Inserting after position i costs travel(i, new) + travel(new, i+1) - travel(i, i+1)
and moves everything behind it. Cheapest feasible insertion; the order of an engineer's day is not changed.
"""

from bisect import insort
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import numpy as np

from .. import geo
from ..roads.rules import Source
from ..schedule.rules import Arrival, Route, Span, first_free, is_known, is_late, late_minutes, timeline, unpins, with_stop, working
from .everybody.columns.rules import Everybody
from .everybody.rules import View
from .fit.rules import HIGHEST, Declined, level_of, outside
from .fit.rules import Engineer as Engineer
from .fit.rules import Wanted as Wanted
from .fit.rules import exclusion as exclusion
from .left_out.rules import Nobody, NotOffered, not_offered, what_would_help
from .score.rules import Because
from .score.rules import Terms as Terms

TOP = 20
ROUNDED = 0.06  # a score is rounded to a tenth, and the sums are not made in the same order


class Moved(msgspec.Struct):
    """A promise of somebody else that would be kept later than now: when, by how much, and how much of that past it.

    late: it would be broken, and by more than now.
    """

    order_id: UUID
    arrival: datetime
    minutes: int
    late_minutes: int
    late: bool


class Candidate(msgspec.Struct):
    """late_minutes: this visit's own lateness with them; late: so much that it is called so. place: in the order of all that is
    planned; visits_before: of the same shift. named: the order was promised to them, so they stand first. declined: they gave this visit
    back, so they stand last. position_time: how old "near" is; None is their station's place. source: who says how long they travel to
    it. level: 0 to 2, of what the visit needs. outside: the order's station is none of theirs. overtime_minutes: of this visit, past the
    end of the shift. workload_hours: of the last fortnight above the station's median; None where it does not count. preferred:
    the contract names them.
    """

    engineer_id: UUID
    name: str
    distance_m: int
    arrival: datetime
    late_minutes: int
    late: bool
    extra_travel_minutes: int
    place: int
    visits_before: int
    moved: list[Moved]
    position_time: datetime | None
    score: float
    reason: str
    terms: Terms
    level: int
    outside: bool
    overtime_minutes: int
    workload_hours: float | None
    preferred: bool
    because: Because
    named: bool = False
    declined: Declined | None = None
    source: Source = "estimate"


class Ranking(msgspec.Struct):
    """excluded: how many each rule took out; excluded_names: who, and why. not_offered: some of them, those first who may be chosen nevertheless.

    nobody: where there is no candidate, what stands against it and what would help.
    """

    candidates: list[Candidate]
    excluded: dict[str, int]
    excluded_names: dict[str, list[str]]
    not_offered: list[NotOffered]
    nobody: Nobody | None = None


class Shortlist(msgspec.Struct, frozen=True):
    """best: those of the ranking's candidates, by whose estimated ways they were found."""

    ranking: Ranking
    best: list[Engineer]
    wanted: Wanted


def best_place(engineer: Engineer, wanted: Wanted, now: datetime, least: Sequence[float] | None = None) -> Candidate:
    """The cheapest place in their day: own lateness first, then what it does to others, then travel.

    least: below which no score at each place is; what cannot be the cheapest is not looked at.
    """
    route, shifts, best = engineer.route, working(engineer.route), None
    before, who = timeline(route, now, shifts), of_the_person(engineer, wanted)
    places = range(first_free(route), len(route.stops) + 1)
    for place in places if least is None else sorted(places, key=least.__getitem__):
        if best and least and least[place] > best.score + ROUNDED:
            break
        found = _placed(engineer, wanted, now, before, shifts, who, place)
        if found and (best is None or (found.score, found.place) < (best.score, best.place)):
            best = found
    assert best is not None  # behind all others it moves nobody
    return best


class Person(msgspec.Struct, frozen=True):
    """What counts of the engineer wherever the visit is put in their day, and what it is worth."""

    level: int
    outside: bool
    workload_hours: float | None
    preferred: bool
    worth: Terms


def of_the_person(engineer: Engineer, wanted: Wanted) -> Person:
    weights, level, elsewhere = wanted.demands.weights, level_of(engineer, wanted), outside(engineer, wanted)
    preferred = wanted.demands.preferred
    named = engineer.route.engineer_id in preferred
    worth = Terms(
        level=weights.level_step * (HIGHEST - level),
        outside=weights.outside * elsewhere,
        workload=weights.workload * engineer.workload_hours,
        not_preferred=weights.not_preferred * (bool(preferred) and not named),
    )
    return Person(level, elsewhere, round(engineer.workload_hours, 1) if weights.workload else None, named, worth)


def _placed(
    engineer: Engineer, wanted: Wanted, now: datetime, before: list[Arrival], shifts: list[Span], who: Person, place: int
) -> Candidate | None:
    """None where it would move a pinned time."""
    route, weights, worth = engineer.route, wanted.demands.weights, who.worth
    after = timeline(with_stop(route, place, wanted.stop()), now, shifts)
    if unpins(before, after):
        return None
    arrival, moved = after[place].at, _moved(before[place:], after[place + 1 :])
    late, over = late_minutes(after[place]), overtime(shifts, after[place])
    detour, source = _detour(route, place, wanted, arrival)
    harm, waits = sum(row.late_minutes for row in moved), _minutes(arrival - now)
    of_the_day = (weights.travel * detour, weights.others_late * harm, weights.own_late * late, weights.waiting * waits)
    terms = Terms(*of_the_day, worth.level, worth.outside, weights.overtime * over, worth.workload, worth.not_preferred)
    earlier = _in_the_shift(route, arrival, after[:place])
    reason = "late" if is_late(late) else "moves_others" if any(row.late for row in moved) else "after_visits" if earlier else "first"
    distance = round(geo.metres_between((route.lat, route.lon), (wanted.lat, wanted.lon)))
    facts = (distance, arrival, late, is_late(late), round(detour), place, earlier, moved, route.position_time)
    besides = (who.level, who.outside, over, who.workload_hours, who.preferred, Because("alone"))
    return Candidate(route.engineer_id, engineer.name, *facts, round(terms.sum(), 1), reason, terms, *besides, source=source)


def overtime(shifts: Sequence[Span], row: Arrival) -> int:
    """Minutes of the work past the end of the shift in which it begins; all of it where it begins in none."""
    ends = next((span.until for span in shifts if span.since <= row.at < span.until), row.at)
    return max(0, round(_minutes(row.leaves - ends)))


def rank(engineers: Sequence[Engineer], wanted: Wanted, now: datetime, stations: set[UUID] | None, without: UUID | None = None) -> Ranking:
    """Of engineers as they are now."""
    return ranked(View(Everybody(engineers), now), wanted, stations, without)


def ranked(view: View, wanted: Wanted, stations: set[UUID] | None, without: UUID | None = None) -> Ranking:
    """The best of all, though only those are looked at in full of whom the least that is known already does not put them behind."""
    against, left = view.against(wanted, stations), view.of.there.copy()
    left[view.of.among([without] if without else [])] = False
    asked, out = np.flatnonzero(left), dict[str, Any]()
    for rule, stands in against.items():
        if (left & stands).any():
            out[rule] = np.flatnonzero(left & stands)
            left &= ~stands
    names = {rule: [view.of.rows[number].name for number in numbers.tolist()] for rule, numbers in out.items()}
    nobody = None if left.any() else what_would_help({rule: stands[asked] for rule, stands in against.items()})
    counts = {rule: len(who) for rule, who in names.items()}
    best = _explained(_best(view, np.flatnonzero(left), wanted))
    return Ranking(best, counts, names, not_offered(view, out, wanted, stations, TOP), nobody)


def _best(view: View, able: Any, wanted: Wanted) -> list[Candidate]:
    """Whoever cannot have a better score than TOP found ones need not be looked at."""
    least, found = view.least(able, wanted) + _worth(view, wanted)[able, None], list[Candidate]()
    lowest, whose = least.min(axis=1, initial=np.inf), view.of.among([wanted.named_engineer_id] if wanted.named_engineer_id else [])
    lowest[np.isin(able, whose)] = -np.inf
    gave_back = {number: row for id, row in wanted.declined.items() for number in view.of.among([id])}
    for n in np.lexsort((lowest, np.isin(able, list(gave_back)))).tolist():
        declined = gave_back.get(able[n])
        if len(found) >= TOP and (declined or lowest[n] > found[TOP - 1].score + ROUNDED):
            break
        candidate = best_place(view.engineer(able[n]), wanted, view.now, least[n].tolist())
        insort(found, msgspec.structs.replace(candidate, named=able[n] in whose, declined=declined), key=_first)
    return found[:TOP]


def _worth(view: View, wanted: Wanted) -> Any:
    """Of everybody, what counts of the person."""
    weights = wanted.demands.weights
    if not wanted.demands.of_the_person:
        return np.zeros(len(view.kind))
    plain = [msgspec.structs.replace(kind, workload_hours=0.0) for kind in view.of.kinds]
    anybody = msgspec.structs.replace(wanted, demands=msgspec.structs.replace(wanted.demands, preferred=frozenset()))
    worth = np.array([of_the_person(kind, anybody).worth.sum() for kind in plain])[view.kind]
    if wanted.demands.preferred:
        others = np.ones(len(view.kind))
        others[view.of.among(wanted.demands.preferred)] = 0
        worth = worth + weights.not_preferred * others
    return worth + weights.workload * view.workload() if weights.workload else worth


def _first(row: Candidate) -> tuple[bool, bool, float, str]:
    return row.declined is not None, not row.named, row.score, str(row.engineer_id)


def timed(ranking: Ranking, by_road: Sequence[Engineer], wanted: Wanted, now: datetime) -> Ranking:
    """The same people, best first, with what is known of their ways."""
    if not any(is_known(each.route) for each in by_road):
        return ranking
    known = {row.engineer_id: {"named": row.named, "declined": row.declined} for row in ranking.candidates}
    rows = [msgspec.structs.replace(best_place(each, wanted, now), **known[each.route.engineer_id]) for each in by_road]
    return msgspec.structs.replace(ranking, candidates=_explained(sorted(rows, key=_first)))


def _explained(found: list[Candidate]) -> list[Candidate]:
    """The first beside the second, each other beside the one before them."""
    for n, row in enumerate(found[1:]):
        row.because = msgspec.structs.replace(because(found[n], row), than=found[n].name)
    if len(found) > 1:
        found[0].because = msgspec.structs.replace(because(found[0], found[1]), than=found[1].name)
    return found


# What stands on a card of each term of the score, the more the worse.
SHOWN: dict[str, Callable[[Candidate], float]] = {
    "travel": lambda row: row.extra_travel_minutes,
    "others_late": lambda row: sum(moved.late_minutes for moved in row.moved),
    "own_late": lambda row: row.late_minutes,
    "waiting": lambda row: round(row.arrival.timestamp() / 60),
    "level": lambda row: HIGHEST - row.level,
    "outside": lambda row: row.outside,
    "overtime": lambda row: row.overtime_minutes,
    "workload": lambda row: row.workload_hours or 0.0,
    "not_preferred": lambda row: not row.preferred,
}


def because(ahead: Candidate, behind: Candidate) -> Because:
    """What set the one before the other: the term that made most of it, with the difference that people can see."""
    if behind.declined and not ahead.declined:
        return Because("declined")
    if ahead.named:
        return Because("named")
    term = max(SHOWN, key=lambda name: float(getattr(behind.terms, name) - getattr(ahead.terms, name)))
    by = round(SHOWN[term](behind) - SHOWN[term](ahead), 1)
    return Because(term, by=by) if by > 0 else Because("equal")


def _minutes(span: timedelta) -> float:
    return span.total_seconds() / 60


def _in_the_shift(route: Route, arrival: datetime, earlier: list[Arrival]) -> int:
    """What they do today says nothing about tomorrow."""
    since = max((shift.since for shift in route.shifts if shift.since <= arrival), default=None)
    return sum(1 for row in earlier if since is None or row.at >= since)


def _detour(route: Route, place: int, wanted: Wanted, at: datetime) -> tuple[float, Source]:
    """Minutes of travel more, and who says how long it is to the visit."""
    chain = [(route.lat, route.lon), *((stop.lat, stop.lon) for stop in route.stops)]
    here, new = chain[place], (wanted.lat, wanted.lon)
    seconds, source = route.travel.to(here, new, at)
    if place < len(route.stops):
        there, way = route.stops[place].place, route.stops[place].way
        seconds += route.travel.to(new, there, at, way)[0] - route.travel.to(here, there, at, way)[0]
    return seconds / 60, source


def _moved(before: list[Arrival], after: list[Arrival]) -> list[Moved]:
    rows = []
    for was, will in zip(before, after, strict=True):
        if by := round((will.at - was.at) / timedelta(minutes=1)):
            more = max(0, late_minutes(will) - late_minutes(was))
            rows.append(Moved(will.stop.order_id, will.at, by, more, more > 0 and is_late(late_minutes(will))))
    return rows
