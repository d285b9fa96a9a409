"""How long what is kept, what is held, and the proof of what was deleted: for administrators of the whole organisation."""

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import delete, get, post, put

from ..db import Tx
from ..model import Who
from . import actions, rules


class PlacedHold(msgspec.Struct):
    id: UUID


@get("/api/retention", opt={"permission": "retention"})
async def look(tx: Tx, who: Who) -> actions.Retention:
    """Terms, holds, and the last deletions with their hashes."""
    return await actions.look(tx, who)


@put("/api/retention", opt={"permission": "retention"}, status_code=204)
async def keep(tx: Tx, who: Who, data: rules.KeptFor, now: datetime) -> None:
    """So many days from the next run on."""
    await actions.keep(tx, who, data, now)


@post("/api/legal-holds", opt={"permission": "retention"})
async def hold(tx: Tx, who: Who, data: actions.NewHold, now: datetime) -> PlacedHold:
    """Nothing that it covers is deleted until it is lifted."""
    return PlacedHold(await actions.hold(tx, who, data, now))


@delete("/api/legal-holds/{hold_id:uuid}", opt={"permission": "retention"})
async def lift(tx: Tx, who: Who, hold_id: UUID, now: datetime) -> None:
    """It stays in the list, with who lifted it."""
    await actions.lift(tx, who, hold_id, now)


ROUTES = [look, keep, hold, lift]
