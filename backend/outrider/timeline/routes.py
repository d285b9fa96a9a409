"""The timeline of a dispatcher's desk."""

from datetime import date, datetime
from uuid import UUID

from litestar import get

from ..db import Tx
from ..model import Who
from . import actions
from .rules import FreeEngineer


@get("/api/timeline", opt={"permission": "orders.assign"})
async def timeline(
    tx: Tx, who: Who, now: datetime, first: date | None = None, days: int = 1, engineer: list[UUID] | None = None
) -> actions.Timeline:
    """The days of the engineers of the asker's stations, from first (none: today) on; engineer: of these alone."""
    return await actions.look(tx, who, first, days, engineer, now)


@get("/api/engineers/free", opt={"permission": "orders.assign"})
async def free(tx: Tx, who: Who, now: datetime) -> list[FreeEngineer]:
    """Who works and has nothing to do for half an hour or more, of the asker's stations, the longest first."""
    return await actions.free(tx, who, now)


@get("/api/orders/{order_id:uuid}/drop", opt={"permission": "orders.assign"})
async def drop(
    tx: Tx,
    who: Who,
    order_id: UUID,
    now: datetime,
    engineer_id: UUID,
    until: datetime,
    before: UUID | None = None,
    swap: UUID | None = None,
) -> actions.Tried:
    """What the visit would do in an engineer's day, before another one or at its end; nothing is changed."""
    return await actions.try_(tx, who, order_id, actions.Drop(engineer_id, before, swap), until, now)


ROUTES = [timeline, free, drop]
