"""Ways along the roads, for a map."""

import msgspec
from litestar import get
from litestar.datastructures import State
from litestar.params import Parameter

from ...problems import Problem
from ..rules import Place
from . import rules


class Corner(msgspec.Struct):
    lat: float
    lon: float


@get("/api/ways", opt={"permission": "orders.assign"})
async def ways(state: State, at: list[str] = Parameter(max_items=rules.MOST_PLACES)) -> list[list[Corner]]:
    """One line for each way from a place (`lat,lon` in degrees) to the next; straight where nobody knows better."""
    return [[Corner(*corner) for corner in line] for line in await state.shapes.along([_place(text) for text in at])]


def _place(text: str) -> Place:
    try:
        lat, lon = (float(part) for part in text.split(","))
    except ValueError as wrong:
        raise Problem("field_not_valid", fields=["at"]) from wrong
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise Problem("place_not_valid", lat=lat, lon=lon)
    return lat, lon


ROUTES = [ways]
