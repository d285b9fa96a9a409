"""The days of engineers, for whoever ranks, forecasts or plans."""

from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from uuid import UUID

import msgspec

from ..db import Tx
from ..roads import actions as roads
from ..roads.rules import Pair, Place, key
from . import rules, store
from .rules import Route


async def routes(
    tx: Tx, now: datetime, until: datetime | None = None, engineer_id: UUID | None = None, station_id: UUID | None = None
) -> list[Route]:
    """Everybody who may be sent. until: a moment that the days must reach; at least the horizon."""
    last = max(now + rules.HORIZON, until or now)
    return [route async for route in store.routes(tx, now, last, engineer_id, station_id=station_id)]


async def busy(tx: Tx, now: datetime) -> AsyncIterator[Route]:
    """Those who have something to do within the horizon, with what is known of their ways."""
    travel = await roads.travel(tx, now)
    async for route in store.routes(tx, now, now + rules.HORIZON, everybody=False):
        yield msgspec.structs.replace(route, travel=travel)


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
    rows = [
        (row.stop.attendance_id, row.at, row.way) for row in rules.timeline(route, now) if row.stop.attendance_id and not row.stop.begun
    ]
    await store.plan(tx, [id for id, _, _ in rows], [at for _, at, _ in rows], [way for _, _, way in rows])
