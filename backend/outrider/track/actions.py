"""Taking positions in and telling where everyone is. Every source of positions comes through ingest()."""

import asyncio
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from ..db import Tx
from ..feed import NewRow, News
from ..model import ALL, Scope
from ..problems import Problem
from . import rules, store
from .view.rules import Box

LATE_COMMIT = timedelta(seconds=5)
A_FEW = 100  # fixes that are looked at at once; more, off the event loop


class Received(msgspec.Struct):
    """kept: new rows. A batch that arrives twice keeps none the second time."""

    kept: int
    dropped: dict[str, int]


async def take(tx: Tx, engineer_id: UUID, fixes: list[rules.Fix], source: str, now: datetime, unread: int = 0) -> Received:
    """unread: rows that were no fix. Raises place_not_valid where not one fix is a place on earth."""
    received = await ingest(tx, engineer_id, fixes, source, now)
    if fixes and received.dropped.get("impossible") == len(fixes):
        raise Problem("place_not_valid", lat=fixes[0].lat, lon=fixes[0].lon)
    if unread:
        received.dropped["unread"] = unread
    return received


async def ingest(tx: Tx, engineer_id: UUID, fixes: list[rules.Fix], source: str, now: datetime) -> Received:
    """No geocoding, no notification, no status change here."""
    times = [fix.device_time for fix in fixes if now - rules.OLDEST <= fix.device_time <= now + rules.FUTURE]
    known = await store.duty(tx, engineer_id, min(times, default=now), max(times, default=now))
    if known is None:
        raise Problem("not_found")
    duty = rules.duty_of(known)
    found = rules.sort_out(fixes, duty, now) if len(fixes) <= A_FEW else await asyncio.to_thread(rules.sort_out, fixes, duty, now)
    if not found.keep:
        return Received(0, found.dropped)
    latest = await store.latest(tx, engineer_id)
    columns = [list(column) for column in zip(*(msgspec.structs.astuple(fix) for fix in found.keep), strict=True)]
    kept = await store.add_positions(tx, engineer_id, columns, source, now)
    if kept:
        moved = rules.newest(latest, await store.later(tx, engineer_id, latest.device_time if latest else None))
        if moved is not None and moved is not latest:
            await store.move(tx, engineer_id, moved, now)
    return Received(kept, found.dropped)


class Cursor(msgspec.Struct):
    """seq: of the feed. moved: the newest of the last look, so that one that commits late is heard too; empty: nobody ever had.

    places: (lat, lon) of everybody as they were last told: a map that somebody has left hears of that too.
    """

    seq: int
    moved: dict[UUID, datetime]
    places: dict[UUID, tuple[float, float]] = {}


async def since(tx: Tx, before: Cursor | None, now: datetime) -> tuple[Cursor, list[News] | None]:
    """Who has moved, or has another visit, status or duty. None: all are to be read, as at the first look or after a restore."""
    changed = await store.changed(tx, before.seq if before else None)
    if before and changed.seq < before.seq:
        before = None
    last = max(before.moved.values(), default=None) if before else await store.last_position(tx)
    found = await store.moved(tx, last - LATE_COMMIT if last else None)
    moved = {row.id: row.received_at for row in found}
    if before is None:
        return Cursor(changed.seq, moved, await store.places(tx)), None
    fresh = [row for row in found if before.moved.get(row.id) != row.received_at]
    who = {row.engineer_id for row in fresh} | set(changed.engineers)
    rows = await store.seen(tx, ALL, now, list(who)) if who else []
    hints = [News(row.order_id, None, None, None) for row in fresh if row.order_id]
    places = before.places | {row.engineer_id: (row.lat, row.lon) for row in rows}
    return Cursor(changed.seq, moved, places), [*hints, *(_news(row, before.places.get(row.engineer_id)) for row in rows)]


def _news(row: store.Seen, was: tuple[float, float] | None) -> NewRow:
    here = (row.lat, row.lon)
    places = (here,) if was is None or was == here else (here, was)
    return NewRow(row.engineer_id, row.engineer_id, row.station_id, None, row, places)


async def everyone(tx: Tx, scope: Scope, now: datetime, box: Box | None = None, followed: Collection[UUID] = ()) -> list[store.Seen]:
    """box: only those who are in it. followed: these too, wherever they are."""
    return await (store.seen(tx, scope, now) if box is None else store.seen_in(tx, scope, now, box, list(followed)))
