"""The demo city as the faces see it: its base map, and its streets as addresses."""

import gzip
import json
from functools import cache
from typing import Any

from litestar import Response, get

from ..geo import Place
from .roads import Place as Spot
from .roads import drive, metres, nearest, roads

BIG = ("motorway", "trunk", "primary", "secondary", "tertiary")
FAR_FROM_ANY_STREET_M = 1_000
PLACES = (("La Serena", -29.9045, -71.2489), ("Coquimbo", -29.9533, -71.3395))
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


def along_streets(origin: Spot, target: Spot) -> list[Spot]:
    """The course of the fastest way; straight where one of the two lies outside of the city."""
    return [place for _, place in drive(origin, target)] if _in_city(origin) and _in_city(target) else [origin, target]


def _in_city(place: Spot) -> bool:
    node, net = nearest(place), roads()
    return metres(place, (net.lat[node], net.lon[node])) < FAR_FROM_ANY_STREET_M


@cache
def base_map() -> bytes:
    """GeoJSON, gzipped: one bundle of lines a road class, and streets and places once more for their names (name_only)."""
    net = roads()
    bundles: dict[str, list[list[list[float]]]] = {}
    named: dict[tuple[str, str], list[list[list[float]]]] = {}
    for road, _, name, nodes in net.ways:
        line = [[net.lon[node], net.lat[node]] for node in nodes]
        bundles.setdefault(road, []).append(line)
        if name:
            named.setdefault((road, name), []).append(line)
    features = [_feature({"class": road}, "MultiLineString", lines) for road, lines in bundles.items()]
    for (road, name), lines in named.items():
        written = lines if road in BIG else [max(lines, key=len)]  # a small street is named once
        features.append(_feature({"class": road, "name": name, "name_only": True}, "MultiLineString", written))
    features += [_feature({"name": name, "name_only": True}, "Point", [lon, lat]) for name, lat, lon in PLACES]
    collection = {"type": "FeatureCollection", "attribution": ATTRIBUTION, "features": features}
    return gzip.compress(json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode(), 6, mtime=0)


def _feature(properties: dict[str, Any], shape: str, coordinates: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": shape, "coordinates": coordinates}}


@get("/map/roads.geojson", opt={"permission": "public"}, include_in_schema=False, sync_to_thread=True)
def roads_map() -> Response[bytes]:
    headers = {"content-encoding": "gzip", "cache-control": "public, max-age=86400"}
    return Response(base_map(), media_type="application/geo+json", headers=headers)


map_routes = [roads_map]
