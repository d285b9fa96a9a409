"""The course of a way: of the road engine where there is one, else of the streets that are brought along; straight where neither knows it."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import httpx
import msgspec

from ...clock import stopwatch
from ..engines import FAILURES, LEFT_ALONE, PATIENCE
from ..rules import Place
from .rules import decoded

log = logging.getLogger("outrider.roads")
Line = list[Place]
Own = Callable[[Place, Place], Line]


class OsrmRoute(msgspec.Struct):
    geometry: str


class OsrmAnswer(msgspec.Struct):
    routes: list[OsrmRoute] = []


class ValhallaLeg(msgspec.Struct):
    shape: str


class ValhallaTrip(msgspec.Struct):
    legs: list[ValhallaLeg] = []


class ValhallaAnswer(msgspec.Struct):
    trip: ValhallaTrip | None = None


async def _osrm(client: httpx.AsyncClient, url: str, a: Place, b: Place) -> Line | None:
    places = ";".join(f"{lon:.6f},{lat:.6f}" for lat, lon in (a, b))
    answer = await client.get(f"{url}/route/v1/driving/{places}", params={"overview": "full", "geometries": "polyline6"})
    routes = msgspec.json.decode(answer.content, type=OsrmAnswer).routes
    return decoded(routes[0].geometry) if routes else None


async def _valhalla(client: httpx.AsyncClient, url: str, a: Place, b: Place) -> Line | None:
    wanted: dict[str, Any] = {"locations": [{"lat": lat, "lon": lon} for lat, lon in (a, b)], "costing": "auto", "directions_type": "none"}
    answer = await client.post(f"{url}/route", json=wanted)
    trip = msgspec.json.decode(answer.content, type=ValhallaAnswer).trip
    return decoded(trip.legs[0].shape) if trip and trip.legs else None


KINDS = {"osrm": _osrm, "valhalla": _valhalla}


class Shapes:
    """setting: as OUTRIDER_ROUTER has it. own: the course along the streets that are brought along."""

    def __init__(self, setting: str | None, own: Own | None = None) -> None:
        kind, _, self.url = (setting or "").rstrip("/").partition(":")
        self.ask, self.own = KINDS.get(kind), own
        self._client = httpx.AsyncClient(timeout=PATIENCE, trust_env=False)
        self._away_until = 0.0

    async def along(self, places: Sequence[Place]) -> list[Line]:
        """One line for each way from a place to the next. Never raises."""
        return list(await asyncio.gather(*(self._leg(a, b) for a, b in pairwise(places))))

    async def _leg(self, a: Place, b: Place) -> Line:
        if self.ask and stopwatch() > self._away_until:
            try:
                if found := await self.ask(self._client, self.url, a, b):
                    return found
            except FAILURES as wrong:
                self._away_until = stopwatch() + LEFT_ALONE
                log.warning("road engine away", extra={"fields": {"why": f"{type(wrong).__name__}: {wrong}"}})
        return await asyncio.to_thread(self.own, a, b) if self.own else [a, b]

    async def close(self) -> None:
        await self._client.aclose()
