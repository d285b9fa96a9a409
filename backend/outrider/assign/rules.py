"""Who should go: every engineer who may, with the best place for the visit in their day. Pure.

A day is [now, visit, visit, ...]. Inserting after position i costs travel(i, new) + travel(new, i+1) - travel(i, i+1)
and moves everything behind it. Cheapest feasible insertion; the order of an engineer's day is not changed.
"""

from bisect import insort
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import numpy as np

from .. import geo
from ..model import MOVABLE, Status
from ..roads.rules import Source
from ..schedule.rules import Arrival, Route, Span, Stop, first_free, is_late, late_minutes, timeline, with_stop, working
from ..status.rules import way

TOP = 20
ROUNDED = 0.06  # a score is rounded to a tenth, and the sums are not made in the same order
LATE_WEIGHT = 3.0  # a minute of lateness for somebody else weighs as much as three of travel
PROMISE_WEIGHT, WAIT_WEIGHT = 10.0, 0.05  # and of this visit's own; a minute until somebody is there


class Engineer(msgspec.Struct, frozen=True):
    """Whom a visit can be given. skills: those that are valid when it begins."""

    name: str
    station_id: UUID
    skills: list[str]
    route: Route


class Wanted(msgspec.Struct, frozen=True):
    """The visit that needs somebody. named_engineer_id: whom the order was promised to when it was taken.

    promised: else its window is room in the plan, and any time from its beginning on will do.
    """

    order_id: UUID
    lat: float
    lon: float
    work_minutes: int
    window_from: datetime
    window_to: datetime
    skill: str | None
    station_id: UUID
    named_engineer_id: UUID | None = None
    promised: bool = True

    @property
    def asks_for(self) -> tuple[object, ...]:
        """All that says who may go: two visits that ask for the same can be given to the same people."""
        return (self.skill,)

    def begins(self, now: datetime) -> datetime:
        """When whoever goes is there at the earliest."""
        return max(now, self.window_from)

    def lies_in(self, span: Span, now: datetime) -> bool:
        """Whether any of what is left of its window does."""
        return (not self.promised or span.since <= max(self.window_to, now)) and self.begins(now) < span.until

    def stop(self) -> Stop:
        return Stop(None, self.order_id, self.lat, self.lon, self.work_minutes, self.window_from, self.window_to, promised=self.promised)


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
    planned; visits_before: of the same shift. named: the order was promised to them, so they stand
    first. position_time: how old "near" is; None is their station's place. source: who says how long they travel to it.
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
    named: bool = False
    source: Source = "estimate"


class Ranking(msgspec.Struct):
    """excluded: how many each hard rule took out; excluded_names: who, and why."""

    candidates: list[Candidate]
    excluded: dict[str, int]
    excluded_names: dict[str, list[str]]


class Shortlist(msgspec.Struct, frozen=True):
    """best: those of the ranking's candidates, by whose estimated ways they were found."""

    ranking: Ranking
    best: list[Engineer]
    wanted: Wanted


def exclusion(engineer: Engineer, wanted: Wanted, now: datetime, stations: set[UUID] | None) -> str | None:
    """By the time of the visit, not by now: tomorrow's is judged by tomorrow."""
    if wanted.skill and wanted.skill not in engineer.skills:
        return "skill"
    if stations is not None and engineer.station_id not in stations:
        return "station"
    if not any(wanted.lies_in(shift, now) for shift in engineer.route.shifts):
        return "shift_over"
    if not any(wanted.lies_in(span, now) for span in working(engineer.route)):
        return "absent"
    return None


def best_place(engineer: Engineer, wanted: Wanted, now: datetime) -> Candidate:
    """The cheapest place in their day: own lateness first, then what it does to others, then travel."""
    route = engineer.route
    before = timeline(route, now)
    places = range(first_free(route), len(route.stops) + 1)
    return min((_placed(engineer, wanted, now, before, place) for place in places), key=lambda candidate: candidate.score)


def _placed(engineer: Engineer, wanted: Wanted, now: datetime, before: list[Arrival], place: int) -> Candidate:
    route = engineer.route
    after = timeline(with_stop(route, place, wanted.stop()), now)
    arrival, moved = after[place].at, _moved(before[place:], after[place + 1 :])
    late = late_minutes(after[place])
    detour, source = _detour(route, place, wanted, arrival)
    harm = sum(row.late_minutes for row in moved)
    score = detour + LATE_WEIGHT * harm + PROMISE_WEIGHT * late + WAIT_WEIGHT * _minutes(arrival - now)
    earlier = _in_the_shift(route, arrival, after[:place])
    reason = "late" if is_late(late) else "moves_others" if any(row.late for row in moved) else "after_visits" if earlier else "first"
    distance = round(geo.metres_between((route.lat, route.lon), (wanted.lat, wanted.lon)))
    facts = (distance, arrival, late, is_late(late), round(detour), place, earlier, moved, route.position_time)
    return Candidate(route.engineer_id, engineer.name, *facts, round(score, 1), reason, source=source)


def rank(engineers: list[Engineer], wanted: Wanted, now: datetime, stations: set[UUID] | None, without: UUID | None = None) -> Ranking:
    """The best of all, though only those are looked at in full of whom the least that is known already does not put them behind."""
    excluded, able = dict[str, list[str]](), list[Engineer]()
    for engineer in engineers:
        if engineer.route.engineer_id == without:
            continue
        if rule := exclusion(engineer, wanted, now, stations):
            excluded.setdefault(rule, []).append(engineer.name)
        else:
            able.append(engineer)
    return Ranking(_best(able, wanted, now), {rule: len(names) for rule, names in excluded.items()}, excluded)


def _best(able: list[Engineer], wanted: Wanted, now: datetime) -> list[Candidate]:
    """Whoever cannot have a better score than TOP found ones need not be looked at."""
    found, least = list[Candidate](), least_scores([engineer.route for engineer in able], wanted, now)
    whose = [engineer.route.engineer_id == wanted.named_engineer_id for engineer in able]
    for n in sorted(np.argsort(least, kind="stable"), key=lambda n: not whose[n]):
        named = whose[n]
        if len(found) >= TOP and least[n] > found[TOP - 1].score + ROUNDED and not named:
            break
        candidate = msgspec.structs.replace(best_place(able[n], wanted, now), named=named)
        insort(found, candidate, key=_first)
    return found[:TOP]


def _first(row: Candidate) -> tuple[bool, float, str]:
    return not row.named, row.score, str(row.engineer_id)


def timed(ranking: Ranking, by_road: Sequence[Engineer], wanted: Wanted, now: datetime) -> Ranking:
    """The same people, best first, with what is known of their ways."""
    named = {row.engineer_id: row.named for row in ranking.candidates}
    rows = [msgspec.structs.replace(best_place(each, wanted, now), named=named[each.route.engineer_id]) for each in by_road]
    return msgspec.structs.replace(ranking, candidates=sorted(rows, key=_first))


def least_scores(routes: Sequence[Route], wanted: Wanted, now: datetime) -> Any:
    """What no place of each day goes below: its detour, and an arrival that comes straight from the visit before, which nobody made wait."""
    if not routes:
        return np.zeros(0)
    lat, lon, leaves = np.full((3, len(routes), max(len(route.stops) for route in routes) + 2), np.nan)
    for n, route in enumerate(routes):
        chain = [(route.lat, route.lon, 0.0), *((stop.lat, stop.lon, _leaves(stop, now)) for stop in route.stops)][first_free(route) :]
        lat[n, : len(chain)], lon[n, : len(chain)], leaves[n, : len(chain)] = zip(*chain, strict=True)
    there = geo.seconds_between_all(lat, lon, np.full_like(lat, wanted.lat), np.full_like(lon, wanted.lon)) / 60
    between = geo.seconds_between_all(lat[:, :-1], lon[:, :-1], lat[:, 1:], lon[:, 1:]) / 60
    detour = there[:, :-1] + np.where(np.isnan(between), 0.0, there[:, 1:] - between)
    arrival = np.maximum(leaves[:, :-1] + there[:, :-1], _minutes(wanted.begins(now) - now))
    late = np.maximum(0.0, arrival - _minutes(wanted.window_to - now) - 0.5)
    return np.nanmin(detour + PROMISE_WEIGHT * late + WAIT_WEIGHT * arrival, axis=1)


def _leaves(stop: Stop, now: datetime) -> float:
    """Minutes from now, at the earliest."""
    begins = stop.arrived_at or max(now, stop.window_from)
    return max(0.0, _minutes(begins - now) + stop.work_minutes)


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


TAKEN = {"hand_over", "unassign"}


class Kept(msgspec.Struct, frozen=True):
    """That the visit was taken from the engineer, or a tap that came later. expected: where it, or their phone, stood before."""

    action: str
    expected: Status | None
    report_id: str | None


class Back(msgspec.Struct, frozen=True):
    """The engineer's own attendance, which goes on, and the status that it goes on from."""

    attendance_id: UUID
    status: Status


def reached(kept: Sequence[Kept], kind: str) -> Status | None:
    """Where the engineer left the visit; one that was signed stands before its signature. None: where nobody goes on working."""
    before = after = None
    for row in kept:
        line = way(kind, row.expected, row.action) if row.expected else None
        if line is None or line.to is None:
            continue
        stays = row.action in TAKEN or row.action == "sign"
        before, after = row.expected, row.expected if stays else before if line.to == "back" else Status(line.to)
    return after if after in (*MOVABLE, Status.AWAITING_SIGNATURE) else None
