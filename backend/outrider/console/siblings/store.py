"""Orders that belong beside one: of the same device, or taken twice."""

from uuid import UUID

import msgspec

from ...db import Tx
from ...model import Status
from ...status.order.rules import OVER


class Sibling(msgspec.Struct):
    """merged: it was this one, taken twice."""

    id: UUID
    number: str
    status: Status
    merged: bool


SIBLINGS = f"""
select o.id, o.number, o.status, coalesce(o.merged_into = this.id, false) as merged from orders this
join orders o on o.id <> this.id and (o.merged_into = this.id or o.id = this.merged_into
  or (o.device_id = this.device_id and o.status not in {OVER}))
where this.id = $1 order by o.created_at desc limit 20
"""


async def siblings(tx: Tx, order_id: UUID) -> list[Sibling]:
    """Open orders for the same device, and doubles."""
    return await tx.all(SIBLINGS, Sibling, order_id)
