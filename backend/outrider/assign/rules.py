"""Who should go: every engineer who may, with the best place for the visit in his day. Pure.

A route is [now, visit, visit, ...]. Inserting after position i costs travel(i, new) + travel(new, i+1) - travel(i, i+1)
and moves everything behind it. Cheapest feasible insertion; the order of an engineer's day is not changed.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
import numpy as np

from .. import geo
from ..model import Status
from ..status.rules import TRANSITIONS, UNDER_WAY

TOP = 20
EXCLUDING = ("skill", "station", "absent", "shift_over")
LATE_WEIGHT = 3.0  # a minute of lateness for somebody else weighs as much as three of travel


class Stop(msgspec.Struct, frozen=True):
    """A visit already promised: where, how long it takes, and until when he must be there. started: he is there now."""

    order_id: UUID
    lat: float
    lon: float
    work_minutes: int
    window_from: datetime
    window_to: datetime
    started_at: datetime | None = None


class Day(msgspec.Struct):
    """One engineer as he stands now."""

    engineer_id: UUID
    name: str
    station_id: UUID
    skills: list[str]
    absent: bool
    shift_end: datetime
    lat: float
    lon: float
    position_time: datetime | None
    stops: list[Stop]


class Wanted(msgspec.Struct, frozen=True):
    """The visit that needs somebody."""

    order_id: UUID
    lat: float
    lon: float
    work_minutes: int
    window_from: datetime
    window_to: datetime
    skill: str | None
    station_id: UUID


class Moved(msgspec.Struct):
    """A promise of somebody else that would be kept later than now, and by how much past it."""

    order_id: UUID
    minutes: int
    late_minutes: int


class Candidate(msgspec.Struct):
    """late_minutes: this visit's own lateness with him. position_time: how old "near" is; None is his station's place."""

    engineer_id: UUID
    name: str
    distance_m: int
    arrival: datetime
    late_minutes: int
    extra_travel_minutes: int
    visits_before: int
    moved: list[Moved]
    position_time: datetime | None
    score: float
    reason: str


class Ranking(msgspec.Struct):
    """excluded: how many each hard rule took out; excluded_names: who, and why."""

    candidates: list[Candidate]
    excluded: dict[str, int]
    excluded_names: dict[str, list[str]]


def exclusion(day: Day, wanted: Wanted, now: datetime, stations: set[UUID] | None) -> str | None:
    if wanted.skill and wanted.skill not in day.skills:
        return "skill"
    if stations is not None and day.station_id not in stations:
        return "station"
    if day.absent:
        return "absent"
    if day.shift_end <= max(now, wanted.window_from):
        return "shift_over"
    return None


def arrivals(day: Day, stops: list[Stop], now: datetime) -> list[datetime]:
    """When he reaches each stop of the list, in order, from where he is."""
    chain = geo.points([(day.lat, day.lon), *((stop.lat, stop.lon) for stop in stops)])
    legs: list[float] = np.diagonal(geo.travel_seconds(chain[:-1], chain[1:])).tolist() if stops else []
    at, result = now, []
    for stop, leg in zip(stops, legs, strict=True):
        if stop.started_at is not None:
            result.append(stop.started_at)
            at = max(now, stop.started_at + timedelta(minutes=stop.work_minutes))
            continue
        at = max(at + timedelta(seconds=leg), stop.window_from)
        result.append(at)
        at += timedelta(minutes=stop.work_minutes)
    return result


def minutes(span: timedelta) -> int:
    return max(0, round(span.total_seconds() / 60))


def best_place(day: Day, wanted: Wanted, now: datetime) -> Candidate:
    """The cheapest place in his day: own lateness first, then what it does to others, then travel."""
    before = arrivals(day, day.stops, now)
    first_free = sum(1 for stop in day.stops if stop.started_at is not None)
    new = Stop(wanted.order_id, wanted.lat, wanted.lon, wanted.work_minutes, wanted.window_from, wanted.window_to)
    best: Candidate | None = None
    for place in range(first_free, len(day.stops) + 1):
        stops = [*day.stops[:place], new, *day.stops[place:]]
        after = arrivals(day, stops, now)
        moved = _moved(day.stops[place:], before[place:], after[place + 1 :])
        detour = _detour(day, place, wanted)
        late = minutes(after[place] - wanted.window_to)
        wait = (after[place] - now).total_seconds() / 60
        score = detour + LATE_WEIGHT * sum(row.late_minutes for row in moved) + 10 * late + 0.05 * wait
        if best is None or score < best.score:
            distance = round(geo.metres_between((day.lat, day.lon), (wanted.lat, wanted.lon)))
            reason = (
                "late" if late else "moves_others" if any(row.late_minutes for row in moved) else "first" if place == 0 else "after_visits"
            )
            best = Candidate(
                day.engineer_id,
                day.name,
                distance,
                after[place],
                late,
                round(detour),
                place,
                moved,
                day.position_time,
                round(score, 1),
                reason,
            )
    assert best is not None
    return best


def rank(days: list[Day], wanted: Wanted, now: datetime, stations: set[UUID] | None, without: UUID | None = None) -> Ranking:
    excluded: dict[str, list[str]] = {}
    found = []
    for day in days:
        if day.engineer_id == without:
            continue
        rule = exclusion(day, wanted, now, stations)
        if rule:
            excluded.setdefault(rule, []).append(day.name)
        else:
            found.append(best_place(day, wanted, now))
    found.sort(key=lambda candidate: (candidate.score, str(candidate.engineer_id)))
    return Ranking(found[:TOP], {rule: len(names) for rule, names in excluded.items()}, excluded)


def _detour(day: Day, place: int, wanted: Wanted) -> float:
    chain = [(day.lat, day.lon), *((stop.lat, stop.lon) for stop in day.stops)]
    here, new = chain[place], (wanted.lat, wanted.lon)
    if place == len(day.stops):
        return geo.seconds_between(here, new) / 60
    there = chain[place + 1]
    return (geo.seconds_between(here, new) + geo.seconds_between(new, there) - geo.seconds_between(here, there)) / 60


def _moved(stops: list[Stop], before: list[datetime], after: list[datetime]) -> list[Moved]:
    rows = []
    for stop, was, will in zip(stops, before, after, strict=True):
        if minutes(will - was):
            late = minutes(will - stop.window_to) - minutes(was - stop.window_to)
            rows.append(Moved(stop.order_id, minutes(will - was), max(0, late)))
    return rows


TAKEN = {"hand_over", "unassign"}


class Kept(msgspec.Struct, frozen=True):
    """That the visit was taken from him, or a tap that came later. expected: where it, or his phone, stood before."""

    action: str
    expected: Status | None
    report_id: str | None


class Back(msgspec.Struct, frozen=True):
    """His own attendance, which goes on, and the status that it goes on from."""

    attendance_id: UUID
    status: Status


def reached(kept: Sequence[Kept]) -> Status | None:
    """Where he left the visit; one that was signed stands before its signature. None: where nobody goes on working."""
    before = after = None
    for row in kept:
        line = TRANSITIONS.get((row.expected, row.action)) if row.expected else None
        if line is None or line.to is None:
            continue
        stays = row.action in TAKEN or row.action == "sign"
        before, after = row.expected, row.expected if stays else before if line.to == "back" else Status(line.to)
    return after if after in (*UNDER_WAY, Status.AWAITING_SIGNATURE) else None
