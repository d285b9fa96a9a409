"""What a browser hears of without asking: read the table at the end. A new kind of news is a line there."""

import logging
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import msgspec

from .db import is_away, transaction
from .feed import MORE, Encoded, NewRow, News, Pool, Stream
from .track import actions as track

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


STREAMS = (Stream(MORE, 1, orders, say_more), Stream("positions", 12, positions, say_positions))
