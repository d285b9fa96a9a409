"""What GPS apps send, read without ever refusing: they keep and resend what is refused, and block on it. Pure.

Units and clocks differ by app: OwnTracks km/h, Traccar's flat forms knots, the others m/s; seconds, milliseconds, or ISO 8601 in
several spellings. A speed, heading or accuracy below zero means "unknown". Shapes as recorded in ../shared/data/gps.
"""

import math
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from ...model import UNREADABLE
from ..rules import OLDEST, Fix

KNOT, KMH = 0.514444, 1 / 3.6
UNKNOWN_M = 50.0
MILLISECONDS_FROM = 1e11  # as seconds that is the year 5138
# One app counts OwnTracks' seconds from 2001: such a time is that much too early, and far too old to be a time that is meant.
APPLE_EPOCH = timedelta(seconds=978_307_200)
NOTHING, OVERLAND_DONE = b"[]", b'{"result":"ok"}'


class Reading(msgspec.Struct):
    """fixes: what could be read as a place and a time. unread: rows that could not. answer: what makes the app forget them."""

    fixes: list[Fix]
    unread: int
    answer: bytes


def number(value: Any) -> float | None:
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return found if math.isfinite(found) and not isinstance(value, bool) else None


def at_least_zero(value: Any, unit: float = 1.0) -> float | None:
    found = number(value)
    return None if found is None or found < 0 else found * unit


def when(value: Any, now: datetime) -> datetime | None:
    """Nothing said is now; what cannot be read, or is a zero, is no time."""
    if value in (None, ""):
        return now
    seconds = number(value)
    try:
        if seconds is None:
            read = datetime.fromisoformat(str(value))
            return read if read.tzinfo else read.replace(tzinfo=UTC)
        return datetime.fromtimestamp(seconds / 1000 if seconds > MILLISECONDS_FROM else seconds, UTC) if seconds > 0 else None
    except (ValueError, OverflowError, OSError):
        return None


def fix(at: datetime | None, lat: Any, lon: Any, accuracy: Any, speed: float | None, heading: Any) -> Fix | None:
    north, east = number(lat), number(lon)
    if at is None or north is None or east is None:
        return None
    return Fix(at, north, east, at_least_zero(accuracy) or UNKNOWN_M, speed, at_least_zero(heading))


def owntracks(row: dict[str, Any], now: datetime) -> Fix | None:
    at = when(row.get("tst") or 0, now) if row["_type"] == "location" else None
    if at and abs(now - APPLE_EPOCH - at) < OLDEST:
        at += APPLE_EPOCH
    return fix(at, row.get("lat"), row.get("lon"), row.get("acc"), at_least_zero(row.get("vel"), KMH), row.get("cog"))


def overland(row: dict[str, Any], now: datetime) -> Fix | None:
    place, said = row["geometry"], row.get("properties")
    where = place.get("coordinates") if isinstance(place, dict) else None
    if not isinstance(where, list) or len(where) < 2 or not isinstance(said, dict):
        return None
    at, speed = when(said.get("timestamp") or 0, now), at_least_zero(said.get("speed"))
    return fix(at, where[1], where[0], said.get("horizontal_accuracy"), speed, said.get("course"))


def traccar_plugin(row: dict[str, Any], now: datetime) -> Fix | None:
    said = row["coords"]
    if not isinstance(said, dict):
        return None
    at, speed = when(row.get("timestamp") or 0, now), at_least_zero(said.get("speed"))
    return fix(at, said.get("latitude"), said.get("longitude"), said.get("accuracy"), speed, said.get("heading"))


def first(row: dict[str, Any], *names: str) -> Any:
    return next((row[name] for name in names if row.get(name) not in (None, "")), None)


def flat(row: dict[str, Any], now: datetime) -> Fix | None:
    """Traccar Client up to 8 and from 10 on, OsmAnd, GPSLogger's own address: one name a value, in a query, a form or a list."""
    lat, lon = first(row, "lat", "latitude"), first(row, "lon", "longitude")
    if lat is None and "," in str(row.get("location", "")):
        lat, lon = str(row["location"]).split(",")[:2]
    at = when(first(row, "timestamp", "time", "timeoff", "ts", "epoch"), now)
    speed = at_least_zero(row["spd"]) if "spd" in row else at_least_zero(row.get("speed"), KNOT)
    return fix(at, lat, lon, first(row, "accuracy", "acc", "hacc"), speed, first(row, "bearing", "heading", "dir"))


# By what only this shape has.
SHAPES: dict[str, Callable[[dict[str, Any], datetime], Fix | None]] = {"_type": owntracks, "geometry": overland, "coords": traccar_plugin}


def one(row: Any, now: datetime) -> Fix | None:
    if not isinstance(row, dict):
        return None
    return next((read for mark, read in SHAPES.items() if mark in row), flat)(row, now)


def rows_of(data: Any) -> list[Any]:
    if isinstance(data, list):
        return data
    if isinstance(data, dict) and isinstance(data.get("locations"), list):
        return list(data["locations"])
    if isinstance(data, dict) and isinstance(data.get("location"), dict):
        return [data["location"]]
    return [data]


def read(query: str, body: bytes, now: datetime) -> Reading:
    """The body where there is one, whatever it is called; else the query."""
    answer = NOTHING
    rows: Iterable[Any]
    try:
        data = msgspec.json.decode(body)
        rows = rows_of(data)
        answer = OVERLAND_DONE if isinstance(data, dict) and "locations" in data else NOTHING
    except UNREADABLE:
        text = body.decode(errors="replace")
        rows = [dict(parse_qsl(text if "=" in text else query))]
    found = [one(row, now) for row in rows]
    fixes = [each for each in found if each is not None]
    return Reading(fixes, len(found) - len(fixes), answer)
