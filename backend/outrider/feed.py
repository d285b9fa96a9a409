"""The change feed's hints. A stream only says "there is more"; what it is, each face reads with its own cursor and rights.

One poller a process reads the heads of the organisations that somebody listens to; no stream holds a transaction.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from uuid import UUID

import asyncpg
import msgspec
from litestar.response import ServerSentEvent, ServerSentEventMessage

from .db import transaction
from .model import Scope

EVERY = 0.08  # seconds between looks at the heads
POSITIONS_EVERY = 12  # looks between looks at the positions
BEAT = 15.0  # seconds of silence before a comment that keeps the line open

HEADS = "select org_id, seq from feed_heads where org_id = any($1::bigint[])"
ROWS = "select id, engineer_id, station_id, account_id from feed where seq > $1 and seq <= $2"
MOVED = "select max(received_at) from latest_positions"


class Row(msgspec.Struct):
    id: UUID
    engineer_id: UUID | None
    station_id: UUID | None
    account_id: UUID | None


Wanted = Callable[[Row], bool]


def for_scope(scope: Scope) -> Wanted:
    def wanted(row: Row) -> bool:
        return (
            scope.everything
            or row.station_id in scope.stations
            or row.account_id in scope.accounts
            or (scope.engineer is not None and row.engineer_id == scope.engineer)
        )

    return wanted


class Stream:
    def __init__(self, wanted: Wanted, positions: bool) -> None:
        self.wanted, self.positions = wanted, positions
        self.more: int | None = None
        self.moved = False
        self.bell = asyncio.Event()


class Hub:
    """The streams of this process, and the one task that wakes them."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]") -> None:
        self.pool = pool
        self.streams: dict[int, set[Stream]] = {}
        self.closed = False
        self._heads: dict[int, int] = {}
        self._positions: dict[int, datetime | None] = {}

    async def run(self) -> None:
        look = 0
        while True:
            await asyncio.sleep(EVERY)
            look += 1
            if self.streams:
                # The database may be away for a while; streams then simply stay silent and clients poll on their own.
                with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                    await self._look(look % POSITIONS_EVERY == 0)

    def close(self) -> None:
        """Ends every stream: the server stops only when its last answer is finished, and a stream never is."""
        self.closed = True
        for streams in self.streams.values():
            for stream in streams:
                stream.bell.set()

    async def _look(self, positions: bool) -> None:
        for head in await self.pool.fetch(HEADS, list(self.streams)):
            org_id, seq = head["org_id"], head["seq"]
            before = self._heads.setdefault(org_id, seq)
            if seq > before:
                async with transaction(self.pool, org_id) as tx:
                    rows = await tx.all(ROWS, Row, before, seq)
                self._heads[org_id] = seq
                for stream in self.streams.get(org_id, ()):
                    if any(stream.wanted(row) for row in rows):
                        stream.more = seq
                        stream.bell.set()
        if positions:
            for org_id in list(self.streams):
                await self._look_at_positions(org_id)

    async def _look_at_positions(self, org_id: int) -> None:
        async with transaction(self.pool, org_id) as tx:
            at = await tx.value(MOVED)
        if at != self._positions.get(org_id):
            self._positions[org_id] = at
            for stream in self.streams.get(org_id, ()):
                if stream.positions:
                    stream.moved = True
                    stream.bell.set()

    async def listen(self, org_id: int, wanted: Wanted, positions: bool, last_seen: int | None) -> AsyncIterator[ServerSentEventMessage]:
        stream = Stream(wanted, positions)
        self.streams.setdefault(org_id, set()).add(stream)
        try:
            head = await self.pool.fetchval("select seq from feed_heads where org_id = $1", org_id)
            self._heads.setdefault(org_id, head)
            if last_seen is None or last_seen < head:
                yield ServerSentEventMessage(event="more", id=str(head), data=str(head), retry=2000)
            while not self.closed:
                try:
                    await asyncio.wait_for(stream.bell.wait(), BEAT)
                except TimeoutError:
                    yield ServerSentEventMessage(comment="still here")
                    continue
                stream.bell.clear()
                if stream.more is not None:
                    seq, stream.more = stream.more, None
                    yield ServerSentEventMessage(event="more", id=str(seq), data=str(seq))
                if stream.moved:
                    stream.moved = False
                    yield ServerSentEventMessage(event="positions", data="")
        finally:
            left = self.streams.get(org_id, set())
            left.discard(stream)
            if not left:
                self.streams.pop(org_id, None)
                self._heads.pop(org_id, None)

    def stream(self, org_id: int, wanted: Wanted, positions: bool, last_event_id: str | None) -> ServerSentEvent:
        seen = int(last_event_id) if last_event_id and last_event_id.isdecimal() and len(last_event_id) < 19 else None
        return ServerSentEvent(self.listen(org_id, wanted, positions, seen), headers={"x-accel-buffering": "no"})
