"""The demo city as the faces see it: its base map, and its streets as addresses."""

import gzip
import json
from functools import cache

from litestar import Response, get

from ..geo import Place
from .roads import roads

ATTRIBUTION = "© OpenStreetMap contributors (ODbL)"


def known_places(demo: bool) -> list[Place]:
    """The middle of every named street, so that a typed address is found without anybody's server."""
    if not demo:
        return []
    net = roads()
    found: dict[str, Place] = {}
    for _, _, name, nodes in net.ways:
        if name:
            middle = nodes[len(nodes) // 2]
            found.setdefault(name, Place(name, net.lat[middle], net.lon[middle]))
    return sorted(found.values(), key=lambda place: place.label)


@cache
def base_map() -> bytes:
    """GeoJSON, gzipped: one bundle of lines a road class, and the bigger streets once more with their names."""
    net = roads()
    bundles: dict[str, list[list[list[float]]]] = {}
    named: dict[tuple[str, str], list[list[list[float]]]] = {}
    for road, _, name, nodes in net.ways:
        line = [[net.lon[node], net.lat[node]] for node in nodes]
        bundles.setdefault(road, []).append(line)
        if name and road in ("motorway", "trunk", "primary", "secondary", "tertiary"):
            named.setdefault((road, name), []).append(line)
    features = [
        {"type": "Feature", "properties": {"class": road}, "geometry": {"type": "MultiLineString", "coordinates": lines}}
        for road, lines in bundles.items()
    ]
    features += [
        {"type": "Feature", "properties": {"class": road, "name": name}, "geometry": {"type": "MultiLineString", "coordinates": lines}}
        for (road, name), lines in named.items()
    ]
    collection = {"type": "FeatureCollection", "attribution": ATTRIBUTION, "features": features}
    return gzip.compress(json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode(), 6, mtime=0)


@get("/map/roads.geojson", opt={"permission": "public"}, include_in_schema=False, sync_to_thread=True)
def roads_map() -> Response[bytes]:
    headers = {"content-encoding": "gzip", "cache-control": "public, max-age=86400"}
    return Response(base_map(), media_type="application/geo+json", headers=headers)


map_routes = [roads_map]
