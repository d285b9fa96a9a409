"""What a visit costs in somebody else's rest of the day, as it is or with one of theirs taken out; compiled."""

import numpy as np
from numba import njit

from .rest import _done, best_order
from .timing import FAR, cheapest


@njit(cache=True)
def receivers(day, routes, stop, late, exact):
    """[E]: travel more if the engineer takes the visit too; FAR where it does not fit, and for the late one. exact: in any order of theirs."""
    cost, one = np.full(len(routes.count), FAR, np.int64), np.zeros(1, np.int64)
    order, stops = np.zeros(routes.stops.shape[1] + 1, np.int64), np.zeros(routes.stops.shape[1] + 1, np.int64)
    for who in range(len(routes.count)):
        if who != late and day.may[stop, who]:
            one[0] = who
            found, _, place = cheapest(day, routes, one, 1, stop, FAR, 0.0)
            if place >= 0:
                cost[who] = found
            elif exact:
                count = routes.count[who]
                stops[:count], stops[count] = routes.stops[who, :count], stop
                if best_order(day, who, stops, count + 1, order):
                    cost[who] = length_of(day, who, order, count + 1) - routes.cost[who]
    return cost


@njit(cache=True)
def ejections(day, routes, stop, late, exact):
    """[E, W]: travel more if the engineer takes the visit in place of their nth; FAR where that does not fit. exact: in any order."""
    cost = np.full(routes.stops.shape, FAR, np.int64)
    stops, order = np.zeros(routes.stops.shape[1] + 1, np.int64), np.zeros(routes.stops.shape[1] + 1, np.int64)
    for who in range(len(routes.count)):
        if who == late or not day.may[stop, who]:
            continue
        for out in range(routes.count[who]):
            count = 0
            for n in range(routes.count[who]):
                if n != out:
                    stops[count] = routes.stops[who, n]
                    count += 1
            length = with_one(day, who, stops, count, stop, order)
            if length >= FAR and exact:
                stops[count] = stop
                length = length_of(day, who, order, count + 1) if best_order(day, who, stops, count + 1, order) else FAR
            if length < FAR:
                cost[who, out] = length - routes.cost[who]
    return cost


@njit(cache=True)
def with_one(day, who, stops, count, stop, order):
    """The shortest way with one visit more, the order of the others kept, which is written into order; FAR where it fits nowhere."""
    best, at = FAR, -1
    for place in range(count + 1):
        for n in range(count + 1):
            order[n] = stop if n == place else stops[n - (n > place)]
        length = length_of(day, who, order, count + 1)
        if length < best:
            best, at = length, place
    for n in range(count + 1):
        order[n] = stop if n == at else stops[n - (n > at)]
    return best


@njit(cache=True)
def length_of(day, who, order, count):
    """Travel of a route; FAR where it is not kept in time."""
    free, here, length = day.begins[who], day.start[who], np.int64(0)
    for n in range(count):
        way = day.travel[here, day.place[order[n]]]
        free, here, length = _done(day, order[n], free + way), day.place[order[n]], length + way
        if free >= FAR:
            return FAR
    home = day.travel[here, day.end[who]] if count else np.int32(0)
    return length + home if free + home <= day.ends[who] else FAR


@njit(cache=True)
def takes(day, who, stops, count, order):
    """Whether the engineer can do all of them; as they stand, else in the order that is done first."""
    for n in range(count):
        order[n] = stops[n]
    return length_of(day, who, order, count) < FAR or best_order(day, who, stops, count, order)
