"""What the office looks at: the board that keeps itself up to date, and one order down to its last event."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from .. import cursor
from ..accounts.search import actions as terms
from ..db import Tx
from ..model import Who
from ..parts import actions as parts
from ..parts.store import PartRequest
from ..problems import Problem
from ..sign import actions as sign
from ..sign.store import ReportLine
from ..status.clocks import actions as clocks
from ..status.clocks.rules import Alarm
from ..status.clocks.store import StoredClock
from . import store

KEPT_ON_BOARD = timedelta(hours=24)


class Board(msgspec.Struct):
    """full: replace the board; else merge by id. mark: goes with seq. centre: (lat, lon) in the middle of the stations, with a full board only."""

    epoch: str
    seq: int
    full: bool
    now: datetime
    orders: list[store.Line]
    centre: tuple[float, float] | None = None
    mark: int | None = None


class Detail(msgspec.Struct):
    line: store.Line
    extra: store.Extra
    events: list[store.EventLine]
    attendances: list[store.AttendanceLine]
    parts: list[PartRequest]
    reports: list[ReportLine]
    clocks: list[StoredClock]
    alarms: list[Alarm]


async def board(tx: Tx, who: Who, seen: cursor.Seen, now: datetime) -> Board:
    at = await cursor.here(tx)
    stands = await cursor.standing(tx, seen, at)
    epoch = cursor.epoch_for(seen, at, stands)
    if stands != "follows" or seen.seq is None:
        orders = await store.on_board(tx, who.scope, now - KEPT_ON_BOARD)
        return Board(epoch, at.seq, True, now, await store.lines(tx, who.scope, orders), await store.centre(tx), at.mark)
    changed = await store.changed(tx, who.scope, seen.seq, at.seq)
    return Board(epoch, at.seq, False, now, await store.lines(tx, who.scope, changed) if changed else [], mark=at.mark)


async def search(tx: Tx, who: Who, words: str, now: datetime) -> list[store.Line]:
    """What is on the board by any of its words; what is older by number, customer or device."""
    words = words.strip()
    found = await terms.find(tx, words, ["accounts", "devices"], 50)
    old = await store.lines(tx, who.scope, await store.of_old(tx, words, **found))
    here = await store.lines(tx, who.scope, await store.on_board(tx, who.scope, now - KEPT_ON_BOARD), words)
    return list({line.id: line for line in [*here, *old]}.values())


async def detail(tx: Tx, who: Who, order_id: UUID) -> Detail:
    line = next(iter(await store.lines(tx, who.scope, [order_id])), None)
    extra = await store.extra(tx, order_id) if line else None
    if line is None or extra is None:
        raise Problem("not_found")
    found = await store.events(tx, order_id), await store.attendances(tx, order_id), await parts.requests(tx, [order_id])
    return Detail(line, extra, *found, await sign.reports_of(tx, order_id), *await clocks.of_order(tx, order_id))
