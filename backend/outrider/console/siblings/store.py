"""Orders that belong beside one: of the same device or the same call, or taken twice."""

from uuid import UUID

import msgspec

from ...db import Tx
from ...model import Status
from ...status.order.rules import OVER


class Sibling(msgspec.Struct):
    """merged: it was this one, taken twice. same_call: the call was about several devices, and this is the order of one of them."""

    id: UUID
    number: str
    status: Status
    merged: bool
    same_call: bool
    serial: str | None


SIBLINGS = f"""
select o.id, o.number, o.status, coalesce(o.merged_into = this.id, false) as merged,
  coalesce(o.taken_with, o.id) = coalesce(this.taken_with, this.id) as same_call, d.serial from orders this
join orders o on o.id <> this.id and (o.merged_into = this.id or o.id = this.merged_into
  or (o.device_id = this.device_id and o.status not in {OVER})
  or o.id = this.taken_with or o.taken_with in (this.id, this.taken_with))
left join devices d on d.id = o.device_id where this.id = $1 order by o.created_at desc limit 20
"""


async def siblings(tx: Tx, order_id: UUID) -> list[Sibling]:
    """Open orders for the same device, all of the same call, and doubles."""
    return await tx.all(SIBLINGS, Sibling, order_id)
