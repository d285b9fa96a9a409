"""How long a way takes: what a road engine said of it, what our own trips say of such ways, or else the estimate. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Literal, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from .. import geo

T = TypeVar("T")
Source = Literal["estimate", "learnt", "osrm", "valhalla"]
Place: TypeAlias = tuple[float, float]  # lat, lon in degrees
Pair: TypeAlias = tuple[Place, Place]
Key: TypeAlias = tuple[int, int, int, int]  # a pair to the hundred metres
Area: TypeAlias = tuple[int, int, int]  # a tenth of a degree north and east, and the band of hours
ROUNDED, CELL, BAND_HOURS = 1000, 10, 3  # of a degree, of a degree, hours
ANYWHERE_M = float("inf")
SAME_M = 100.0  # whoever is so near to where a way began is still at its beginning
LEAST, MOST = 0.5, 3.0  # times the estimate: no factor is taken beyond
FASTEST_MPS, LONGEST_S = 60.0, 86_400.0  # what goes beyond is no answer
OFF_THE_ROAD_M = 1000.0  # a place that is further from a road of the engine lies outside of what it knows
HUB, FEW, TABLE = 4, 10, 90  # pairs of one place that make a table of their own; pairs of any other; places of one


class Way(msgspec.Struct, frozen=True):
    """What an engine said of the way to a visit, kept with it. lat, lon: where it began; to_lat, to_lon: where it led."""

    lat: float
    lon: float
    to_lat: float
    to_lon: float
    seconds: float
    source: Source

    def leads(self, here: Place, there: Place, within_m: float = SAME_M) -> bool:
        """Whether it is the way between these two."""
        ends = ((self.lat, self.lon), here, within_m), ((self.to_lat, self.to_lon), there, SAME_M)
        return all(geo.metres_between(a, b) < reach for a, b, reach in ends)


class Travel(msgspec.Struct, frozen=True):
    """What is known better than the estimate. legs: what an engine said, None where it knows no way; speeds: learnt factors, by area and hours.

    kept: what is kept with the visits counts too.
    """

    zone: str = "UTC"
    legs: Mapping[Key, tuple[float | None, Source]] = {}
    speeds: Mapping[Area, float] = {}
    kept: bool = False

    def to(self, here: Place, there: Place, at: datetime, kept: Way | None = None) -> tuple[float, Source]:
        """Seconds for whoever leaves at that time, and who says so."""
        estimate = geo.seconds_between(here, there)
        if not estimate:
            return 0.0, "estimate"
        if (said := self.said(here, there)) is not None:
            return said.seconds, said.source
        if self.kept and kept is not None and kept.leads(here, there, ANYWHERE_M):
            return _from_near(kept, here, there), kept.source
        factor = self.speeds.get(area(there, at, self.zone)) if self.speeds else None
        return (estimate, "estimate") if factor is None else (estimate * bounded(factor), "learnt")

    def said(self, here: Place, there: Place) -> Way | None:
        """What an engine said of this very way."""
        seconds, source = self.legs.get(key(here, there), (None, "estimate")) if self.legs else (None, "estimate")
        return None if seconds is None else Way(*here, *there, seconds, source)


PLAIN = Travel()


def _from_near(kept: Way, here: Place, there: Place) -> float:
    """On the way, what is left of it is as much slower than the estimate as the whole was."""
    if kept.leads(here, there):
        return kept.seconds
    whole = geo.seconds_between((kept.lat, kept.lon), there)
    return geo.seconds_between(here, there) * (bounded(kept.seconds / whole) if whole else 1.0)


def bounded(factor: float) -> float:
    return min(MOST, max(LEAST, factor))


def key(here: Place, there: Place) -> Key:
    lat, lon, to_lat, to_lon = (round(value * ROUNDED) for value in (*here, *there))
    return lat, lon, to_lat, to_lon


def area(place: Place, at: datetime, zone: str) -> Area:
    return int(place[0] * CELL // 1), int(place[1] * CELL // 1), band(at, zone)


def band(at: datetime, zone: str) -> int:
    """Which three hours of the day, by the clock of the organisation."""
    return at.astimezone(ZoneInfo(zone)).hour // BAND_HOURS


def believable(here: Place, there: Place, seconds: float | None) -> bool:
    """No way at all is an answer; one that nobody can drive is none."""
    return seconds is None or (0 <= seconds <= LONGEST_S and geo.metres_between(here, there) <= FASTEST_MPS * seconds + OFF_THE_ROAD_M)


Table: TypeAlias = tuple[list[Place], list[Place]]  # from each of these to each of those


def tables(pairs: Iterable[Pair]) -> Iterator[Table]:
    """Few tables in which all pairs stand: a place to which, or from which, many ways lead has its own; the rest go a few at a time."""
    left = list(dict.fromkeys(pairs))
    for side in (1, 0):
        hubs = defaultdict[Place, list[Pair]](list)
        for pair in left:
            hubs[pair[side]].append(pair)
        left = [pair for pair in left if len(hubs[pair[side]]) < HUB]
        for hub, rows in hubs.items():
            for part in _parts([pair[1 - side] for pair in rows], TABLE) if len(rows) >= HUB else ():
                yield (part, [hub]) if side else ([hub], part)
    for some in _parts(left, FEW):
        yield list(dict.fromkeys(pair[0] for pair in some)), list(dict.fromkeys(pair[1] for pair in some))


def _parts(rows: Sequence[T], size: int) -> Iterator[list[T]]:
    for first in range(0, len(rows), size):
        yield list(rows[first : first + size])


def halves(table: Table) -> tuple[Table, Table] | None:
    """Of a table that is refused as a whole for one of its places; None where it is a single way."""
    here, there = table
    if len(here) >= len(there) and len(here) > 1:
        return (here[: len(here) // 2], there), (here[len(here) // 2 :], there)
    return ((here, there[: len(there) // 2]), (here, there[len(there) // 2 :])) if len(there) > 1 else None
