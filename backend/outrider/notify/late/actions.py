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
BROKEN = ["promise_broken", "station_reminded"]


async def withdraw_late(tx: Tx, orders: list[UUID], now: datetime) -> None:
    if orders:
        await store.withdraw(tx, orders, LATE, now)


async def withdraw_broken(tx: Tx, what: Happened) -> None:
    await store.withdraw(tx, [what.order.id], BROKEN, what.moment.server_time)


async def restore(tx: Tx, what: Withdrawal) -> None:
    """What the decision took from the bells is there as it was, read or not; what was said of how things stood since is not."""
    now, since = what.moment.server_time, what.decision.happened_at
    going = await store.restore(tx, what.order.id, [*LATE, *BROKEN], since)
    await store.withdraw(tx, [what.order.id], [*LATE, *BROKEN], now, since)
    await delivery.queue(tx, [(row.id, row.attempts, max(row.not_before - now, timedelta())) for row in going])
