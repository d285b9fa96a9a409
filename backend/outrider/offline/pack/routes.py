"""What the phone asks for after each pull that changed something."""

from datetime import datetime
from uuid import UUID

from litestar import get
from litestar.datastructures import State

from ...db import Tx
from ...model import Who
from . import actions, rules


@get("/api/phone/pack", opt={"permission": "phone"})
async def read_manifest(state: State, tx: Tx, who: Who, now: datetime) -> rules.Manifest:
    """Which pieces of what the next visits need are new to this phone."""
    return await actions.manifest(tx, who, now, state.config.roads)


@get("/api/phone/pack/{attendance_id:uuid}", opt={"permission": "phone"})
async def read_piece(state: State, tx: Tx, who: Who, attendance_id: UUID, now: datetime) -> rules.Piece:
    """What one visit needs without network: site, history, words."""
    return await actions.piece(tx, who, attendance_id, now, state.config.roads)


@get("/api/phone/parts", opt={"permission": "phone"})
async def read_catalogue(tx: Tx, who: Who) -> rules.Catalogue:
    """The catalogue of parts, as it lies on the phone."""
    return await actions.catalogue(tx, who)


ROUTES = [read_catalogue, read_manifest, read_piece]
