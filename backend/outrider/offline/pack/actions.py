"""The day pack: a list with hashes first, then piece by piece, so that a torn connection costs one piece."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import msgspec

from ...db import Tx
from ...model import Who
from ...parts import actions as parts
from ...problems import Problem
from .. import store as feed
from . import engines, rules, store

KNOWN_PLACES = timedelta(days=30)


async def manifest(tx: Tx, who: Who, now: datetime, roads: Path | None) -> rules.Manifest:
    """roads: the net that the small maps are cut out of."""
    seq = await feed.head(tx)  # first: what changes after it is in the next one
    return rules.manifest(await _pieces(tx, who, now, roads), seq, now, await parts.catalogue_sha(tx, who))


async def catalogue(tx: Tx, who: Who) -> rules.Catalogue:
    """Thousands of lines: fetched once, and again where it has changed."""
    found = await parts.catalogue(tx, who)
    usable = [(row.number, row.name) for row in found if row.active]
    replaced = [(row.number, row.name, row.replaced_by) for row in found if row.replaced_by]
    return rules.Catalogue(await parts.catalogue_sha(tx, who), usable, replaced)


async def piece(tx: Tx, who: Who, attendance_id: UUID, now: datetime, roads: Path | None) -> rules.Piece:
    """Raises not_found where the visit is not, or no longer, theirs."""
    found = await _pieces(tx, who, now, roads, attendance_id)
    if not found:
        raise Problem("not_found")
    return found[0]


async def _pieces(tx: Tx, who: Who, now: datetime, roads: Path | None, attendance_id: UUID | None = None) -> list[rules.Piece]:
    found = await store.pieces(tx, who.user_id, now - KNOWN_PLACES, attendance_id)
    return [rules.Piece(**msgspec.structs.asdict(row), streets=list(engines.surroundings(roads, row.lat, row.lon))) for row in found]
