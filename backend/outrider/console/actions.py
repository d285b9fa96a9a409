"""What the office looks at: the board that keeps itself up to date, and one order down to its last event."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from ..db import Tx
from ..model import Who
from ..parts import actions as parts
from ..parts.store import PartRequest
from ..problems import Problem
from ..sign import actions as sign
from ..sign.store import ReportLine
from . import store

KEPT_ON_BOARD = timedelta(hours=24)


class Board(msgspec.Struct):
    """full: replace the board; else merge by id. centre: (lat, lon) in the middle of the stations, with a full board only."""

    epoch: str
    seq: int
    full: bool
    now: datetime
    orders: list[store.Line]
    centre: tuple[float, float] | None = None


class Detail(msgspec.Struct):
    line: store.Line
    extra: store.Extra
    events: list[store.EventLine]
    attendances: list[store.AttendanceLine]
    parts: list[PartRequest]
    reports: list[ReportLine]


async def board(tx: Tx, who: Who, epoch: str | None, since: int | None, now: datetime) -> Board:
    here, until = await store.cursor(tx)
    if since is None or epoch != here or since > until:
        return Board(here, until, True, now, await store.lines(tx, who.scope, None, now - KEPT_ON_BOARD), await store.centre(tx))
    changed = await store.changed(tx, who.scope, since, until)
    return Board(here, until, False, now, await store.lines(tx, who.scope, changed, None) if changed else [])


async def search(tx: Tx, who: Who, words: str) -> list[store.Line]:
    return await store.lines(tx, who.scope, None, None, words.strip())


async def detail(tx: Tx, who: Who, order_id: UUID) -> Detail:
    line = next(iter(await store.lines(tx, who.scope, [order_id], None)), None)
    extra = await store.extra(tx, order_id) if line else None
    if line is None or extra is None:
        raise Problem("not_found")
    found = await store.events(tx, order_id), await store.attendances(tx, order_id), await parts.requests(tx, [order_id])
    return Detail(line, extra, *found, await sign.reports_of(tx, order_id))
