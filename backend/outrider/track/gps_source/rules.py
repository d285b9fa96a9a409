"""What GPS apps send, read without ever refusing: they keep and resend what is refused, and block on it. Pure.

Units and clocks differ by app: OwnTracks km/h, Traccar's flat forms knots, the others m/s; seconds, milliseconds, or ISO 8601 in
several spellings. A speed, heading or accuracy below zero means "unknown". Shapes as recorded in ../shared/data/gps.
"""

import math
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import msgspec

from ..rules import OLDEST, UNKNOWN_M, Fix
from .engines import query_of, rows_of_body, unpacked

KNOT, KMH = 0.514444, 1 / 3.6
# A count since 1970 by its size: as seconds each of these would be later than the year 5000.
UNITS = ((1e17, 1e9), (1e14, 1e6), (1e11, 1e3))
# Clocks that are behind by a fixed count: such a time is that much too early, and far too old to be a time that is meant.
APPLE_EPOCH = timedelta(seconds=978_307_200)  # one app counts OwnTracks' seconds from 2001
WEEKS_AGAIN = timedelta(weeks=1024)  # receivers whose count of weeks began anew
LOST_PLUS = re.compile(r"(:\d\d(?:[.,]\d+)?) (\d\d(?::?\d\d)?)$")
DECIMAL_COMMA = re.compile(r"-?\d+,\d+")
NOTHING, OVERLAND_DONE = b"[]", b'{"result":"ok"}'


class Reading(msgspec.Struct):
    """fixes: what could be read as a place and a time. unread: rows that could not. answer: what makes the app forget them."""

    fixes: list[Fix]
    unread: int
    answer: bytes


def number(value: Any) -> float | None:
    if isinstance(value, str) and DECIMAL_COMMA.fullmatch(value.strip()):
        value = value.replace(",", ".")
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
        at = since_1970(seconds) if seconds is not None else written(str(value).strip())
        return at + WEEKS_AGAIN if at and abs(now - WEEKS_AGAIN - at) < OLDEST else at
    except (ValueError, OverflowError, OSError, IndexError, TypeError):
        return None


def since_1970(count: float) -> datetime | None:
    unit = next((unit for size, unit in UNITS if count > size), 1.0)
    return datetime.fromtimestamp(count / unit, UTC) if count > 0 else None


def written(text: str) -> datetime:
    """In a query a + that was not encoded has become a blank."""
    plain = LOST_PLUS.sub(r"\1+\2", text.replace("/", "-"))
    read = datetime.fromisoformat(plain) if plain[:1].isdigit() else parsedate_to_datetime(text)
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)


def fix(at: datetime | None, lat: Any, lon: Any, accuracy: Any, speed: float | None, heading: Any) -> Fix | None:
    north, east = number(lat), number(lon)
    if at is None or north is None or east is None:
        return None
    return Fix(at, north, east, at_least_zero(accuracy) or UNKNOWN_M, speed, at_least_zero(heading))


def owntracks(row: dict[str, Any], now: datetime) -> Fix | None:
    at = when(row.get("tst") or 0, now)
    if at and abs(now - APPLE_EPOCH - at) < OLDEST:
        at += APPLE_EPOCH
    return fix(at, row.get("lat"), row.get("lon"), row.get("acc"), at_least_zero(row.get("vel"), KMH), row.get("cog"))


def overland(row: dict[str, Any], now: datetime) -> Fix | None:
    place, said = row["geometry"], row.get("properties")
    where = place.get("coordinates") if isinstance(place, dict) else None
    if not isinstance(where, list) or len(where) < 2 or not isinstance(said, dict):
        return None
    at, speed = when(first(said, "timestamp", "time") or 0, now), at_least_zero(said.get("speed"))
    return fix(at, where[1], where[0], first(said, "horizontal_accuracy", "accuracy"), speed, first(said, "course", "heading", "bearing"))


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
    row = {str(name).lower(): value for name, value in row.items()}
    lat, lon = first(row, "lat", "latitude"), first(row, "lon", "lng", "long", "longitude")
    if lat is None and "," in str(row.get("location", "")):
        parts = str(row["location"]).split(",")
        lat, lon = parts[:2] if len(parts) < 4 else (".".join(parts[:2]), ".".join(parts[2:4]))
    at = when(first(row, "timestamp", "time", "timeoff", "ts", "tst", "epoch"), now)
    speed = at_least_zero(row["spd"]) if "spd" in row else at_least_zero(row.get("speed"), KNOT)
    return fix(at, lat, lon, first(row, "accuracy", "acc", "hacc"), speed, first(row, "bearing", "heading", "dir"))


# By what only this shape has.
SHAPES: dict[str, Callable[[dict[str, Any], datetime], Fix | None]] = {"_type": owntracks, "geometry": overland, "coords": traccar_plugin}


def one(row: Any, now: datetime) -> Fix | None:
    if not isinstance(row, dict):
        return None
    return next((read for mark, read in SHAPES.items() if mark in row), flat)(row, now)


def tells_no_place(row: Any) -> bool:
    """Not where it is now: OwnTracks' messages of other kinds; Overland's trips, visits and events, which carry the place of before."""
    if not isinstance(row, dict):
        return False
    said = row.get("properties") if "geometry" in row else None
    said = said if isinstance(said, dict) else {}
    return row.get("_type", "location") != "location" or bool(said.get("action")) or said.get("type") == "trip"


def read(query: str, body: bytes, now: datetime) -> Reading:
    """The body, whatever it is called; where it has no place, the query."""
    body = unpacked(body)
    rows = [row for row in rows_of_body(body, query) if not tells_no_place(row)]
    found = [one(row, now) for row in rows]
    fixes = [each for each in found if each is not None]
    in_query = one(query_of(query), now) if not fixes else None
    if in_query is not None:
        return Reading([in_query], 0, NOTHING)
    return Reading(fixes, len(found) - len(fixes), OVERLAND_DONE if b'"locations"' in body else NOTHING)
