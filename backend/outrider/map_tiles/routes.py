"""The map under the pins: what it is, and its tiles where they are our own."""

import msgspec
from litestar import Response, get
from litestar.datastructures import State

from ..config import BaseMap
from ..problems import Problem
from . import rules
from .engines import Tiles

KEPT = {"cache-control": "public, max-age=86400"}


class Base(msgspec.Struct):
    """kind: raster or vector. tiles: an address with {z}, {x} and {y} in it."""

    kind: str
    tiles: str
    credits: str
    maxzoom: int


def base_of(setting: BaseMap | None, tiles: Tiles | None) -> Base | None:
    if setting is None:
        return None
    if tiles is None:
        return Base(setting.kind, setting.tiles, setting.credits, setting.maxzoom)
    kind = "vector" if tiles.header.kind == rules.VECTOR else "raster"
    return Base(kind, "/map/tiles/{z}/{x}/{y}", setting.credits, tiles.header.maxzoom)


@get("/map/base", opt={"permission": "public"}, include_in_schema=False)
async def base(state: State) -> Base | None:
    """None: the roads that are brought along."""
    return base_of(state.config.base_map, state.tiles)


@get("/map/tiles/{z:int}/{x:int}/{y:int}", opt={"permission": "public"}, include_in_schema=False, sync_to_thread=True)
def tile(state: State, z: int, x: int, y: int) -> Response[bytes]:
    tiles: Tiles | None = state.tiles
    if tiles is None:
        raise Problem("not_found")
    found = tiles.tile(z, x, y)
    if found is None:
        return Response(b"", status_code=204, headers=KEPT)
    packed = {"content-encoding": "gzip"} if tiles.header.tiles_packed == rules.GZIP else {}
    return Response(found, media_type=rules.MEDIA.get(tiles.header.kind, "application/octet-stream"), headers={**KEPT, **packed})


ROUTES = [base, tile]
