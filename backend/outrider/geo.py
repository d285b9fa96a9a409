"""How far, how long, and where is it? The only file that imports geopy.

Distances are great-circle metres (property-tested against geopy's geodesic). Travel time is an affine
model of the road, 0.092 s a metre and 54 s a trip (research: mean error 16 %): every time made from it is an estimate and is shown
as one. What is known better, of an engine or of our own trips, stands in roads/rules.py.
"""

import asyncio
import math
from typing import Any

import msgspec
import numpy as np
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import Nominatim

EARTH_M = 6_371_008.8
SECONDS_PER_M = 0.092
SECONDS_PER_TRIP = 54.0


def metres_between(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Over the sphere; degrees WGS-84."""
    lat, lon, to_lat, to_lon = math.radians(a[0]), math.radians(a[1]), math.radians(b[0]), math.radians(b[1])
    half = math.sin((to_lat - lat) / 2) ** 2 + math.cos(lat) * math.cos(to_lat) * math.sin((to_lon - lon) / 2) ** 2
    return 2 * EARTH_M * math.asin(math.sqrt(min(1.0, max(0.0, half))))


def seconds_between(a: tuple[float, float], b: tuple[float, float]) -> float:
    """By road; zero where one is already there."""
    metres = metres_between(a, b)
    return 0.0 if metres < 50 else metres * SECONDS_PER_M + SECONDS_PER_TRIP


Degrees = np.ndarray[Any, np.dtype[np.float64]]


def seconds_between_all(lat: Degrees, lon: Degrees, to_lat: Degrees, to_lon: Degrees) -> Degrees:
    """`seconds_between`, pair by pair; places that are NaN are nowhere, and so is the way."""
    north, east, cosines = np.radians(to_lat - lat), np.radians(to_lon - lon), np.cos(np.radians(lat)) * np.cos(np.radians(to_lat))
    half = np.sin(north / 2) ** 2 + cosines * np.sin(east / 2) ** 2
    metres = 2 * EARTH_M * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return np.where(metres < 50, 0.0, metres * SECONDS_PER_M + SECONDS_PER_TRIP)


class Place(msgspec.Struct):
    label: str
    lat: float
    lon: float


class Geocoder:
    """Addresses to places: those that come with the installation, then a configured Nominatim (at most one question a second).

    Never called inside a transaction. With neither, a pin on the map always works.
    """

    def __init__(self, domain: str | None, known: list[Place]) -> None:
        self._known = known
        self._ask = RateLimiter(Nominatim(domain=domain, user_agent="outrider", timeout=4).geocode, min_delay_seconds=1) if domain else None
        self._turn = asyncio.Lock()
        self._answers: dict[str, list[Place]] = {}

    async def find(self, address: str) -> list[Place]:
        words = address.casefold().split()
        near = [place for place in self._known if all(word in place.label.casefold() for word in words)] if words else []
        if near or self._ask is None:
            return near[:8]
        if address not in self._answers:
            async with self._turn:
                found = await asyncio.to_thread(self._ask, address, exactly_one=False, limit=5) or []
            if len(self._answers) > 10_000:
                self._answers.clear()
            self._answers[address] = [Place(row.address, row.latitude, row.longitude) for row in found]
        return self._answers[address]
