"""The routes of a day as arrays, compiled: when each stop is reached, and what another visit would cost at each place.

Breaks are stops without a place: whoever drives on from one drives from where they were.
"""

from typing import Any, NamedTuple

import numpy as np
from numba import njit

FAR = np.int64(1) << 40


class Day(NamedTuple):
    """What does not change. E engineers, S stops (the visits, then the breaks), P places; times in units of the day.

    travel [P, P]; place [S], -1 for a break; start, end [E]: places; begins, ends [E]; opens, closes [S, K], of which windows [S] count;
    work, penalty [S]; able [S, E]: who may do it, of which ables [S] count; may [S, E]; near [S, N]: the visits that are nearest;
    close [S, C]: those who may do it and start nearest; today [S]: whose it is now, or -1; stay: what another engineer costs;
    fixed [S]: stays where it is; unit: parts of a second.
    """

    travel: Any
    place: Any
    start: Any
    end: Any
    begins: Any
    ends: Any
    opens: Any
    closes: Any
    windows: Any
    work: Any
    penalty: Any
    able: Any
    ables: Any
    may: Any
    near: Any
    close: Any
    today: Any
    stay: Any
    fixed: Any
    unit: Any


class Routes(NamedTuple):
    """What changes. stops, reached, latest [E, W], of which count [E] count; cost [E]; whose, at [S]: in whose route, and where, or -1."""

    stops: Any
    count: Any
    reached: Any
    latest: Any
    cost: Any
    whose: Any
    at: Any


# What is compiled into its callers takes arrays, and whoever calls takes them out of the tuple once: each time costs a count of references.
@njit(inline="always")
def opens_for(opens, closes, windows, stop, at):
    """When work begins for who is there at a moment; FAR where every window is over."""
    begins = FAR
    for k in range(windows[stop] - 1, -1, -1):
        if at <= closes[stop, k]:
            begins = max(at, opens[stop, k])
    return begins


@njit(inline="always")
def last_chance(opens, closes, windows, stop, at):
    """The last moment until `at` at which work may begin; -FAR where there is none."""
    last = -FAR
    for k in range(windows[stop]):
        if opens[stop, k] <= at:
            last = min(at, closes[stop, k])
    return last


@njit(cache=True)
def retime(day, routes, who):
    """Whether the engineer's route can be driven; its times and its cost are those of its stops afterwards."""
    travel, place, work, today = day.travel, day.place, day.work, day.today
    opens, closes, windows, stops, reached = day.opens, day.closes, day.windows, routes.stops, routes.reached
    free, here, cost, fits, visits = day.begins[who], day.start[who], np.int64(0), True, 0
    for n in range(routes.count[who]):
        stop = stops[who, n]
        if place[stop] >= 0:
            way = travel[here, place[stop]]
            cost, free, here, visits = cost + way, free + way, place[stop], visits + 1
            if today[stop] >= 0 and today[stop] != who:
                cost += day.stay
        free = opens_for(opens, closes, windows, stop, free)
        fits = fits and free < FAR
        reached[who, n] = free
        free += work[stop]
    home = np.int64(travel[here, day.end[who]]) if visits else np.int64(0)
    routes.cost[who] = cost + home
    _look_back(day, routes, who)
    return fits and free + home <= day.ends[who]


@njit(cache=True)
def _look_back(day, routes, who):
    """latest: when each stop may be reached so that all behind it, and the end of the shift, still can be."""
    travel, place, work, stops = day.travel, day.place, day.work, routes.stops
    opens, closes, windows = day.opens, day.closes, day.windows
    late, there = day.ends[who], day.end[who]
    for n in range(routes.count[who] - 1, -1, -1):
        stop = stops[who, n]
        if place[stop] >= 0:
            late, there = late - travel[place[stop], there], place[stop]
        late = last_chance(opens, closes, windows, stop, late - work[stop])
        routes.latest[who, n] = late


@njit(cache=True)
def cheapest(day, routes, asked, count, stop, best, blink):
    """(cost, engineer, place) of the cheapest place with one of the engineers asked that costs less than best, else (best, -1, -1).

    blink: how often a place is overlooked.
    """
    travel, place, work, opens, closes, windows = day.travel, day.place, day.work, day.opens, day.closes, day.windows
    stops, reached, latest, today = routes.stops, routes.reached, routes.latest, day.today[stop]
    there, takes, last, whose, at_place = place[stop], work[stop], closes[stop, windows[stop] - 1], -1, -1
    for each in range(count):
        who = asked[each]
        free, here, end, length = day.begins[who], day.start[who], day.end[who], routes.count[who]
        extra = day.stay if today >= 0 and today != who else 0
        for n in range(length + 1):
            if free > last:
                break
            begins, m = opens_for(opens, closes, windows, stop, free + travel[here, there]), n
            goes = begins + takes
            while m < length and place[stops[who, m]] < 0 and goes < FAR:  # breaks are had where one is
                goes = opens_for(opens, closes, windows, stops[who, m], goes) + work[stops[who, m]]
                m += 1
            after, limit, spared = end, day.ends[who], np.int64(0)
            if m < length:
                after, limit = place[stops[who, m]], latest[who, m]
            if m < length or routes.cost[who] > 0:
                spared = np.int64(travel[here, after])
            cost = travel[here, there] + travel[there, after] - spared + extra
            if cost < best and goes + travel[there, after] <= limit and (blink == 0.0 or np.random.random() >= blink):
                best, whose, at_place = cost, who, n
            if n < length:
                free = reached[who, n] + work[stops[who, n]]
                if place[stops[who, n]] >= 0:
                    here = place[stops[who, n]]
    return best, whose, at_place


@njit(cache=True)
def put(routes, who, n, stop):
    for m in range(routes.count[who], n, -1):
        routes.stops[who, m] = routes.stops[who, m - 1]
        routes.at[routes.stops[who, m]] = m
    routes.stops[who, n] = stop
    routes.count[who] += 1
    routes.whose[stop], routes.at[stop] = who, n
