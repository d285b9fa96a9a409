"""The day pack: a list with hashes first, then piece by piece, so that a torn connection costs one piece."""

from datetime import datetime, timedelta
from uuid import UUID

from ...db import Tx
from ...model import Who
from ...problems import Problem
from .. import store as feed
from . import rules, store

KNOWN_PLACES = timedelta(days=30)


async def manifest(tx: Tx, who: Who, now: datetime) -> rules.Manifest:
    seq = await feed.head(tx)  # first: what changes after it is in the next one
    return rules.manifest(await store.pieces(tx, who.user_id, now - KNOWN_PLACES), seq, now)


async def piece(tx: Tx, who: Who, attendance_id: UUID, now: datetime) -> rules.Piece:
    """Raises not_found where the visit is not, or no longer, his."""
    found = await store.pieces(tx, who.user_id, now - KNOWN_PLACES, attendance_id)
    if not found:
        raise Problem("not_found")
    return found[0]
