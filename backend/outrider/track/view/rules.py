"""The part of the world that a map shows, and cells by which those who are in it are found. Pure."""

import math
from collections.abc import Iterator
from typing import TypeAlias

import msgspec

from ...problems import Problem

MOST_BOXES = 8  # maps of one browser, a tab each; who has more hears of everywhere
ACROSS = 8  # cells on the longer side of a box, about
FINEST = 20
Cell: TypeAlias = tuple[int, int]


class Box(msgspec.Struct, frozen=True):
    """Degrees WGS-84, the edges are in it. east < west: it lies across the 180th meridian."""

    south: float
    west: float
    north: float
    east: float

    def holds(self, lat: float, lon: float) -> bool:
        between = self.west <= lon <= self.east if self.west <= self.east else lon >= self.west or lon <= self.east
        return self.south <= lat <= self.north and between

    @property
    def width(self) -> float:
        return self.east - self.west if self.west <= self.east else self.east - self.west + 360


def read(said: str) -> Box:
    """`south,west,north,east`. Raises field_not_valid."""
    try:
        south, west, north, east = map(float, said.split(","))
    except ValueError as wrong:
        raise Problem("field_not_valid", fields=["box"]) from wrong
    if not (-90 <= south <= north <= 90 and -180 <= west <= 180 and -180 <= east <= 180):
        raise Problem("field_not_valid", fields=["box"])
    return Box(south, west, north, east)


def zoom_of(box: Box) -> int:
    """So that a box has a few cells, whatever its size."""
    size = max(box.width, (box.north - box.south) * 2, 360 / 2**FINEST)
    return min(FINEST, max(0, int(math.log2(360 * ACROSS / size))))


def cell_of(zoom: int, lat: float, lon: float) -> Cell:
    return int((lat + 90) / 180 * 2**zoom), int((lon + 180) / 360 * 2**zoom)


def cells_of(box: Box) -> Iterator[Cell]:
    """Those that it touches, of its zoom."""
    zoom = zoom_of(box)
    (low, left), (high, right) = cell_of(zoom, box.south, box.west), cell_of(zoom, box.north, box.east)
    columns = range(left, right + 1) if box.west <= box.east else (*range(left, 2**zoom + 1), *range(right + 1))
    return ((row, column) for row in range(low, high + 1) for column in columns)
