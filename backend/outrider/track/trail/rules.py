"""An engineer's way of a day, in pieces: where nothing is known there is a gap, and no line is drawn over it. Pure."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from ..rules import Fix, followed

GAP = timedelta(minutes=10)  # longer without a fix, and nobody knows the way


class TrailFix(msgspec.Struct, frozen=True):
    device_time: datetime
    lat: float
    lon: float
    accuracy_m: float


class TrailGap(msgspec.Struct, frozen=True):
    since: datetime
    until: datetime


class Trail(msgspec.Struct):
    """pieces: each without a gap, oldest first. gaps: between them."""

    pieces: list[list[TrailFix]]
    gaps: list[TrailGap]


def bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From midnight to midnight at the organisation's place."""
    return datetime.combine(day, time(), zone), datetime.combine(day + timedelta(days=1), time(), zone)


def way_of(fixes: Iterable[Fix]) -> Trail:
    """fixes: oldest first."""
    way = Trail([], [])
    last: datetime | None = None
    for fix in followed(None, fixes):
        if last is None or fix.device_time - last > GAP:
            way.pieces.append([])
            if last is not None:
                way.gaps.append(TrailGap(last, fix.device_time))
        way.pieces[-1].append(TrailFix(fix.device_time, fix.lat, fix.lon, fix.accuracy_m))
        last = fix.device_time
    return way
