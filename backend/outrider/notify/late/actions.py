"""Lateness under the bells: it leaves them when nothing is to be done about it any more."""

from datetime import datetime, timedelta
from uuid import UUID

from ...db import Tx
from ...status.rules import Happened
from ...status.withdraw.rules import Withdrawal
from ..delivery import actions as delivery
from . import store

# What each says, until when: the visit is safe, begun or somebody else's; somebody has the order.
LATE = ["visit_late", "running_late"]
BROKEN = ["promise_broken"]


async def withdraw_late(tx: Tx, orders: list[UUID], now: datetime) -> None:
    if orders:
        await store.withdraw(tx, orders, LATE, now)


async def withdraw_broken(tx: Tx, what: Happened) -> None:
    await store.withdraw(tx, [what.order.id], BROKEN, what.moment.server_time)


async def restore_broken(tx: Tx, what: Withdrawal) -> None:
    """Nobody has the order again: what its assignment or its end took from the bells is there as it was, read or not."""
    now = what.moment.server_time
    going = await store.restore(tx, what.order.id, BROKEN, what.decision.happened_at)
    await delivery.queue(tx, [(row.id, row.attempts, max(row.not_before - now, timedelta())) for row in going])
