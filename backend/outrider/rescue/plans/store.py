"""What a plan says of the orders that it concerns, and the plan that was carried out last."""

from datetime import datetime
from uuid import UUID

import msgspec

from ...db import Tx
from ...late_facts import Rescued
from .rules import Head

HEADS = """
select o.id as order_id, o.number, account.name as account, o.status from orders o join accounts account on account.id = o.account_id
where o.id = any($1::uuid[])
"""


async def heads(tx: Tx, orders: list[UUID]) -> dict[UUID, Head]:
    return {row.order_id: row for row in await tx.all(HEADS, Head, orders)}


LAST_BEGINS = "select max(window_from) + interval '1 second' from visits where closed_at is null and order_id = any($1::uuid[])"


async def last_begins(tx: Tx, orders: list[UUID]) -> datetime | None:
    """So far the days of these visits reach."""
    found: datetime | None = await tx.value(LAST_BEGINS, orders)
    return found


class Done(msgspec.Struct):
    """A plan that was carried out, by whom and when."""

    payload: Rescued
    user_id: UUID | None
    happened_at: datetime


LAST = """
select e.payload, e.user_id, e.happened_at from events e where e.order_id = $1 and e.kind = 'rescue_carried_out'
  and not exists (select from events later where later.order_id = $1 and later.kind = 'rescue_withdrawn' and later.written > e.written)
order by e.written desc limit 1
"""


async def last(tx: Tx, order_id: UUID) -> Done | None:
    """That nobody has taken back."""
    return await tx.one(LAST, Done, order_id)
