"""An instance as arrays, and a plan as routes, and back."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from .evaluate import end_of
from .instance import Engineer, Instance, Plan, Visit
from .timing import Day, Routes, retime

NEAR = 100  # visits that are looked at around one
CLOSE = 15  # engineers who start near one
FARTHEST = 2_000_000_000  # units of a way: beyond every shift, and still a number of 32 bits
MUST = 1 << 36  # what leaving out somebody's own visit costs
Array = np.ndarray[Any, np.dtype[Any]]


def unit_of(instance: Instance, travel: Array) -> int:
    """Parts of a second: whole seconds where the file has whole seconds, else milliseconds."""
    times = [time for visit in instance.visits for pair in visit.hours for time in (*pair, visit.service)]
    whole = all(time == int(time) for time in times) and all(time == int(time) for row in instance.engineers for time in row.shift)
    return 1 if whole and bool((travel == np.floor(travel)).all()) else 1000


def day_of(instance: Instance, travel: Array, today: Plan | None = None, stay: float = 0) -> Day:
    """today, stay: whose each visit is, and what giving it to another engineer costs, in seconds."""
    unit = unit_of(instance, travel)
    ways = np.minimum(np.ceil(travel * unit), FARTHEST).astype(np.int32)
    engineers, visits = instance.engineers, instance.visits
    first = len(engineers)
    breaks = [(n, each) for n, engineer in enumerate(engineers) for each in engineer.breaks]
    may = np.array([*(_fits(engineers, visit) for visit in visits), *(_only(first, n) for n, _ in breaks)], np.bool_).reshape(-1, first)
    hours = [*(visit.hours for visit in visits), *([each.window] for _, each in breaks)]
    opens, closes, windows = _hours(hours, unit)
    number = {visit.id: n for n, visit in enumerate(visits)}
    whose = np.full(len(hours), -1, np.int64)
    for n, engineer in enumerate(engineers):
        for id in (today or {}).get(engineer.id, []):
            whose[number[id]] = n
    able, ables = _able(may)
    price = [MUST if visit.engineer is not None else min(round(visit.drop_penalty * unit), MUST) for visit in visits]
    ends = _whole([engineer.shift[1] for engineer in engineers], unit, np.floor)
    return Day(
        ways, np.array([*range(first, first + len(visits)), *([-1] * len(breaks))], np.int64), np.arange(first),
        np.array([end_of(instance, n) for n in range(first)], np.int64), _whole([engineer.shift[0] for engineer in engineers], unit, np.ceil),
        ends, opens, closes, windows, _whole([*(visit.service for visit in visits), *(each.duration for _, each in breaks)], unit, np.ceil),
        np.array([*price, *([MUST] * len(breaks))], np.int64), able, ables, may, _near(ways, first, len(visits)),
        _close(ways, may, first, len(visits)), whose, np.int64(round(stay * unit)),
        np.array([*([False] * len(visits)), *([True] * len(breaks))]), np.int64(unit),
    )  # fmt: skip


def _fits(engineers: Sequence[Engineer], visit: Visit) -> list[bool]:
    needed = set(visit.skills)
    return [needed <= set(engineer.skills) and visit.engineer in (None, engineer.id) for engineer in engineers]


def _only(size: int, n: int) -> list[bool]:
    return [m == n for m in range(size)]


def _whole(times: Sequence[float], unit: int, rounded: Any) -> Array:
    return np.asarray(rounded(np.array(times, np.float64) * unit).astype(np.int64))


def _hours(hours: Sequence[Sequence[tuple[float, float]]], unit: int) -> tuple[Array, Array, Array]:
    most = max((len(row) for row in hours), default=1)
    opens, closes = np.zeros((len(hours), most), np.int64), np.zeros((len(hours), most), np.int64)
    for n, row in enumerate(hours):
        opens[n, : len(row)] = _whole([since for since, _ in row], unit, np.ceil)
        closes[n, : len(row)] = _whole([until for _, until in row], unit, np.floor)
    return opens, closes, np.array([len(row) for row in hours], np.int64)


def _able(may: Array) -> tuple[Array, Array]:
    count = may.sum(1).astype(np.int64)
    able = np.zeros((len(may), max(1, int(count.max(initial=1)))), np.int64)
    for n, row in enumerate(may):
        able[n, : count[n]] = np.flatnonzero(row)
    return able, count


def _nearest(far: Array, most: int) -> Array:
    """The columns of the smallest of each row, smallest first."""
    most = min(most, far.shape[1])
    some = np.argpartition(far, most - 1, axis=1)[:, :most] if most < far.shape[1] else np.tile(np.arange(far.shape[1]), (len(far), 1))
    return np.asarray(np.take_along_axis(some, np.argsort(np.take_along_axis(far, some, 1), axis=1, kind="stable"), 1))


def _near(ways: Array, first: int, visits: int) -> Array:
    between = ways[first : first + visits, first : first + visits].astype(np.int64)
    both = between + between.T
    np.fill_diagonal(both, np.iinfo(np.int64).max)
    return _nearest(both, NEAR + 1)[:, : min(NEAR, max(visits - 1, 0))]


def _close(ways: Array, may: Array, first: int, visits: int) -> Array:
    far = ways[:first, first : first + visits].T.astype(np.int64).copy()
    far[~may[:visits]] = np.iinfo(np.int64).max
    found = _nearest(far, CLOSE)
    return np.where(np.take_along_axis(may[:visits], found, 1), found, -1)


def routes_of(instance: Instance, day: Day, plan: Plan) -> Routes:
    """What of the plan can be driven, as routes: a stop that does not fit is left out. Breaks are put in first."""
    engineers, stops = len(day.start), len(day.place)
    width = _longest(day) + 1
    routes = Routes(
        np.zeros((engineers, width), np.int64), np.zeros(engineers, np.int64), np.zeros((engineers, width), np.int64),
        np.zeros((engineers, width), np.int64), np.zeros(engineers, np.int64), np.full(stops, -1, np.int64), np.full(stops, -1, np.int64),
    )  # fmt: skip
    number = {visit.id: n for n, visit in enumerate(instance.visits)}
    for who, engineer in enumerate(instance.engineers):
        wanted = [number[id] for id in plan.get(engineer.id, []) if day.may[number[id], who] and routes.whose[number[id]] < 0]
        pauses = [n for n in range(len(instance.visits), stops) if day.may[n, who]]
        _lay(day, routes, who, pauses, wanted)
    return routes


def _lay(day: Day, routes: Routes, who: int, pauses: list[int], wanted: list[int]) -> None:
    """The breaks by their hours, then each visit behind the one before, where it fits; breaks are shifted behind it as needed."""
    for stop in [*pauses, *wanted]:
        count = int(routes.count[who])
        if count >= routes.stops.shape[1]:
            return
        for n in range(count, -1, -1) if stop in wanted else [count]:
            behind = routes.stops[who, n:count]
            if stop in wanted and (day.place[behind] >= 0).any():
                break
            _at(routes, who, n, stop)
            if retime(day, routes, who) or stop in pauses:
                break
            _away(routes, who, n)
    retime(day, routes, who)


def _at(routes: Routes, who: int, n: int, stop: int) -> None:
    count = routes.count[who]
    routes.stops[who, n + 1 : count + 1] = routes.stops[who, n:count].copy()
    routes.stops[who, n] = stop
    routes.count[who] += 1
    _numbered(routes, who)


def _away(routes: Routes, who: int, n: int) -> None:
    count = routes.count[who]
    routes.whose[routes.stops[who, n]] = routes.at[routes.stops[who, n]] = -1
    routes.stops[who, n : count - 1] = routes.stops[who, n + 1 : count].copy()
    routes.count[who] -= 1
    _numbered(routes, who)


def _numbered(routes: Routes, who: int) -> None:
    stops = routes.stops[who, : routes.count[who]]
    routes.whose[stops], routes.at[stops] = who, np.arange(len(stops))


def _longest(day: Day) -> int:
    """No route has more stops: the shortest work and ways, one after the other, fill a shift."""
    visits = int((day.place >= 0).sum())
    if not visits:
        return len(day.place)
    between = day.travel[day.place[:visits]][:, day.place[:visits]].copy()
    np.fill_diagonal(between, np.iinfo(np.int32).max)
    shortest = np.sort(np.where(visits > 1, between.min(0), 0) + day.work[:visits]).cumsum()
    shift = int((day.ends - day.begins).max(initial=0))
    return min(visits, int(np.searchsorted(shortest, shift, "right")) + 2) + len(day.place) - visits


def scale_of(day: Day) -> float:
    """The way from a visit to one of its neighbours, in the middle."""
    visits = len(day.near)
    if visits < 2:
        return 1.0
    ten = day.near[:, :10]
    return max(1.0, float(day.travel[day.place[:visits, None], day.place[ten]].mean()))


def plan_of(instance: Instance, stops: Array, count: Array) -> Plan:
    visits = instance.visits
    return {
        engineer.id: [visits[n].id for n in stops[who, : count[who]] if n < len(visits)] for who, engineer in enumerate(instance.engineers)
    }
