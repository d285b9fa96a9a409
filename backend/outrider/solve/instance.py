"""A day in numbers, as a file brings it: who there is, what is to be done, and how long the ways are.

The format is that of the routing instances for dispatch (field service): times are seconds of the day, `matrix` is travel in seconds, rows
and columns first the engineers' homes, then the visits, in their order. A route begins at home at the shift's start, waits where it is
early, begins each visit's work in its window, and is home again by the shift's end. What is not served costs its `drop_penalty`.
"""

import gzip
import json
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import msgspec
import numpy as np

from .. import geo

Id = int | str
Seconds = Annotated[float, msgspec.Meta(ge=0, le=1e8)]
Degrees = Annotated[float, msgspec.Meta(ge=-180, le=180)]
Plan = dict[Id, list[Id]]
Array = np.ndarray[Any, np.dtype[np.float64]]
UNREACHABLE = 10_000_000.0  # seconds; what is called endless in a file is cut to this


class Unreadable(Exception):
    """One sentence: what is wrong with a file."""


class Break(msgspec.Struct, frozen=True):
    """Taken wherever the engineer is; it begins in its window. In seconds."""

    window: tuple[Seconds, Seconds]
    duration: Seconds


class Engineer(msgspec.Struct, frozen=True):
    """shift: from and until, in seconds of the day. lat, lon: where the day begins and, unless end says another place, ends.

    end: which of the instance's places.
    """

    id: Id
    shift: tuple[Seconds, Seconds]
    lat: Degrees | None = None
    lon: Degrees | None = None
    skills: list[Id] = []
    breaks: list[Break] = []
    end: Annotated[int, msgspec.Meta(ge=0)] | None = None


class Place(msgspec.Struct, frozen=True):
    """Without latitude and longitude it is anywhere: the way there is none, as for those who need not be back by the end of their shift."""

    lat: Degrees | None = None
    lon: Degrees | None = None


class Visit(msgspec.Struct, frozen=True):
    """service: seconds of work, which begins in window or in one of windows. skills: all that are needed.

    engineer: nobody else may do it, and it is not left out. priority says how much it presses; drop_penalty what leaving it out costs, in
    seconds of travel.
    """

    id: Id
    service: Seconds
    window: tuple[Seconds, Seconds] | None = None
    windows: list[tuple[Seconds, Seconds]] = []
    lat: Degrees | None = None
    lon: Degrees | None = None
    skills: list[Id] = []
    priority: float = 0
    drop_penalty: Seconds = 72_000
    engineer: Id | None = None

    @property
    def hours(self) -> Sequence[tuple[float, float]]:
        """The windows, earliest first, those that overlap as one."""
        rows = list[tuple[float, float]]()
        for since, until in sorted(self.windows or [self.window or (0.0, UNREACHABLE)]):
            if rows and since <= rows[-1][1]:
                rows[-1] = rows[-1][0], max(rows[-1][1], until)
            else:
                rows.append((since, until))
        return rows


Anywhere = Engineer | Visit | Place


class Instance(msgspec.Struct, frozen=True):
    """matrix: None where the ways are estimated. places: others where days end; their rows of the matrix come last."""

    engineers: list[Engineer]
    visits: list[Visit]
    matrix: Sequence[Sequence[float | None]] | None = None
    places: list[Place] = []
    name: str = ""

    def travel(self) -> Array:
        """Seconds from each place to each, those that the file leaves open estimated. Raises Unreadable."""
        places: list[Anywhere] = [*self.engineers, *self.visits, *self.places]
        if self.matrix is None:
            return _estimates(places)
        found = np.array([_row(cells) for cells in self.matrix], np.float64).reshape(len(places), len(places))
        for row, column in np.argwhere(np.isnan(found)):
            found[row, column] = _estimate(places[row], places[column])
        return np.minimum(found, UNREACHABLE)


def _row(cells: Sequence[float | None]) -> Array:
    """None is a time that is not known."""
    return np.array(cells, np.float64)


def _estimates(places: Sequence[Anywhere]) -> Array:
    """As `_estimate` says them, a row at once."""
    for place in places:
        if not isinstance(place, Place) and (place.lat is None or place.lon is None):
            _estimate(place, place)
    lat, lon = np.array([[place.lat, place.lon] for place in places], np.float64).reshape(-1, 2).T
    rows = [geo.seconds_between_all(np.full_like(lat, lat[n]), np.full_like(lon, lon[n]), lat, lon) for n in range(len(places))]
    return np.nan_to_num(np.rint(np.array(rows).reshape(len(places), len(places))), nan=0.0)


def _estimate(here: Anywhere, there: Anywhere) -> float:
    if any(isinstance(place, Place) and place.lat is None for place in (here, there)):
        return 0.0
    if here.lat is None or here.lon is None or there.lat is None or there.lon is None:
        without = here if here.lat is None or here.lon is None else there
        raise Unreadable(f"{_said(without)} has no latitude and longitude, and the matrix does not say every way from and to it.")
    return float(round(geo.seconds_between((here.lat, here.lon), (there.lat, there.lon))))


def _said(place: Anywhere) -> str:
    return "A place" if isinstance(place, Place) else f"{type(place).__name__} {place.id}"


def read(path: Path) -> Instance:
    """Raises Unreadable."""
    try:
        found = msgspec.json.decode(read_bytes(path), type=Instance)
    except msgspec.ValidationError as wrong:
        raise Unreadable(f"{path.name}: {wrong}.") from wrong
    except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
        raise Unreadable(f"{path.name} is not JSON: {wrong}.") from wrong
    if fault := fault_of(found):
        raise Unreadable(f"{path.name}: {fault}")
    return found


def read_bytes(path: Path) -> bytes:
    """Unpacked. Raises Unreadable."""
    try:
        raw = path.read_bytes()
        return gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
    except FileNotFoundError as wrong:
        raise Unreadable(f"There is no file {path}.") from wrong
    except (OSError, EOFError, zlib.error) as wrong:
        raise Unreadable(f"{path} cannot be read: {wrong}.") from wrong


def fault_of(found: Instance) -> str | None:
    """The first thing that makes no sense."""
    for what, rows in (("engineer", found.engineers), ("visit", found.visits)):
        seen = set[Id]()
        for row in rows:
            if row.id in seen:
                return f"There are two {what}s {row.id}."
            seen.add(row.id)
    for engineer in found.engineers:
        if engineer.shift[1] < engineer.shift[0]:
            return f"The shift of engineer {engineer.id} ends before it begins."
        if engineer.end is not None and engineer.end >= len(found.places):
            return f"The day of engineer {engineer.id} ends at a place that is not in the file."
    known = {engineer.id for engineer in found.engineers}
    for visit in found.visits:
        if any(until < since for since, until in [*visit.windows, *([visit.window] if visit.window else [])]):
            return f"A window of visit {visit.id} closes before it opens."
        if visit.engineer is not None and visit.engineer not in known:
            return f"Visit {visit.id} is for engineer {visit.engineer}, who is not in the file."
    return _fault_of_matrix(found)


def _fault_of_matrix(found: Instance) -> str | None:
    size = len(found.engineers) + len(found.visits) + len(found.places)
    if found.matrix is None:
        return None
    if len(found.matrix) != size:
        return f"The matrix has {len(found.matrix)} rows, and {size} are needed: a row for each engineer, each visit and each place."
    for n, row in enumerate(found.matrix):
        if len(row) != size:
            return f"Row {n} of the matrix has {len(row)} cells, and {size} are needed."
        times = _row(row)
        if bool(((times < 0) | np.isinf(times)).any()):
            return f"Row {n} of the matrix has a time that is negative or without end."
    return None


def read_plan(path: Path, of: Instance) -> Plan:
    """{engineer: [visits in order]}; keys as the instance writes its ids. Raises Unreadable."""
    try:
        found: Any = json.loads(read_bytes(path))
    except ValueError as wrong:
        raise Unreadable(f"{path.name} is not JSON: {wrong}.") from wrong
    return plan_of(found, of, path.name)


def plan_of(found: Any, of: Instance, name: str) -> Plan:
    if not isinstance(found, Mapping) or not all(isinstance(row, list) for row in found.values()):
        raise Unreadable(f"{name}: a plan is an object, with a list of visits for each engineer.")
    engineers = {str(engineer.id): engineer.id for engineer in of.engineers}
    visits = {visit.id for visit in of.visits}
    for key, row in found.items():
        if key not in engineers:
            raise Unreadable(f"{name}: engineer {key} is not in the instance.")
        for id in row:
            if not isinstance(id, int | str) or id not in visits:
                raise Unreadable(f"{name}: visit {id} is not in the instance.")
    return {engineers[key]: list(row) for key, row in found.items()}
