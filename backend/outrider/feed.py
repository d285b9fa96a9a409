"""The change feed's hints. A stream only says "there is more"; what it is, each face reads with its own cursor and rights.

One poller a process reads the heads of the organisations that somebody listens to; no stream holds a transaction.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
import msgspec
from litestar.response import ServerSentEvent, ServerSentEventMessage

from .clock import stopwatch
from .db import is_away, transaction
from .limits import STREAMS_PER_SESSION
from .model import Scope
from .problems import Problem

EVERY = 0.08  # seconds between looks at the heads
SESSIONS_EVERY = 25  # looks between looks at sessions that were ended
POSITIONS_EVERY = 12  # looks between looks at the positions
LONGEST_LOOK = 10.0  # seconds after which a look is given up: its connection may be to a server that is gone
PAUSE = 1.0  # seconds after a look that failed
SILENT_AFTER = 15.0  # seconds without a look that succeeded
LATE_COMMIT = timedelta(seconds=5)
BEAT = 15.0  # seconds of silence before a comment that keeps the line open

log = logging.getLogger("outrider.feed")
HEADS = "select org_id, seq from feed_heads where org_id = any($1::bigint[])"
ROWS = "select id, engineer_id, station_id, account_id from feed where seq > $1 and seq <= $2"
REVOKED = """
select id::text as session from sessions where id = any($1::uuid[]) and revoked_at is not null
union all select encode(token_hash, 'hex') from customer_links where token_hash = any($2::bytea[]) and revoked_at is not null
"""
LAST_POSITION = "select max(received_at) from latest_positions"
# A row as the feed has them for each order that the engineer has, or for the engineer alone: whoever wants it hears of the position.
MOVED = """
select coalesce(a.order_id, p.engineer_id) as id, p.engineer_id, e.station_id, null::uuid as account_id, p.received_at
from latest_positions p join engineers e on e.user_id = p.engineer_id
left join attendances a on a.engineer_id = p.engineer_id and a.ended_at is null
where p.received_at > $1
"""


class Row(msgspec.Struct):
    id: UUID
    engineer_id: UUID | None
    station_id: UUID | None
    account_id: UUID | None


class Moved(Row):
    received_at: datetime


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
    """follows: of whose positions it hears; None: of nobody's. session: a person's UUID, or the hash of a link; the stream ends with it."""

    def __init__(self, wanted: Wanted, follows: Wanted | None, session: str) -> None:
        self.wanted, self.follows, self.session = wanted, follows, session
        self.over = False
        self.more: int | None = None
        self.moved = False
        self.bell = asyncio.Event()


class Hub:
    """The streams of this process, and the one task that wakes them."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]", most: int = 8_000, most_per_address: int = 2_000) -> None:
        self.pool = pool
        self.most, self.most_per_address = most, most_per_address
        self.streams: dict[int, set[Stream]] = {}
        self.looked_at = stopwatch()
        self.closed = False
        self._heads: dict[int, int] = {}
        self._positions: dict[int, dict[UUID, datetime]] = {}
        self._held: Counter[str] = Counter()

    async def run(self) -> None:
        """As long as the process: whatever a look ends with, the next one follows. Clients that hear nothing poll on their own."""
        look = 0
        while True:
            await asyncio.sleep(EVERY)
            look += 1
            try:
                if self.streams:
                    async with asyncio.timeout(LONGEST_LOOK):
                        await self._look(look % POSITIONS_EVERY == 0)
                        if look % SESSIONS_EVERY == 0:
                            await self._end_the_revoked()
                self.looked_at = stopwatch()
            except Exception as wrong:
                if is_away(wrong):
                    log.warning("streams hear nothing: database away: %r", wrong)
                else:
                    log.exception("streams hear nothing")
                await asyncio.sleep(PAUSE)

    @property
    def silent(self) -> bool:
        """Its task has ended, or has not been able to look for a while: readyz says so."""
        return stopwatch() - self.looked_at > SILENT_AFTER

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
            if seq != before:
                async with transaction(self.pool, org_id) as tx:
                    rows = await tx.all(ROWS, Row, before, seq)
                self._heads[org_id] = seq
                for stream in self.streams.get(org_id, ()):
                    if seq < before or any(stream.wanted(row) for row in rows):  # it went back: a restore concerns everybody
                        stream.more = seq
                        stream.bell.set()
        if positions:
            for org_id in list(self.streams):
                await self._look_at_positions(org_id)

    async def _end_the_revoked(self) -> None:
        """Who has signed out, or whose access was taken away, hears nothing more."""
        held = {stream.session for streams in self.streams.values() for stream in streams}
        sessions = [UUID(session) for session in held if len(session) == len(str(UUID(int=0)))]
        links = [bytes.fromhex(session) for session in held if len(session) == 64]
        over = {row["session"] for row in await self.pool.fetch(REVOKED, sessions, links)}
        for streams in self.streams.values():
            for stream in streams:
                if stream.session in over:
                    stream.over = True
                    stream.bell.set()

    async def _look_at_positions(self, org_id: int) -> None:
        """Each hears of those whom it follows. Known are the newest of the last look, so that one that commits late is heard too."""
        known = self._positions.get(org_id)
        async with transaction(self.pool, org_id, readonly=True) as tx:
            last = max(known.values()) if known else await tx.value(LAST_POSITION)
            found = await tx.all(MOVED, Moved, last - LATE_COMMIT) if last else []
        moved = [row for row in found if known is None or known.get(row.id) != row.received_at]
        if moved:
            self._positions[org_id] = {row.id: row.received_at for row in found}
        for stream in self.streams.get(org_id, ()):  # at the first look whoever follows somebody looks once
            if moved and stream.follows and (known is None or any(map(stream.follows, moved))):
                stream.moved = True
                stream.bell.set()

    async def listen(
        self, org_id: int, wanted: Wanted, follows: Wanted | None, last_seen: int | None, holders: Collection[str] = (), session: str = ""
    ) -> AsyncIterator[ServerSentEventMessage]:
        stream = Stream(wanted, follows, session)
        self.streams.setdefault(org_id, set()).add(stream)
        self._held.update(holders)
        try:
            head = await self.pool.fetchval("select seq from feed_heads where org_id = $1", org_id)
            self._heads.setdefault(org_id, head)
            if last_seen is None or last_seen < head:
                yield ServerSentEventMessage(event="more", id=str(head), data=str(head), retry=2000)
            while not self.closed and not stream.over:
                try:
                    async with asyncio.timeout(BEAT):
                        await stream.bell.wait()
                except TimeoutError:
                    yield ServerSentEventMessage(data=None, comment="still here")  # data, even empty, would be an event
                    continue
                stream.bell.clear()
                if stream.more is not None:
                    seq, stream.more = stream.more, None
                    yield ServerSentEventMessage(event="more", id=str(seq), data=str(seq))
                if stream.moved:
                    stream.moved = False
                    yield ServerSentEventMessage(event="positions", data="")
        finally:
            self._held.subtract(holders)
            self._held += Counter()  # without those that hold none
            left = self.streams.get(org_id, set())
            left.discard(stream)
            if not left:
                self.streams.pop(org_id, None)
                self._heads.pop(org_id, None)
                self._positions.pop(org_id, None)

    def stream(
        self, org_id: int, wanted: Wanted, follows: Wanted | None, last_event_id: str | None, *, session: str, address: str
    ) -> ServerSentEvent:
        """session: of a person, or a customer's link. Raises too_many_streams where it, the address or this process holds too many."""
        seen = int(last_event_id) if last_event_id and last_event_id.isdecimal() and len(last_event_id) < 19 else None
        most = {f"session {session}": STREAMS_PER_SESSION, f"address {address}": self.most_per_address, "all": self.most}
        if any(self._held[holder] >= limit for holder, limit in most.items()):
            raise Problem("too_many_streams")
        return ServerSentEvent(self.listen(org_id, wanted, follows, seen, list(most), session), headers={"x-accel-buffering": "no"})
