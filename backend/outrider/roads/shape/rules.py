"""The course of a way on the map. Pure."""

from collections.abc import Iterator

from ..rules import Place

MOST_PLACES = 25  # of one question


def decoded(text: str, digits: int = 6) -> list[Place]:
    """A polyline as OSRM and Valhalla write it: differences of latitude and longitude, five bits a letter."""
    numbers = _numbers(text)
    lat = lon = 0
    found = list[Place]()
    for north, east in zip(numbers, numbers, strict=True):
        lat, lon = lat + north, lon + east
        found.append((lat / 10**digits, lon / 10**digits))
    return found


def _numbers(text: str) -> Iterator[int]:
    """Raises ValueError where the text ends within a number."""
    value = shift = 0
    for letter in text:
        bits = ord(letter) - 63
        value |= (bits & 31) << shift
        shift += 5
        if bits < 32:
            yield ~(value >> 1) if value & 1 else value >> 1
            value = shift = 0
    if shift:
        raise ValueError("a polyline ends within a number")
