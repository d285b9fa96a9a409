"""A customer's link outlives the visit that it tells of, also where another time was agreed."""

from ...db import Tx
from ...status.rules import Happened
from . import store


async def extend(tx: Tx, what: Happened) -> None:
    await store.extend(tx, what.order.id)
