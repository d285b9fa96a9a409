"""The day that a phone takes along: the whole of it, or what changed since it last asked."""

from datetime import datetime

import msgspec

from ... import cursor
from ...accounts.organisation import actions as organisation
from ...db import Tx
from ...model import Who
from ...parts.stock import actions as stock
from ...parts.stock.rules import StockLine
from ...status.order.rules import KEPT_ON_SCREENS
from ...track.duty import actions as duties
from ...track.duty import rules as duty
from . import store


class Pull(msgspec.Struct):
    """full: replace everything that is not unsent; else merge by attendance. places: what is known of one of their places changed.

    mark: goes with seq. lost: feed rows that this phone has seen are gone; what came after the last common one is to be sent again.
    car: what the moves of the engineer's car add up to (parts/stock/rules.py: shown); None: nothing else than before.
    """

    epoch: str
    seq: int
    full: bool
    now: datetime
    jobs: list[store.Job]
    duty: duty.DutyState | None
    places: bool
    mark: int | None = None
    lost: bool = False
    car: list[StockLine] | None = None


async def pull(tx: Tx, who: Who, seen: cursor.Seen, now: datetime) -> Pull:
    """The whole day where the phone's cursor is of another epoch or it has none; else what changed for this engineer."""
    if who.phone_id is not None:
        await store.see_phone(tx, who.phone_id, now)
    here, since = await cursor.here(tx), seen.seq
    stands, until = await cursor.standing(tx, seen, here), here.seq
    full = stands != "follows"
    orders = None if full or since is None else await store.changed(tx, who.user_id, since, until)
    ended_after = now - KEPT_ON_SCREENS if orders is None else None  # what changed is told however late the phone comes back
    jobs = [] if orders == [] else await store.jobs(tx, who.user_id, orders, ended_after)
    await _say_currency(tx, jobs, now)
    beside = {"site", "stock"} if full or since is None else await store.beside_changed(tx, who.user_id, since, until)
    car = await stock.lines(tx, who.user_id) if "stock" in beside else None
    epoch, lost = cursor.epoch_for(seen, here, stands), stands == "lost" and seen.mark is not None
    return Pull(epoch, until, full, now, jobs, await duties.declared(tx, who.user_id, now), "site" in beside, here.mark, lost, car)


async def _say_currency(tx: Tx, jobs: list[store.Job], now: datetime) -> None:
    """A quote that is written without network begins with it too."""
    at_counter = [job.handed_in for job in jobs if job.handed_in]
    currency = await organisation.currency(tx, now.date()) if at_counter else None
    for handed_in in at_counter:
        handed_in.currency = currency
