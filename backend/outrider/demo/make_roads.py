"""Reduces an OpenStreetMap extract to its roads: python -m outrider.demo.make_roads IN.osm.pbf [OUT.json.gz] (needs osmium).

Made once for the demo city; that result, roads.json.gz, is bundled. An installation names its own by OUTRIDER_ROADS.
(c) OpenStreetMap contributors, ODbL.
"""

import gzip
import json
import sys
from pathlib import Path

import osmium

CLASSES = ("motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential", "living_street")


def reduce(source: str) -> dict[str, object]:
    index: dict[int, int] = {}
    lats: list[int] = []
    lons: list[int] = []
    names: dict[str, int] = {"": 0}
    ways: list[list[object]] = []
    for way in osmium.FileProcessor(source).with_locations():
        if not way.is_way() or way.tags.get("highway") not in CLASSES:
            continue
        nodes = []
        for node in way.nodes:
            if node.ref not in index:
                index[node.ref] = len(lats)
                lats.append(round(node.lat * 1e5))
                lons.append(round(node.lon * 1e5))
            nodes.append(index[node.ref])
        name = names.setdefault(way.tags.get("name") or "", len(names))
        ways.append([CLASSES.index(way.tags["highway"]), int(way.tags.get("oneway") == "yes"), name, *nodes])
    return {"classes": CLASSES, "names": list(names), "lat": lats, "lon": lons, "ways": ways}


if __name__ == "__main__":
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(__file__).parent / "roads.json.gz"
    text = json.dumps(reduce(sys.argv[1]), ensure_ascii=False, separators=(",", ":"))
    target.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
