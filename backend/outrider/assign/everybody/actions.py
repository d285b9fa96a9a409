"""Everybody of the organisations that somebody asks about, kept in this process and never stale: whoever asks brings them up to what their own
transaction sees, which reads one snapshot.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from ...db import Tx
from ...schedule import actions as schedule
from ...schedule.rules import HORIZON, Route
from .. import store as people
from ..fit.rules import Engineer, Wanted, with_day
from . import store
from .columns.rules import Everybody
from .rules import Seen, View

MOST = 40_000  # engineers that a process keeps, some five kilobytes each
AHEAD, AGAIN = timedelta(days=3), timedelta(hours=6)  # so far ahead days are read; after so long, all of them anew
MANY = 2_000  # of so many changed days all are read


class Known(msgspec.Struct):
    """since, until: the time whose days were read. expires: when the next certificate of some runs out. read: what was new with it."""

    everybody: Everybody
    since: datetime
    until: datetime
    expires: dict[UUID, date]
    read: store.News

    def can_be_brought_to(self, news: store.News, now: datetime) -> bool:
        """Else all is read anew."""
        changed = news.everything or len(news.engineers) > MANY or self.read.is_before(news)
        return not changed and self.since <= now < self.since + AGAIN


class Kept:
    """Whoever was asked about longest ago is forgotten first."""

    def __init__(self, most: int = MOST) -> None:
        self.most, self.known = most, dict[int, Known]()
        self._turns = defaultdict[int, asyncio.Lock](asyncio.Lock)

    @asynccontextmanager
    async def view(
        self, tx: Tx, wanted: Wanted | None, now: datetime, workloads: Mapping[UUID, float] | None
    ) -> AsyncIterator[View | None]:
        """As they will be when the visit begins. The transaction has to read one snapshot. None: for a day so far ahead nobody is kept."""
        at, until = (wanted.begins(now), max(now + HORIZON, wanted.window_to)) if wanted else (now, now + HORIZON)
        if until > now + AHEAD - AGAIN:
            yield None
            return
        async with self._turns[tx.org_id]:
            known = await self._current(tx, now)
            day = at.astimezone(ZoneInfo(known.read.zone)).date()
            persons = await _people(tx, at, [id for id, expires in known.expires.items() if expires < day])
            yield View(known.everybody, now, Seen(now, until, known.read.zone), persons, workloads)

    async def _current(self, tx: Tx, now: datetime) -> Known:
        known = self.known.pop(tx.org_id, None)  # whoever is cancelled halfway leaves nothing behind
        news = await store.news(tx, known.read.snapshot if known else None)
        if (
            known is None
            or news.everything
            or len(news.engineers) > MANY
            or known.read.is_before(news)
            or not known.since <= now < known.since + AGAIN
        ):
            known = await _read(tx, now, news)
        else:
            await _bring(tx, known, news, now)
        self.known[tx.org_id] = known
        while sum(len(each.everybody.rows) for each in self.known.values()) > self.most:
            del self.known[next(iter(self.known))]
        return known


async def _read(tx: Tx, now: datetime, news: store.News) -> Known:
    until = now + AHEAD
    routes = {route.engineer_id: route for route in await schedule.routes(tx, now, until)}
    rows = [row for row in await people.engineers(tx, now) if row.engineer_id in routes]
    everybody = await asyncio.to_thread(lambda: Everybody(with_day(row, routes[row.engineer_id]) for row in rows))
    return Known(everybody, now, until, {row.engineer_id: row.expires_on for row in rows if row.expires_on}, news)


async def _bring(tx: Tx, known: Known, news: store.News, now: datetime) -> None:
    if news.engineers:
        routes = {route.engineer_id: route for route in await schedule.routes_of_these(tx, news.engineers, known.since, known.until)}
        rows = [row for row in await people.engineers_of(tx, now, news.engineers) if row.engineer_id in routes]
        known.everybody.drop(news.engineers)
        known.everybody.put(with_day(row, routes[row.engineer_id]) for row in rows)
        for id in news.engineers:
            known.expires.pop(id, None)
        known.expires |= {row.engineer_id: row.expires_on for row in rows if row.expires_on}
    known.everybody.move(await store.moves(tx, known.read.snapshot))
    known.read = news


async def _people(tx: Tx, at: datetime, engineers: Sequence[UUID]) -> dict[UUID, Engineer]:
    """What these are by then; of their days nothing is said."""
    return {row.engineer_id: with_day(row, NOWHERE) for row in await people.engineers_of(tx, at, list(engineers))} if engineers else {}


NOWHERE = Route(UUID(int=0), 0.0, 0.0, 0.0, 0.0, None, [], [], [])


async def forget(tx: Tx) -> int:
    """What changed so long ago that nobody asks any more."""
    return await store.forget(tx)
