"""The days of engineers, for whoever ranks, forecasts or plans."""

from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from itertools import islice
from uuid import UUID

import msgspec

from ..db import Transactions, Tx
from ..roads import actions as roads
from ..roads.engines import Roads
from ..roads.rules import Pair, Place, key
from ..worktimes import actions as worktimes
from . import rules, store
from .rules import Route

AT_ONCE = 200  # ways that an engine is asked of in one go: on the first morning of a large house there are thousands


async def routes(tx: Tx, now: datetime, until: datetime | None = None, *, station_id: UUID | None = None) -> list[Route]:
    """Everybody who may be sent. until: a moment that the days must reach; at least the horizon."""
    rows = store.routes(tx, now, max(now + rules.HORIZON, until or now), station_id=station_id)
    return await _with_work(tx, [route async for route in rows])


async def routes_of(tx: Tx, engineer_id: UUID, now: datetime, until: datetime) -> list[Route]:
    """Theirs, where they may be sent."""
    return await _with_work(tx, await store.routes_of(tx, now, max(now + rules.HORIZON, until), engineer_id))


async def routes_of_some(tx: Tx, engineers: list[UUID], now: datetime, until: datetime) -> list[Route]:
    """Of those among them who may be sent."""
    return await _with_work(tx, await store.routes_of_these(tx, now, max(now + rules.HORIZON, until), engineers))


async def routes_of_these(tx: Tx, engineers: list[UUID], now: datetime, until: datetime) -> list[Route]:
    """Of these, whoever may be sent. until: exactly so far."""
    return await _with_work(tx, await store.routes_of_these(tx, now, until, engineers))


async def _with_work(tx: Tx, rows: list[Route]) -> list[Route]:
    """The same days with what jobs usually take."""
    work = await worktimes.times(tx)
    return [msgspec.structs.replace(route, work=work) for route in rows]


async def busy(tx: Tx, now: datetime) -> AsyncIterator[Route]:
    """Those who have something to do within the horizon, with what is known of their ways."""
    travel, work = await roads.travel(tx, now), await worktimes.times(tx)
    async for route in store.routes(tx, now, now + rules.HORIZON, everybody=False):
        yield msgspec.structs.replace(route, travel=travel, work=work)


async def by_road(tx: Tx, routes: Iterable[Route], now: datetime, place: Place | None = None) -> list[Route]:
    """The same days with what is known of their ways. place: of a visit that may be put into them."""
    rows = list(routes)
    travel = await roads.travel(tx, now, [pair for route in rows for pair in rules.ways_by(route, place)] if place else ())
    return [msgspec.structs.replace(route, travel=travel) for route in rows]


async def unknown(tx: Tx, routes: Iterable[Route], now: datetime, place: Place) -> list[Pair]:
    """The ways by this place of which no engine has said anything lately."""
    pairs = [pair for route in routes for pair in rules.ways_by(route, place)]
    legs = (await roads.travel(tx, now, pairs)).legs
    return [pair for pair in pairs if key(*pair) not in legs]


async def plan(tx: Tx, route: Route, now: datetime) -> None:
    """Keeps the order of the day: what is planned first is gone to first, until another order is planned or somebody sets off; and what an engine
    said of the ways, with which it was offered.
    """
    rows = [row for row in rules.timeline(route, now) if row.stop.attendance_id and not row.stop.begun]
    ways = [route.travel.said(row.origin, row.stop.place) if row.origin else None for row in rows]
    await store.plan(tx, [row.stop.attendance_id for row in rows if row.stop.attendance_id], [row.at for row in rows], ways)


async def keep_ways(look: Transactions, write: Transactions, engine: Roads, org_id: int, now: datetime) -> int:
    """How many visits have a way now that an engine knows. It is asked of those whose engineer sets out from elsewhere than it was asked of
    last, between two transactions.
    """
    async with look(org_id) as tx:
        wanted = {id: pair async for route in busy(tx, now) for id, pair in rules.ways_to_know(route, now).items()}
        known = (await roads.travel(tx, now, wanted.values())).legs
    said = await engine.ask(islice((pair for pair in wanted.values() if key(*pair) not in known), AT_ONCE))
    if not said and not any(known[key(*pair)][0] is not None for pair in wanted.values() if key(*pair) in known):
        return 0
    async with write(org_id) as tx:
        await roads.keep(tx, said, engine.source, now)
        travel = await roads.travel(tx, now, wanted.values())
        found = {id: way for id, pair in wanted.items() if (way := travel.said(*pair))}
        return await store.keep_ways(tx, list(found), list(found.values()))
