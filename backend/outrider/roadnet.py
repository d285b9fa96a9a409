"""A road net as demo/make_roads.py writes it: read here alone, and written as OpenStreetMap has it, for programs that know only that."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import quoteattr

import msgspec

DEMO = Path(__file__).parent / "demo" / "roads.json.gz"


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


def write_osm(net: Net, path: Path) -> None:
    """Nodes and ways with kind, name and direction: all that the net has."""
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6" generator="outrider">\n')
        for n, (lat, lon) in enumerate(zip(net.lat, net.lon, strict=True), 1):
            file.write(f'<node id="{n}" version="1" lat="{lat:.5f}" lon="{lon:.5f}"/>\n')
        for n, road in enumerate(net.roads, 1):
            tags = {"highway": road.kind, "name": road.name, "oneway": "yes" if road.one_way else ""}
            corners = "".join(f'<nd ref="{node + 1}"/>' for node in road.nodes)
            said = "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items() if value)
            file.write(f'<way id="{n}" version="1">{corners}{said}</way>\n')
        file.write("</osm>\n")
