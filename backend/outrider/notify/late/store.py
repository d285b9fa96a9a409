"""What hung over an order and does so no more."""

from datetime import datetime
from uuid import UUID

from ...db import Tx

WITHDRAW = """
with gone as (
  update notifications n set withdrawn_at = $3, read_at = coalesce(n.read_at, $3)
  where n.order_id = any($1::uuid[]) and n.kind = any($2::text[]) and n.user_id is not null and n.withdrawn_at is null returning n.id
)
update deliveries d set state = 'dropped', done_at = $3 from gone where d.notification_id = gone.id and d.state = 'waiting'
"""


async def withdraw(tx: Tx, orders: list[UUID], kinds: list[str], now: datetime) -> None:
    await tx.run(WITHDRAW, orders, kinds, now)
