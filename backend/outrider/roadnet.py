"""A road net as demo/make_roads.py writes it: read here alone."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec


class Road(NamedTuple):
    """kind: motorway, primary …; nodes: places of its corners in the net's lists."""

    kind: str
    one_way: bool
    name: str
    nodes: list[int]


class Net(msgspec.Struct):
    """lat, lon of each node, in degrees."""

    lat: list[float]
    lon: list[float]
    roads: list[Road]


def read(path: Path) -> Net:
    raw = json.loads(gzip.decompress(path.read_bytes()))
    return Net([value / 1e5 for value in raw["lat"]], [value / 1e5 for value in raw["lon"]], list(_roads(raw)))


def _roads(raw: dict[str, Any]) -> Iterator[Road]:
    for kind, one_way, name, *nodes in raw["ways"]:
        yield Road(raw["classes"][kind], bool(one_way), raw["names"][name], nodes)
