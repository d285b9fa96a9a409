"""What is left of a day at a moment: where each engineer stands, from when they are free, and which visits are open."""

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from .evaluate import begins
from .instance import Id, Instance, Plan
from .timing import FAR, Day, Routes, retime

SPARE = 6  # stops more than the longest rest has
EXACT = 9  # so many visits are put in every order; more keep theirs


class Case(NamedTuple):
    """At now (seconds of the day) one engineer is held up for so many seconds longer where they are bound or working."""

    now: float
    late: Id
    delay: float


def open_visits(instance: Instance, plan: Plan, travel: Any, now: float) -> tuple[dict[Id, list[Id]], dict[Id, tuple[int, float]]]:
    """Whose visits are open, in order; and where each engineer is (a row of travel) and free from when.

    Who leaves just in time has left for a visit by now: that one is done as planned.
    """
    first = len(instance.engineers)
    rows = {visit.id: (first + n, visit) for n, visit in enumerate(instance.visits)}
    left, stands = dict[Id, list[Id]](), dict[Id, tuple[int, float]]()
    for home, engineer in enumerate(instance.engineers):
        here, free, rest = home, engineer.shift[0], list(plan.get(engineer.id, []))
        while rest:
            row, visit = rows[rest[0]]
            at = begins(visit, free + travel[here][row])
            if at - travel[here][row] > now:
                break
            here, free = row, at + visit.service
            rest.pop(0)
        left[engineer.id], stands[engineer.id] = rest, (here, free)
    return left, stands


def free_from(stand: tuple[int, float], who: Id, case: Case) -> float:
    """Seconds of the day from which an engineer can set off."""
    return max(stand[1] + (case.delay if who == case.late else 0), case.now)


def rest_of(instance: Instance, plan: Plan, travel: Any, whole: Day, case: Case) -> tuple[Day, Routes, dict[Id, list[Id]]]:
    """The day from now on, as arrays, each engineer where they stand. whole: those of the whole day."""
    left, stands = open_visits(instance, plan, travel, case.now)
    free, start = whole.begins.copy(), whole.start.copy()
    number = {visit.id: n for n, visit in enumerate(instance.visits)}
    routes = _empty(len(instance.engineers), len(whole.place), max((len(row) for row in left.values()), default=0) + SPARE)
    for n, engineer in enumerate(instance.engineers):
        start[n] = stands[engineer.id][0]
        free[n] = np.ceil(free_from(stands[engineer.id], engineer.id, case) * whole.unit)
        stops = [number[id] for id in left[engineer.id]]
        routes.stops[n, : len(stops)], routes.count[n] = stops, len(stops)
        routes.whose[stops], routes.at[stops] = n, np.arange(len(stops))
    day = whole._replace(begins=free, start=start)
    for n in range(len(instance.engineers)):
        retime(day, routes, n)
    return day, routes, left


def _empty(engineers: int, stops: int, width: int) -> Routes:
    table, row, none = np.zeros((engineers, width), np.int64), np.zeros(engineers, np.int64), np.full(stops, -1, np.int64)
    return Routes(table, row, table.copy(), table.copy(), row.copy(), none, none.copy())


@njit(cache=True)
def best_order(day, who, stops, count, order):
    """Writes an order in which the engineer can do all of the stops into `order`, the one that is done first; False where there is none.

    Up to EXACT stops every order is looked at (earliest end by set and last stop); of more only the given one.
    """
    travel, place = day.travel, day.place
    if count > EXACT:
        return _as_given(day, who, stops, count, order)
    sets = 1 << count
    free = np.full((sets, count), FAR, np.int64)
    before = np.full((sets, count), -1, np.int64)
    for n in range(count):
        free[1 << n, n] = _done(day, stops[n], day.begins[who] + travel[day.start[who], place[stops[n]]])
    for done in range(1, sets):
        for last in range(count):
            at = free[done, last]
            if at >= FAR:
                continue
            for n in range(count):
                if not done & (1 << n):
                    ends = _done(day, stops[n], at + travel[place[stops[last]], place[stops[n]]])
                    if ends < free[done | (1 << n), n]:
                        free[done | (1 << n), n], before[done | (1 << n), n] = ends, last
    best, done = -1, sets - 1
    home = FAR
    for last in range(count):
        back = free[done, last] + travel[place[stops[last]], day.end[who]]
        if back <= day.ends[who] and back < home:
            best, home = last, back
    for n in range(count - 1, -1, -1):
        if best < 0:
            return count == 0
        order[n] = stops[best]
        done, best = done & ~(1 << best), before[done, best]
    return True


@njit(cache=True)
def _done(day, stop, at):
    for k in range(day.windows[stop]):
        if at <= day.closes[stop, k]:
            return max(at, day.opens[stop, k]) + day.work[stop]
    return FAR


@njit(cache=True)
def _as_given(day, who, stops, count, order):
    at, here = day.begins[who], day.start[who]
    for n in range(count):
        at = _done(day, stops[n], at + day.travel[here, day.place[stops[n]]])
        here, order[n] = day.place[stops[n]], stops[n]
    return at + day.travel[here, day.end[who]] <= day.ends[who]
