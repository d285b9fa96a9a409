"""The change feed's hints. A stream says that there is more; what it is, each face reads with its own cursor and rights.

One poller a process looks, stream by stream (streams.py), at the organisations that somebody listens to; nobody holds a transaction.
"""

import asyncio
import logging
import weakref
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Hashable, Iterable
from datetime import datetime
from typing import Any, ClassVar, Protocol, TypeAlias
from uuid import UUID

import asyncpg
import msgspec
from litestar.response import ServerSentEvent, ServerSentEventMessage

from .clock import Clock, stopwatch
from .db import is_away
from .limits import STREAMS_PER_SESSION
from .model import Scope
from .problems import Problem

EVERY = 0.08  # seconds between looks at the heads
SESSIONS_EVERY = 25  # looks between looks at sessions that were ended
LONGEST_LOOK = 10.0  # seconds after which a look is given up: its connection may be to a server that is gone
PAUSE = 1.0  # seconds after a look that failed
SILENT_AFTER = 15.0  # seconds without a look that succeeded
BEAT = 15.0  # seconds of silence before a comment that keeps the line open
MOST_WAITING = 5  # messages of one stream that wait for somebody slow
MORE = "more"  # the stream of orders, as browsers of every release know it

log = logging.getLogger("outrider.feed")
Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
HEAD = "select seq from feed_heads where org_id = $1"
# Of a session whose owner's rights changed, the streams that are older than that: they were opened with the rights of before.
ENDED = """
select id::text as session, revoked_at is not null or expires_at <= $3 as over, rights_changed_at from sessions
where id = any($1::uuid[]) and (revoked_at is not null or expires_at <= $3 or rights_changed_at is not null)
union all select encode(token_hash, 'hex'), true, null from customer_links where token_hash = any($2::bytea[]) and revoked_at is not null
"""


class News(msgspec.Struct):
    """What changed, and whom it concerns."""

    id: UUID
    engineer_id: UUID | None
    station_id: UUID | None
    account_id: UUID | None


class NewRow(News):
    """row: as it stands now, for who need not ask for it. places: where it is and where it was, (lat, lon) in degrees."""

    row: Any
    places: tuple[tuple[float, float], ...] = ()


class Look:
    """The news of one look, sorted by what is asked of them: each sorting once, however many ask."""

    def __init__(self, news: list[News]) -> None:
        self.news = news
        self._sorted: dict[Any, dict[Any, list[News]]] = {}

    def sorted(self, by: Hashable, keys: Callable[[News], Iterable[Any]], news: list[News] | None = None) -> dict[Any, list[News]]:
        """by: names this sorting. keys: under which a row is found; each once."""
        if by not in self._sorted:
            found = self._sorted[by] = {}
            for row in self.news if news is None else news:
                for key in keys(row):
                    found.setdefault(key, []).append(row)
        return self._sorted[by]


class Wanted(Protocol):
    """What of the news concerns somebody. Equal ones are told the same, which is looked up and written once for all of them."""

    reads_first: ClassVar[bool]  # all of it, as soon as the stream hears: nothing falls between

    def among(self, look: Look) -> list[News]: ...


class InScope(msgspec.Struct, frozen=True):
    """All that somebody may see."""

    reads_first: ClassVar[bool] = False
    everything: bool
    stations: frozenset[UUID]
    accounts: frozenset[UUID]
    engineer: UUID | None

    def __call__(self, row: News) -> bool:
        return (
            self.everything
            or row.station_id in self.stations
            or row.account_id in self.accounts
            or (self.engineer is not None and row.engineer_id == self.engineer)
        )

    def among(self, look: Look) -> list[News]:
        if self.everything:
            return look.news
        if self.accounts or self.engineer:
            return look.sorted(self, lambda row: [True] * self(row)).get(True, [])
        by_station = look.sorted("station", lambda row: [row.station_id])
        return [row for station in self.stations for row in by_station.get(station, ())]


class OfOrder(msgspec.Struct, frozen=True):
    reads_first: ClassVar[bool] = False
    order_id: UUID

    def among(self, look: Look) -> list[News]:
        return look.sorted("id", lambda row: [row.id]).get(self.order_id, [])


def in_scope(scope: Scope) -> InScope:
    return InScope(scope.everything, frozenset(scope.stations), frozenset(scope.accounts), scope.engineer)


class Encoded(ServerSentEventMessage):
    """Written once for everybody who is told the same. rows: it carries what changed; else it says that there is something to read."""

    def __init__(self, event: str, data: str = "", id: str | None = None, retry: int | None = None, rows: bool = False) -> None:
        super().__init__(data=data, event=event, id=id, retry=retry)
        self.rows, self.bytes = rows, super().encode()

    def encode(self) -> bytes:
        return self.bytes


# The cursors after a look, by organisation, and the news; None in their place: all of it is to be read again.
Found: TypeAlias = "AsyncIterator[tuple[int, Any, list[News] | None]]"


class Stream(msgspec.Struct, frozen=True):
    """name: of the event in a browser. every: looks from one to the next.

    since: what is new in these organisations after the cursor of each; None where there is none yet.
    says: what goes to somebody whom these news concern; without any, that there is something to read.
    """

    name: str
    every: int
    since: Callable[[Pool, dict[int, Any], datetime], Found]
    says: Callable[[Any, list[News]], Encoded]


class Listener:
    """wants: what concerns it, by the name of the stream. session: a person's UUID, or the hash of a link; it ends with that."""

    def __init__(self, wants: dict[str, Wanted], session: str, since: datetime) -> None:
        self.wants, self.session, self.since = wants, session, since
        self.over = False
        self.bell = asyncio.Event()
        self._waiting: dict[str, list[Encoded]] = {}

    def hear(self, message: Encoded) -> None:
        """Who is slow is told to read anew, in place of all that waits for them."""
        name = str(message.event)
        waiting = [*self._waiting.get(name, []), message] if message.rows else [message]
        self._waiting[name] = waiting if len(waiting) <= MOST_WAITING else [Encoded(name)]
        self.bell.set()

    def heard(self) -> list[Encoded]:
        self.bell.clear()
        waiting, self._waiting = self._waiting, {}
        return [message for messages in waiting.values() for message in messages]


class Hub:
    """Who listens to this process, and the one task that wakes them."""

    def __init__(self, pool: Pool, clock: Clock, streams: tuple[Stream, ...], most: int = 8_000, most_per_address: int = 2_000) -> None:
        self.pool, self.clock, self.streams = pool, clock, streams
        self.most, self.most_per_address = most, most_per_address
        self.listeners: dict[int, set[Listener]] = {}
        self.looked_at = stopwatch()
        self.closed = False
        self.cursors: dict[str, dict[int, Any]] = {stream.name: {} for stream in streams}
        self._held: Counter[str] = Counter()

    async def run(self) -> None:
        """As long as the process: whatever a look ends with, the next one follows. Clients that hear nothing poll on their own."""
        look = 0
        while True:
            await asyncio.sleep(EVERY)
            look += 1
            try:
                if self.listeners:
                    async with asyncio.timeout(LONGEST_LOOK):
                        for stream in self.streams:
                            if look % stream.every == 0:
                                await self._look(stream)
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
        for listeners in self.listeners.values():
            for listener in listeners:
                listener.bell.set()

    async def _look(self, stream: Stream) -> None:
        known = self.cursors[stream.name]
        asking = [org for org, listeners in self.listeners.items() if any(stream.name in listener.wants for listener in listeners)]
        async for org_id, cursor, news in stream.since(self.pool, {org: known.get(org) for org in asking}, self.clock.now()):
            if org_id in self.listeners:  # the last one may have left meanwhile
                known[org_id] = cursor
                self._tell(stream, org_id, cursor, news)

    def _tell(self, stream: Stream, org_id: int, cursor: Any, news: list[News] | None) -> None:
        written, look = dict[Wanted, Encoded | None](), Look(news or [])
        for listener in self.listeners.get(org_id, ()):
            wanted = listener.wants.get(stream.name)
            if wanted is None:
                continue
            if wanted not in written:
                mine = wanted.among(look)
                written[wanted] = stream.says(cursor, mine) if mine or news is None else None
            if message := written[wanted]:
                listener.hear(message)

    async def _end_the_revoked(self) -> None:
        """Who has signed out, or whose access was taken away, hears nothing more; other rights are those of a stream opened anew."""
        held = {listener.session for listeners in self.listeners.values() for listener in listeners}
        sessions = [UUID(session) for session in held if len(session) == len(str(UUID(int=0)))]
        links = [bytes.fromhex(session) for session in held if len(session) == 64]
        ended = {row["session"]: row for row in await self.pool.fetch(ENDED, sessions, links, self.clock.now())}
        for listeners in self.listeners.values():
            for listener in listeners:
                row = ended.get(listener.session)
                if row and (row["over"] or listener.since <= row["rights_changed_at"]):
                    listener.over = True
                    listener.bell.set()

    async def listen(
        self, org_id: int, wants: dict[str, Wanted], last_seen: int | None, session: str = "", at_end: Collection[Callable[[], Any]] = ()
    ) -> AsyncIterator[ServerSentEventMessage]:
        """last_seen: where this reader was with the orders."""
        listener = Listener(wants, session, self.clock.now())
        self.listeners.setdefault(org_id, set()).add(listener)
        try:
            head = await self.pool.fetchval(HEAD, org_id)
            self.cursors[MORE].setdefault(org_id, head)
            if last_seen is None or last_seen < head:
                yield Encoded(MORE, str(head), str(head), retry=2000)
            for name in (name for name, wanted in wants.items() if wanted.reads_first):
                yield Encoded(name)
            while not self.closed and not listener.over:
                try:
                    async with asyncio.timeout(BEAT):
                        await listener.bell.wait()
                except TimeoutError:
                    yield ServerSentEventMessage(data=None, comment="still here")  # data, even empty, would be an event
                    continue
                for message in listener.heard():
                    yield message
        finally:
            for release in at_end:
                release()
            left = self.listeners.get(org_id, set())
            left.discard(listener)
            if not left:
                self.listeners.pop(org_id, None)
                for cursors in self.cursors.values():
                    cursors.pop(org_id, None)

    def stream(self, org_id: int, wants: dict[str, Wanted], last_event_id: str | None, *, session: str, address: str) -> ServerSentEvent:
        """session: of a person, or a customer's link. Raises too_many_streams where it, the address or this process holds too many."""
        seen = int(last_event_id) if last_event_id and last_event_id.isdecimal() and len(last_event_id) < 19 else None
        most = {f"session {session}": STREAMS_PER_SESSION, f"address {address}": self.most_per_address, "all": self.most}
        if any(self._held[holder] >= limit for holder, limit in most.items()):
            raise Problem("too_many_streams")
        self._held.update([*most])  # at once: the next one may be asked for before anybody reads this one
        at_end: list[Callable[[], Any]] = []
        messages = self.listen(org_id, wants, seen, session, at_end)
        at_end.append(weakref.finalize(messages, self._release, [*most]))  # once, also where nobody ever reads it
        return ServerSentEvent(messages, headers={"x-accel-buffering": "no"})

    def _release(self, holders: list[str]) -> None:
        self._held.subtract(holders)
        self._held += Counter()  # without those that hold none
