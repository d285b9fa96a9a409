"""What hung over an order and does so no more."""

from datetime import datetime
from uuid import UUID

import msgspec

from ...db import Tx, of_one

WITHDRAW = """
with gone as (
  update notifications n set withdrawn_at = $3, read_at = coalesce(n.read_at, $3)
  where n.order_id = any($1::uuid[]) and n.kind = any($2::text[]) and n.user_id is not null and n.withdrawn_at is null
    and ($4::timestamptz is null or n.created_at >= $4) returning n.id
)
update deliveries d set state = 'dropped', done_at = $3 from gone where d.notification_id = gone.id and d.state = 'waiting'
"""
WITHDRAW_OF_ONE = of_one(WITHDRAW)


async def withdraw(tx: Tx, orders: list[UUID], kinds: list[str], now: datetime, since: datetime | None = None) -> None:
    """since: only what was said from then on."""
    if len(orders) == 1:
        await tx.run(WITHDRAW_OF_ONE, orders[0], kinds, now, since)
    else:
        await tx.run(WITHDRAW, orders, kinds, now, since)


# What was taken back since, its read_at too where it had not been read, and the ways by which it was still to go.
RESTORE = """
with gone as (
  select id, withdrawn_at from notifications n
  where n.order_id = $1 and n.kind = any($2::text[]) and n.user_id is not null and n.withdrawn_at >= $3 and n.created_at < $3
), back as (
  update notifications n set withdrawn_at = null, read_at = nullif(n.read_at, n.withdrawn_at) from gone where n.id = gone.id
)
update deliveries d set state = 'waiting', done_at = null from gone
where d.notification_id = gone.id and d.state = 'dropped' and d.done_at = gone.withdrawn_at returning d.id, d.attempts, d.not_before
"""


class Delivery(msgspec.Struct):
    id: UUID
    attempts: int
    not_before: datetime


async def restore(tx: Tx, order: UUID, kinds: list[str], since: datetime) -> list[Delivery]:
    """What goes out again."""
    return await tx.all(RESTORE, Delivery, order, kinds, since)
