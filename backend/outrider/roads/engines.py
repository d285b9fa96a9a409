"""The road engine over HTTP: OSRM's and Valhalla's matrices. Whatever it cannot say is left to the estimate, and told.

Never called inside a transaction. An engine that fails is left alone for a while, and who asks meanwhile has no answer at once: nothing is
tried again behind anybody's back.
"""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Protocol, cast

import httpx
import msgspec

from ..clock import stopwatch
from ..geo import metres_between
from .rules import OFF_THE_ROAD_M, Pair, Place, Source, Table, believable, halves, tables

log = logging.getLogger("outrider.roads")
PATIENCE = 2.0  # seconds for all that is asked at once
LEFT_ALONE = 15.0  # seconds after a failure
Seconds = Annotated[float, msgspec.Meta(ge=0)]
Cells = list[list[float | None]]
# What an engine says of its tables where one of the places is none of its own.
NO_PLACE = ("NoSegment", "NoTable", "NoRoute", "154", "170", "171", "442")


class Refused(Exception):
    """The engine answered, and has no answer for these places."""


class Wrong(Exception):
    """What came is not what the engine's documentation promises."""


class Matrix(Protocol):
    source: Source

    async def ask(self, client: httpx.AsyncClient, here: Sequence[Place], there: Sequence[Place]) -> Cells: ...


class Snapped(msgspec.Struct):
    """distance: metres to the road that it took the place for."""

    distance: Seconds


class OsrmAnswer(msgspec.Struct):
    code: str
    durations: list[list[Seconds | None]] = []
    sources: list[Snapped] = []
    destinations: list[Snapped] = []


class Osrm:
    """`table`; its `route` would refuse a whole day for one leg that it does not know."""

    source: Source = "osrm"

    def __init__(self, url: str) -> None:
        self.url = url

    async def ask(self, client: httpx.AsyncClient, here: Sequence[Place], there: Sequence[Place]) -> Cells:
        places = ";".join(f"{lon:.6f},{lat:.6f}" for lat, lon in (*here, *there))
        first, last = (";".join(str(n) for n in rows) for rows in (range(len(here)), range(len(here), len(here) + len(there))))
        words = {"sources": first, "destinations": last, "annotations": "duration", "generate_hints": "false"}
        said = _read(await client.get(f"{self.url}/table/v1/driving/{places}", params=words), OsrmAnswer)
        if said.code in NO_PLACE:
            raise Refused(said.code)
        if said.code != "Ok" or (len(said.sources), len(said.destinations)) != (len(here), len(there)):
            raise Wrong(said.code)
        known = [[a.distance <= OFF_THE_ROAD_M and b.distance <= OFF_THE_ROAD_M for b in said.destinations] for a in said.sources]
        return [[cell if ok else None for cell, ok in zip(*rows, strict=True)] for rows in zip(said.durations, known, strict=True)]


class ValhallaCell(msgspec.Struct):
    """begin, end: on the roads that it took the two places for. All but time is absent in older releases, or where there is no way."""

    time: Seconds | None = None
    begin_lat: float | None = None
    begin_lon: float | None = None
    end_lat: float | None = None
    end_lon: float | None = None


class ValhallaAnswer(msgspec.Struct):
    sources_to_targets: list[list[ValhallaCell]] = []
    error_code: int | None = None


class Valhalla:
    """`sources_to_targets`."""

    source: Source = "valhalla"

    def __init__(self, url: str) -> None:
        self.url = url

    async def ask(self, client: httpx.AsyncClient, here: Sequence[Place], there: Sequence[Place]) -> Cells:
        sources, targets = ([{"lat": lat, "lon": lon} for lat, lon in places] for places in (here, there))
        wanted = {"sources": sources, "targets": targets, "costing": "auto"}
        said = _read(await client.post(f"{self.url}/sources_to_targets", json=wanted), ValhallaAnswer)
        if str(said.error_code) in NO_PLACE:
            raise Refused(str(said.error_code))
        if said.error_code is not None:
            raise Wrong(str(said.error_code))
        return [
            [_on_the_road(cell, a, b) for cell, b in zip(cells, there, strict=True)]
            for cells, a in zip(said.sources_to_targets, here, strict=True)
        ]


def _on_the_road(cell: ValhallaCell, here: Place, there: Place) -> float | None:
    ends = ((cell.begin_lat, cell.begin_lon, here), (cell.end_lat, cell.end_lon, there))
    off = any(lat is not None and lon is not None and metres_between((lat, lon), place) > OFF_THE_ROAD_M for lat, lon, place in ends)
    return None if off else cell.time


def _read(answer: httpx.Response, shape: Any) -> Any:
    """A refusal is an answer too; anything else is a failure of the engine."""
    if answer.status_code not in (200, 400):
        raise Wrong(f"HTTP {answer.status_code}")
    return msgspec.json.decode(answer.content, type=shape)


KINDS: dict[str, type[Osrm] | type[Valhalla]] = {"osrm": Osrm, "valhalla": Valhalla}
FAILURES = (httpx.HTTPError, httpx.InvalidURL, msgspec.MsgspecError, Wrong, ValueError, TimeoutError)


class Roads:
    """One process's way to the engine, and how it fares. failed: how often since the start; why: of the last time, empty while it answers."""

    def __init__(self, setting: str, patience: float = PATIENCE) -> None:
        """setting: as OUTRIDER_ROUTER has it."""
        kind, _, url = setting.partition(":")
        self.engine: Matrix = KINDS[kind](url.rstrip("/"))
        self.patience, self.failed, self.why = patience, 0, ""
        self._away_until = 0.0
        self._client = httpx.AsyncClient(timeout=patience, trust_env=False)

    @property
    def source(self) -> Source:
        return self.engine.source

    async def ask(self, pairs: Iterable[Pair]) -> dict[Pair, float | None]:
        """Seconds of each way that the engine said something of within its time; None where it knows no way. Never raises."""
        wanted, found = set(pairs), dict[Pair, float | None]()
        if not wanted or stopwatch() < self._away_until:
            return found
        try:
            async with asyncio.timeout(self.patience):
                for table in tables(sorted(wanted)):
                    await self._fill(table, wanted, found)
        except FAILURES as wrong:
            self._away(wrong)
        else:
            self._back()
        return found

    async def _fill(self, table: Table, wanted: set[Pair], found: dict[Pair, float | None]) -> None:
        here, there = table
        try:
            cells = await self.engine.ask(self._client, here, there)
        except Refused:
            parts = halves(table)
            found |= {} if parts else dict.fromkeys(wanted & {(here[0], there[0])})
            for part in parts or ():
                await self._fill(part, wanted, found)
            return
        rows = {(a, b): cell for a, row in zip(here, cells, strict=True) for b, cell in zip(there, row, strict=True) if (a, b) in wanted}
        if unbelievable := [pair for pair, cell in rows.items() if not believable(*pair, cell)]:
            raise Wrong(f"nobody drives {len(unbelievable)} of these ways so fast")
        found |= rows

    def _away(self, wrong: BaseException) -> None:
        self.failed += 1
        self._away_until = stopwatch() + LEFT_ALONE
        self.why = f"{type(wrong).__name__}: {wrong}".rstrip(": ")
        log.warning("road engine away", extra={"fields": {"engine": self.source, "why": self.why, "failed": self.failed}})

    def _back(self) -> None:
        if self.why:
            log.info("road engine back", extra={"fields": {"engine": self.source, "failed": self.failed}})
        self.why = ""

    def say(self) -> str:
        """For whoever watches the server."""
        return f"{self.source} away, times are estimated ({self.why}; failed {self.failed} times)" if self.why else cast(str, self.source)

    async def close(self) -> None:
        await self._client.aclose()
