"""What is kept of a device at the counter, as other slices need it: beside an order, and when it ends."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from ...db import Tx
from ...model import BENCH
from ...status.rules import Happened
from .. import store
from ..rules import NOTHING, CarryIn


async def announce(tx: Tx, orders: list[tuple[UUID, datetime]], zone: ZoneInfo, at: datetime, by: UUID | None) -> None:
    """The end of what was promised is a day here: nobody waits at the door by the hour."""
    if orders:
        await store.announce(tx, [order for order, _ in orders], [until.astimezone(zone).date() for _, until in orders], at, by)


async def of_order(tx: Tx, order_id: UUID) -> CarryIn:
    known = msgspec.structs.asdict(await store.known(tx, order_id) or NOTHING)
    return CarryIn(**known, dates=await store.dates(tx, order_id), quotes=await store.quotes(tx, order_id))


async def forget_password(tx: Tx, what: Happened) -> None:
    """It is out of the house: nobody needs to open it any more."""
    if what.order.kind in BENCH:
        await store.forget_password(tx, what.order.id)
