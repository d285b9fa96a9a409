"""What a browser hears of without asking: read the table at the end. A new kind of news is a line there."""

import logging
from collections.abc import AsyncIterator
from datetime import datetime
from functools import partial
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from .db import is_away, transaction
from .feed import MORE, Encoded, InScope, Look, NewRow, News, Pool, Stream, Wanted, in_scope
from .model import Scope
from .track import actions as track
from .track.view.rules import MOST_BOXES, Box, Cell, cell_of, cells_of, read, zoom_of

log = logging.getLogger("outrider.feed")
HEADS = "select org_id, seq from feed_heads where org_id = any($1::bigint[])"
NEWS = "select id, engineer_id, station_id, account_id from feed where seq > $1 and seq <= $2"


async def orders(pool: Pool, cursors: dict[int, Any], now: datetime) -> AsyncIterator[tuple[int, int, list[News] | None]]:
    """Orders, records and forecasts: whatever a transaction has touched. A counter that went back, after a restore, concerns everybody."""
    for org_id, seq in await pool.fetch(HEADS, list(cursors)):
        before = cursors[org_id]
        if before is None or seq < before:
            yield org_id, seq, None
        elif seq == before:
            continue
        else:
            async with transaction(pool, org_id, readonly=True) as tx:
                news = await tx.all(NEWS, News, before, seq)
            yield org_id, seq, news


def say_more(seq: int, news: list[News]) -> Encoded:
    return Encoded(MORE, str(seq), str(seq))


async def positions(pool: Pool, cursors: dict[int, Any], now: datetime) -> AsyncIterator[tuple[int, track.Cursor, list[News] | None]]:
    """Where engineers are, and what else their pin shows: the rows themselves to whoever follows them, a hint to the customer."""
    for org_id, before in cursors.items():
        try:
            async with transaction(pool, org_id, readonly=True) as tx:
                found = await track.since(tx, before, now)
        except Exception as wrong:
            if is_away(wrong):
                raise
            log.exception("positions of an organisation cannot be told", extra={"fields": {"org": org_id}})
            continue
        yield org_id, *found


def say_positions(cursor: track.Cursor, news: list[News]) -> Encoded:
    rows = [each.row for each in news if isinstance(each, NewRow)]
    return Encoded("positions", msgspec.json.encode(rows).decode() if rows else "", rows=bool(rows))


class OnMaps(msgspec.Struct, frozen=True):
    """Whom the maps of a browser show: within their boxes, or followed; and whoever has just left them."""

    reads_first: ClassVar[bool] = True
    scope: InScope
    boxes: tuple[Box, ...]
    followed: frozenset[UUID] = frozenset()

    def among(self, look: Look) -> list[News]:
        found = dict[UUID, News]()
        for box in self.boxes:
            zoom = zoom_of(box)
            cells = look.sorted((self.scope, zoom), partial(_cells, zoom), self.scope.among(look))
            rows = (row for cell in cells_of(box) for row in cells.get(cell, ()))
            found |= {row.id: row for row in rows if isinstance(row, NewRow) and any(box.holds(*place) for place in row.places)}
        if self.followed:
            by_id = look.sorted("id", lambda row: [row.id])
            found |= {row.id: row for one in self.followed for row in by_id.get(one, ()) if self.scope(row)}
        return list(found.values())


def _cells(zoom: int, row: News) -> set[Cell]:
    return {cell_of(zoom, *place) for place in row.places} if isinstance(row, NewRow) else set()


def on_maps(scope: Scope, boxes: list[str], followed: list[UUID]) -> Wanted | None:
    """boxes: none that was said means everywhere, as browsers of former releases ask; only `none`: no map is open. Raises field_not_valid."""
    whole = in_scope(scope)
    said = tuple(sorted({read(box) for box in boxes if box != "none"}, key=msgspec.structs.astuple))
    if not boxes or len(said) > MOST_BOXES:
        return whole
    return OnMaps(whole, said, frozenset(followed)) if said else None


STREAMS = (Stream(MORE, 1, orders, say_more), Stream("positions", 12, positions, say_positions))
