"""What is kept of a device at the counter, as other slices need it: beside an order, and when it ends."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from ... import jobs
from ...db import Transactions, Tx
from ...model import ALL, BENCH
from ...status.order import actions as orders
from ...status.rules import Happened
from ...status.withdraw.rules import WITHDRAWABLE
from ...undo import LONGEST_UNDO
from .. import rules, store
from ..rules import NOTHING, CarryIn, Photo


async def announce(tx: Tx, orders: list[tuple[UUID, datetime]], zone: ZoneInfo, at: datetime, by: UUID | None) -> None:
    """The end of what was promised is a day here: nobody waits at the door by the hour."""
    if orders:
        await store.announce(tx, [order for order, _ in orders], [until.astimezone(zone).date() for _, until in orders], at, by)


async def of_order(tx: Tx, order_id: UUID) -> CarryIn:
    known = msgspec.structs.asdict(await store.known(tx, order_id) or NOTHING)
    told, quotes = await store.dates(tx, order_id), await store.quotes(tx, order_id)
    return CarryIn(**known, dates=told, quotes=quotes, **rules.sorted_out(await store.photos(tx, order_id)))


async def photos_of(tx: Tx, order_id: UUID) -> list[Photo]:
    """What a caller sent, of an order with a visit."""
    shown: list[Photo] = rules.sorted_out(await store.photos(tx, order_id))["photos"]
    return shown


async def photo_arrived(tx: Tx, sha256: bytes) -> None:
    """What a phone said of an inspection is here before its photos: whoever looks at the order sees each as it comes."""
    for order_id in await store.showing(tx, sha256):
        order = await orders.see_order(tx, order_id, ALL)
        orders.touch(tx, order, order.engineer_id)


async def forget_removed_photos(tx: Tx, what: Happened) -> None:
    """Until the report is signed they could be put back."""
    if what.order.kind in BENCH:
        await store.forget_removed(tx, what.order.id)


async def forget_password(tx: Tx, what: Happened) -> None:
    """It is out of the house: nobody needs to open it any more. What can be withdrawn is forgotten once it cannot."""
    if what.order.kind not in BENCH:
        return
    if what.action in WITHDRAWABLE:
        at = what.moment.happened_at
        payload = msgspec.json.encode((tx.org_id, what.order.id, at))
        await jobs.enqueue(tx, jobs.FORGET_PASSWORD, payload, f"{what.order.id}:{at.isoformat()}", LONGEST_UNDO)
    else:
        await store.forget_password(tx, what.order.id)


async def forget_if_cancelled(transactions: Transactions, org_id: int, order_id: UUID, at: datetime) -> None:
    """Nothing where that cancellation was withdrawn."""
    async with transactions(org_id) as tx:
        await store.forget_if_cancelled(tx, order_id, at)
