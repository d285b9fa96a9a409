"""Ruin and recreate: neighbouring pieces of routes are taken out and put back where they cost least, again and again, compiled.

Slack Induction by String Removals (Christiaens and Vanden Berghe, Transportation Science 54(2), 2020), with simulated annealing. Added for
service: whoever is left out costs what leaving them out costs; scarce skills first; only engineers who work near are asked.
"""

import math
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numba import njit

from .timing import FAR, cheapest, put, retime

REMOVED = 10.0  # visits on average each time
LONGEST = 10.0  # of a string
OVERLOOKED = 0.01  # how often a place is passed over, so that the same is not always found
ASKED = 40  # so many who may do it are all asked; of more, those who work near
GENEROUS = 0.05  # how often a visit is done that alone is not worth its way: with its neighbours it may be
WAITING = 12  # of those left out, so many are tried each time


class State(NamedTuple):
    """What one search keeps: left [S] out, of which out[0] count; kept copies of the touched routes; marks; sums [now, best].

    best_stops, best_count: the best so far.
    """

    left: Any
    out: Any
    key: Any
    touched: Any
    order: Any
    touches: Any
    old_stops: Any
    old_count: Any
    old_left: Any
    asked: Any
    marks: Any
    turn: Any
    sums: Any
    best_stops: Any
    best_count: Any


def state_of(day: Any, routes: Any, out: Any = None) -> State:
    """The state of a search that begins with these routes. out: who is left out of them; without, every visit that nobody has."""
    stops, engineers = len(day.place), len(day.start)
    zeros = partial(np.zeros, dtype=np.int64)
    left = np.array([n for n in range(stops) if routes.whose[n] < 0 and day.place[n] >= 0] if out is None else out, np.int64)
    total = np.int64(routes.cost.sum() + day.penalty[left].sum())
    full = zeros(stops)
    full[: len(left)] = left
    table = zeros(routes.stops.shape)
    return State(
        left=full, out=np.array([len(left)]), key=np.zeros(stops), touched=np.zeros(engineers, np.bool_), order=zeros(engineers),
        touches=zeros(1), old_stops=table, old_count=zeros(engineers), old_left=zeros(stops), asked=zeros(engineers), marks=zeros(engineers),
        turn=zeros(1), sums=np.array([total, total]), best_stops=routes.stops.copy(), best_count=routes.count.copy(),
    )  # fmt: skip


@njit(cache=True)
def seed_of(seed):
    np.random.seed(seed)


@njit(cache=True)
def _touch(routes, state, who):
    if state.touched[who]:
        return
    state.touched[who] = True
    state.order[state.touches[0]] = who
    state.touches[0] += 1
    state.old_count[who] = routes.count[who]
    for n in range(routes.count[who]):
        state.old_stops[who, n] = routes.stops[who, n]


@njit(cache=True)
def _take_out(day, routes, state, who, around, longest):
    """A string of the route around one stop, sometimes with a piece left standing in its middle."""
    count = routes.count[who]
    size = min(count, int(np.random.random() * min(float(count), longest) + 1))
    spared = 0
    if size < count and np.random.random() < 0.5:
        while size + spared < count and np.random.random() < 0.5:
            spared += 1
    first, last = max(0, around - size - spared + 1), min(around, count - size - spared)
    first += np.random.randint(last - first + 1)
    from_ = first + np.random.randint(size + 1)
    stays = 0
    for n in range(count):
        stop = routes.stops[who, n]
        inside = first <= n < first + size + spared and not from_ <= n < from_ + spared
        if inside and not day.fixed[stop]:
            state.left[state.out[0]] = stop
            state.out[0] += 1
            routes.whose[stop] = -1
        else:
            routes.stops[who, stays], routes.at[stop] = stop, stays
            stays += 1
    routes.count[who] = stays
    retime(day, routes, who)


@njit(cache=True)
def _anybody(day, routes):
    """A visit at random, of those that somebody does if a few draws find one."""
    seed = 0
    for _ in range(20):
        seed = np.random.randint(day.near.shape[0])
        if routes.whose[seed] >= 0:
            break
    return seed


@njit(cache=True)
def _ruin(day, routes, state):
    visits = used = 0
    for who in range(len(routes.count)):
        visits, used = visits + routes.count[who], used + (routes.count[who] > 0)
    longest = min(LONGEST, visits / max(used, 1))
    strings = int(np.random.random() * (4 * REMOVED / (1 + longest) - 1) + 1)
    seed = _anybody(day, routes)
    if state.out[0] and np.random.random() < 0.1:
        seed = state.left[np.random.randint(state.out[0])]
    for n in range(day.near.shape[1] + 1):
        if strings <= 0:
            break
        stop = seed if n == 0 else day.near[seed, n - 1]
        who = routes.whose[stop] if stop >= 0 else -1
        if who >= 0 and not state.touched[who]:
            _touch(routes, state, who)
            _take_out(day, routes, state, who, routes.at[stop], longest)
            strings -= 1


@njit(cache=True)
def _sort(day, state, first):
    """In which order they are put back: at random, narrow windows first, early ones, late ones, scarce skills, long work."""
    drawn = np.random.random()
    for n in range(first, state.out[0]):
        stop = state.left[n]
        chance, last = np.random.random(), day.windows[stop] - 1
        if drawn < 0.35:
            key = chance
        elif drawn < 0.5:
            key = float(day.closes[stop, last] - day.opens[stop, 0])
        elif drawn < 0.6:
            key = float(day.opens[stop, 0])
        elif drawn < 0.7:
            key = -float(day.closes[stop, last])
        elif drawn < 0.9:
            key = day.ables[stop] + chance
        else:
            key = -float(day.work[stop]) * (0.8 + 0.4 * chance)
        m = n - 1
        while m >= first and state.key[m] > key:
            state.key[m + 1], state.left[m + 1] = state.key[m], state.left[m]
            m -= 1
        state.key[m + 1], state.left[m + 1] = key, stop


@njit(cache=True)
def _who_is_asked(day, routes, state, stop):
    """How many there are in state.asked: all who may, or, of many, those who work or start near."""
    asked, marks, may, near, close = state.asked, state.marks, day.may, day.near, day.close
    count = 0
    if day.ables[stop] <= ASKED:
        for n in range(day.ables[stop]):
            asked[n] = day.able[stop, n]
        return day.ables[stop]
    state.turn[0] += 1
    for n in range(near.shape[1] + close.shape[1]):
        other = near[stop, n] if n < near.shape[1] else -1
        who = routes.whose[other] if other >= 0 else close[stop, n - near.shape[1]] if n >= near.shape[1] else -1
        if who >= 0 and marks[who] != state.turn[0] and may[stop, who]:
            marks[who] = state.turn[0]
            asked[count] = who
            count += 1
    return count


@njit(cache=True)
def recreate(day, routes, state, first, blink, generous=False):
    """Puts back those who are left from the first on, each where it costs least. generous: also where leaving it out would cost less."""
    _sort(day, state, first)
    stay = first
    for n in range(first, state.out[0]):
        stop = state.left[n]
        most = FAR if generous else day.penalty[stop]
        asked = _who_is_asked(day, routes, state, stop)
        _, who, place = cheapest(day, routes, state.asked, asked, stop, most, blink)
        if who >= 0 and routes.count[who] < routes.stops.shape[1]:
            _touch(routes, state, who)
            put(routes, who, place, stop)
            retime(day, routes, who)
        else:
            state.left[stay] = stop
            stay += 1
    state.out[0] = stay


@njit(cache=True)
def _undo(day, routes, state, before):
    for n in range(state.touches[0]):
        who = state.order[n]
        for m in range(routes.count[who]):
            routes.whose[routes.stops[who, m]] = -1
    for n in range(state.touches[0]):
        who = state.order[n]
        routes.count[who] = state.old_count[who]
        for m in range(routes.count[who]):
            stop = state.old_stops[who, m]
            routes.stops[who, m], routes.whose[stop], routes.at[stop] = stop, who, m
        retime(day, routes, who)
    state.out[0] = before
    for n in range(before):
        state.left[n] = state.old_left[n]


@njit(cache=True)
def _total(day, routes, state):
    total = np.int64(0)
    for who in range(len(routes.count)):
        total += routes.cost[who]
    for n in range(state.out[0]):
        total += day.penalty[state.left[n]]
    return total


@njit(cache=True)
def _draw_those_left(state):
    """Some of those left out, at the end of the list; answers how many are not tried."""
    tried = min(WAITING, state.out[0])
    for n in range(tried):
        last = state.out[0] - 1 - n
        other = np.random.randint(last + 1)
        state.left[last], state.left[other] = state.left[other], state.left[last]
    return state.out[0] - tried


@njit(cache=True)
def run(day, routes, state, turns, warm, cold):
    """So many turns, cooling from warm to cold (in units of cost). The best so far stays in the state."""
    for turn in range(turns):
        heat = warm * math.pow(cold / warm, turn / turns)
        before, state.touches[0] = state.out[0], 0
        for n in range(before):
            state.old_left[n] = state.left[n]
        first = _draw_those_left(state)
        _ruin(day, routes, state)
        recreate(day, routes, state, first, OVERLOOKED, np.random.random() < GENEROUS)
        total = _total(day, routes, state)
        if total < state.sums[0] - heat * math.log(1.0 - np.random.random()):
            state.sums[0] = total
            _remember(routes, state, total)
        else:
            _undo(day, routes, state, before)
        for n in range(state.touches[0]):
            state.touched[state.order[n]] = False


@njit(cache=True)
def _remember(routes, state, total):
    if total >= state.sums[1]:
        return
    state.sums[1] = total
    for who in range(len(routes.count)):
        state.best_count[who] = routes.count[who]
        for n in range(routes.count[who]):
            state.best_stops[who, n] = routes.stops[who, n]


@njit(cache=True)
def begin(day, routes, state):
    """After the first routes were made: they are where the search stands, and the best so far."""
    for n in range(state.touches[0]):
        state.touched[state.order[n]] = False
    state.sums[0], state.sums[1] = _total(day, routes, state), FAR
    _remember(routes, state, state.sums[0])
