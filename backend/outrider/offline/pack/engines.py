"""The streets around a place, small enough to lie on a phone: cut out of a road net, in metres from the place."""

from functools import cache, lru_cache
from math import cos, hypot, radians
from pathlib import Path
from typing import TypeAlias

from ... import roadnet
from .rules import Street

REACH_M, SEEN_M = 500, 4
METRES_A_DEGREE = 111_195
CELL = 0.01  # degrees: a little more than REACH_M
Cell: TypeAlias = "tuple[int, int]"
Point: TypeAlias = "tuple[int, int]"  # metres east and north of the place
Way: TypeAlias = "tuple[str, str, list[tuple[float, float]]]"  # class, name, (lat, lon) of its corners
BIG = ("tertiary", "secondary", "primary", "trunk", "motorway")


def load(path: Path) -> None:
    """At the start: a large net takes seconds, for which no request should wait."""
    _net(path)


@cache
def _net(path: Path) -> dict[Cell, list[Way]]:
    """Once read, by cells, so that a place looks at what is near it only."""
    net = roadnet.read(path)
    cells: dict[Cell, list[Way]] = {}
    for road in net.roads:
        line = [(net.lat[node], net.lon[node]) for node in road.nodes]
        way = (road.kind, road.name, line)
        for cell in {_cell(*corner) for corner in line}:
            cells.setdefault(cell, []).append(way)
    return cells


def _cell(lat: float, lon: float) -> Cell:
    return int(lat // CELL), int(lon // CELL)


@lru_cache(maxsize=20_000)
def surroundings(path: Path | None, lat: float, lon: float) -> tuple[Street, ...]:
    """Small streets first. Empty where no road net is configured, or none leads there."""
    if path is None:
        return ()
    row, column = _cell(lat, lon)
    near = {id(way): way for y in range(row - 1, row + 2) for x in range(column - 1, column + 2) for way in _net(path).get((y, x), [])}
    streets: dict[tuple[int, str], list[list[int]]] = {}
    for kind, name, corners in near.values():
        key = (BIG.index(kind) + 1 if kind in BIG else 0, name)
        streets.setdefault(key, []).extend(_steps(part) for part in _within(corners, lat, lon))
    return tuple(Street(size, name, lines) for (size, name), lines in sorted(streets.items()) if lines)


def _within(corners: list[tuple[float, float]], lat: float, lon: float) -> list[list[Point]]:
    """The parts of a way that come near. Each keeps one corner outside, so that it leaves the picture."""
    east = METRES_A_DEGREE * cos(radians(lat))
    points = [(round((b - lon) * east), round((a - lat) * METRES_A_DEGREE)) for a, b in corners]
    inside = [max(abs(x), abs(y)) <= REACH_M for x, y in points]
    parts: list[list[Point]] = [[]]
    for at, point in enumerate(points):
        if any(inside[max(0, at - 1) : at + 2]):
            parts[-1].append(point)
        elif parts[-1]:
            parts.append([])
    return [part for part in parts if len(part) > 1]


def _steps(part: list[Point]) -> list[int]:
    """The first corner, then how far it goes to each next one: small numbers take little room."""
    corners = zip(part, part[1:], part[2:], strict=False)
    kept = [part[0], *(point for before, point, after in corners if _bends(before, point, after)), part[-1]]
    steps = list(kept[0])
    for (x, y), (to_x, to_y) in zip(kept, kept[1:], strict=False):
        steps += [to_x - x, to_y - y]
    return steps


def _bends(before: Point, point: Point, after: Point) -> bool:
    """Whether the corner lies off the straight line by more than one sees."""
    (ax, ay), (x, y), (bx, by) = before, point, after
    return abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) > SEEN_M * hypot(bx - ax, by - ay)
