"""What the office looks at: the board that keeps itself up to date, and one order down to its last event."""

from datetime import datetime
from uuid import UUID

import msgspec

from .. import cursor
from ..accounts.organisation import actions as organisation
from ..accounts.people.rules import PERMISSIONS
from ..carry_in.kept import actions as carry_in
from ..carry_in.rules import CarryIn, Photo
from ..db import Tx
from ..feed import Wanted, in_scope
from ..model import BENCH, Scope, Who
from ..notify.customers import actions as customers
from ..notify.customers.store import Beside, Message
from ..parts import actions as parts
from ..parts.store import PartRequest
from ..problems import Problem
from ..sign import actions as sign
from ..sign.results import actions as results
from ..sign.results.store import Earlier, ResultLine
from ..sign.store import ReportLine
from ..status.clocks import actions as clocks
from ..status.clocks.rules import Alarm
from ..status.clocks.store import StoredClock
from ..status.order.rules import KEPT_ON_SCREENS
from ..status.promise import actions as promises
from ..status.promise.rules import Promise
from ..status.review import actions as reviews
from ..status.review.actions import OpenReview
from ..streams import on_maps
from . import store
from .search import actions as searches
from .siblings.store import Sibling, siblings

MOST_ON_BOARD = 2000  # what a browser shows at once; more is narrowed by station or found by its words
MOST_FOUND = 500


class Board(msgspec.Struct):
    """full: replace the board; else merge by id. mark: goes with seq. With a full board only: centre, (lat, lon) in the middle of the
    stations; total, how many orders there are, of which these are the most urgent; stations, by which a part can be narrowed; watch_hours, how
    long before its promise a visit is watched.
    """

    epoch: str
    seq: int
    full: bool
    now: datetime
    orders: list[store.BoardRow]
    centre: tuple[float, float] | None = None
    mark: int | None = None
    total: int | None = None
    stations: list[store.Station] | None = None
    watch_hours: int | None = None


class Detail(msgspec.Struct):
    """photos: what the caller sent; of a device at the counter they stand in carry_in."""

    line: store.BoardRow
    extra: store.Extra
    events: list[store.EventLine]
    attendances: list[store.AttendanceLine]
    parts: list[PartRequest]
    reports: list[ReportLine]
    clocks: list[StoredClock]
    alarms: list[Alarm]
    reviews: list[OpenReview]
    promises: list[Promise]
    messages: list[Message]
    results: list[ResultLine]
    earlier: list[Earlier]
    siblings: list[Sibling]
    carry_in: CarryIn | None = None
    currency: str | None = None
    calls_beside: list[Beside] = []
    photos: list[Photo] = []


def listening(who: Who, boxes: list[str], followed: list[UUID]) -> dict[str, Wanted]:
    """What a stream of theirs is to hear. boxes: what each map shows, as `streams.on_maps` reads it. Raises field_not_valid."""
    wants: dict[str, Wanted] = {"more": in_scope(who.narrowed(PERMISSIONS["orders.read"]).scope)}
    maps = (
        on_maps(who.narrowed(PERMISSIONS["positions.read"]).scope, boxes, followed) if who.roles & PERMISSIONS["positions.read"] else None
    )
    return wants | ({"positions": maps} if maps else {})


async def board(tx: Tx, who: Who, seen: cursor.Seen, now: datetime, station: UUID | None = None, most: int = MOST_ON_BOARD) -> Board:
    """station: only its orders. Raises not_found where the reader does not see that station."""
    scope = who.scope if station is None else _of_station(who.scope, station)
    at = await cursor.here(tx)
    stands = await cursor.standing(tx, seen, at)
    epoch = cursor.epoch_for(seen, at, stands)
    if stands == "follows" and seen.seq is not None:
        changed = await store.changed(tx, scope, seen.seq, at.seq)
        if len(changed) <= most:
            return Board(epoch, at.seq, False, now, await store.lines(tx, scope, changed) if changed else [], mark=at.mark)
    orders = await store.on_board(tx, scope, now - KEPT_ON_SCREENS)
    all_of_them = len(orders) <= most
    shown = await store.lines(tx, scope, orders if all_of_them else await store.most_urgent(tx, orders, most))
    choices = None if all_of_them and station is None else await store.stations(tx, who.scope)
    ahead = await organisation.watch_hours(tx)
    return Board(epoch, at.seq, True, now, shown, await store.centre(tx), at.mark, len(orders), choices, ahead)


def _of_station(scope: Scope, station: UUID) -> Scope:
    if not scope.everything and station not in scope.stations:
        raise Problem("not_found")
    return Scope(False, [station], [], None)


async def search(tx: Tx, who: Who, words: str, now: datetime) -> list[store.BoardRow]:
    """What is on the board by any of its words; what is older by number, customer, contact, place, device or telephone number."""
    found = await searches.matching(tx, words, await on_board(tx, who, now))
    return await store.lines(tx, who.scope, found, MOST_FOUND)


async def on_board(tx: Tx, who: Who, now: datetime) -> list[UUID]:
    return await store.on_board(tx, who.scope, now - KEPT_ON_SCREENS)


async def lines(tx: Tx, who: Who, orders: list[UUID]) -> list[store.BoardRow]:
    """Of these orders, those that somebody may see."""
    return await store.lines(tx, who.scope, orders)


async def detail(tx: Tx, who: Who, order_id: UUID, now: datetime) -> Detail:
    line = next(iter(await store.lines(tx, who.scope, [order_id])), None)
    extra = await store.extra(tx, order_id) if line else None
    if line is None or extra is None:
        raise Problem("not_found")
    found = await store.events(tx, order_id), await store.attendances(tx, order_id), await parts.requests(tx, [order_id])
    of_order = await sign.reports_of(tx, order_id), *await clocks.of_order(tx, order_id)
    asked, promised = await reviews.worklist(tx, who.scope, order_id), await promises.promises(tx, order_id, now)
    counter = await carry_in.of_order(tx, order_id) if line.kind in BENCH else None
    sent = [] if counter else await carry_in.photos_of(tx, order_id)
    said = await customers.messages(tx, order_id)
    beside = await customers.beside(tx, order_id, who.scope) if any(row.call in ("open", "not_reached") for row in said) else []
    worked = said, await results.results_of(tx, order_id), await results.earlier(tx, order_id)
    paid_in = await organisation.currency(tx, now.date()) if counter else None
    return Detail(line, extra, *found, *of_order, asked, promised, *worked, await siblings(tx, order_id), counter, paid_in, beside, sent)
