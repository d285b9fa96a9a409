"""The days of engineers, for whoever ranks, forecasts or plans."""

from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

from ..db import Tx
from . import rules, store
from .rules import Route


async def routes(tx: Tx, now: datetime, until: datetime | None = None, station_id: UUID | None = None) -> list[Route]:
    """Everybody who may be sent. until: a moment that the days must reach; at least the horizon."""
    return [route async for route in store.routes(tx, now, max(now + rules.HORIZON, until or now), station_id=station_id)]


async def routes_of(tx: Tx, engineer_id: UUID, now: datetime, until: datetime) -> list[Route]:
    """Theirs, where they may be sent."""
    found = await store.route(tx, now, max(now + rules.HORIZON, until), engineer_id)
    return [found] if found else []


def busy(tx: Tx, now: datetime) -> AsyncIterator[Route]:
    """Those who have something to do within the horizon."""
    return store.routes(tx, now, now + rules.HORIZON, everybody=False)


async def plan(tx: Tx, route: Route, now: datetime) -> None:
    """Keeps the order of the day: what is planned first is gone to first, until another order is planned or somebody sets off."""
    rows = [(row.stop.attendance_id, row.at) for row in rules.timeline(route, now) if row.stop.attendance_id and not row.stop.begun]
    await store.plan(tx, [id for id, _ in rows], [at for _, at in rows])
