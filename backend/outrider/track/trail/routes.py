"""Ways of days for the console, and the log of who looked, for the engineer and for administrators."""

from datetime import date, datetime
from uuid import UUID

from litestar import get

from ...db import Tx
from ...model import Who
from . import actions, rules, store


@get("/api/engineers/{engineer_id:uuid}/trail", opt={"permission": "positions.read", "notes_who_looked": True})
async def trail(tx: Tx, who: Who, engineer_id: UUID, day: date, now: datetime) -> rules.Trail:
    """The engineer's way of a day in pieces, with the gaps between; the engineer reads that the asker looked."""
    return await actions.trail(tx, who, engineer_id, day, now)


@get("/api/phone/trail-looks", opt={"permission": "phone"})
async def own_looks(tx: Tx, who: Who, before: UUID | None = None) -> list[store.TrailLook]:
    """Who looked at the asker's way, newest first; before: the id of the last one of a page."""
    return await actions.looks(tx, who.user_id, before)


@get("/api/trail-looks", opt={"permission": "retention"})
async def all_looks(tx: Tx, who: Who, engineer_id: UUID | None = None, before: UUID | None = None) -> list[store.TrailLook]:
    """Who looked at whose way, newest first; for administrators of the whole organisation."""
    return await actions.all_looks(tx, who, engineer_id, before)


ROUTES = [trail, own_looks, all_looks]
