"""Lateness under the bells: it leaves them when nothing is to be done about it any more."""

from datetime import datetime
from uuid import UUID

from ...db import Tx
from ...status.rules import Happened
from . import store

# What each says, until when: the visit is safe, begun or somebody else's; somebody has the order.
LATE = ["visit_late", "running_late"]
BROKEN = ["promise_broken"]


async def withdraw_late(tx: Tx, orders: list[UUID], now: datetime) -> None:
    if orders:
        await store.withdraw(tx, orders, LATE, now)


async def withdraw_broken(tx: Tx, what: Happened) -> None:
    await store.withdraw(tx, [what.order.id], BROKEN, what.moment.server_time)
