"""The demo city's streets: for the base map, for finding an address, and for engineers who drive along them."""

import heapq
from functools import cache
from math import cos, hypot, radians
from typing import TypeAlias

import msgspec

from .. import roadnet

SPEED_MPS = {"motorway": 20.0, "trunk": 15.0, "primary": 9.5, "secondary": 8.5, "tertiary": 7.5}
SLOW_MPS = 6.0
Place: TypeAlias = "tuple[float, float]"


class Roads(msgspec.Struct):
    """lat, lon in degrees; edges: by node, where it leads and in how many seconds."""

    lat: list[float]
    lon: list[float]
    ways: list[roadnet.Road]
    edges: list[list[tuple[int, float]]]


@cache
def roads() -> Roads:
    net = roadnet.read(roadnet.DEMO)
    lat, lon = net.lat, net.lon
    edges: list[list[tuple[int, float]]] = [[] for _ in lat]
    for road in net.roads:
        speed = SPEED_MPS.get(road.kind, SLOW_MPS)
        for a, b in zip(road.nodes, road.nodes[1:], strict=False):
            seconds = metres((lat[a], lon[a]), (lat[b], lon[b])) / speed
            edges[a].append((b, seconds))
            if not road.one_way:
                edges[b].append((a, seconds))
    return Roads(lat, lon, net.roads, edges)


def metres(a: Place, b: Place) -> float:
    """Flat-earth metres: exact enough inside one city."""
    return hypot((a[0] - b[0]) * 111_195, (a[1] - b[1]) * 111_195 * cos(radians(a[0])))


def nearest(place: Place) -> int:
    net = roads()
    return min(range(len(net.lat)), key=lambda node: (net.lat[node] - place[0]) ** 2 + ((net.lon[node] - place[1]) * 0.866) ** 2)


def drive(origin: Place, target: Place) -> list[tuple[float, Place]]:
    """The fastest way along the roads: (seconds since the start, place), corner by corner. Straight where no road leads."""
    net, start, goal = roads(), nearest(origin), nearest(target)
    best, came = {start: 0.0}, {start: start}
    queue = [(0.0, start)]
    while queue:
        cost, node = heapq.heappop(queue)
        if node == goal:
            break
        if cost > best[node]:
            continue
        for other, seconds in net.edges[node]:
            if cost + seconds < best.get(other, float("inf")):
                best[other], came[other] = cost + seconds, node
                heapq.heappush(queue, (cost + seconds, other))
    if goal not in came:
        return [(0.0, origin), (metres(origin, target) / SLOW_MPS, target)]
    way = [goal]
    while way[-1] != start:
        way.append(came[way[-1]])
    path = [(best[node], (net.lat[node], net.lon[node])) for node in reversed(way)]
    first, last = metres(origin, path[0][1]) / SLOW_MPS, metres(path[-1][1], target) / SLOW_MPS
    return [(0.0, origin), *((seconds + first, place) for seconds, place in path), (path[-1][0] + first + last, target)]


def along(path: list[tuple[float, Place]], seconds: float) -> Place:
    """Where one is after so many seconds."""
    for (before, a), (after, b) in zip(path, path[1:], strict=False):
        if seconds <= after:
            share = (seconds - before) / (after - before) if after > before else 1.0
            return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share
    return path[-1][1]
