"""Times to offer to a caller, before there is an order."""

from datetime import datetime
from uuid import UUID

from litestar import get

from ...db import Tx
from ...model import Who, WorkKind
from . import actions, rules


@get("/api/promises", opt={"permission": "calls.take"})
async def promises(
    tx: Tx,
    who: Who,
    now: datetime,
    kind: WorkKind = "repair",
    level: str = "",
    account_id: UUID | None = None,
    device_id: UUID | None = None,
    site_id: UUID | None = None,
    lat: float | None = None,
    lon: float | None = None,
    skill: str | None = None,
    window_from: datetime | None = None,
    window_to: datetime | None = None,
) -> rules.Promises:
    """The soonest times that could be promised to a caller, and by when the level wants what; of one window, who could keep it."""
    asked = rules.Asked(kind, level, account_id, device_id, site_id, lat, lon, skill, window_from, window_to)
    return await actions.promises(tx, asked, who.scope, now)


ROUTES = [promises]
