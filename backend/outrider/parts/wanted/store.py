"""Requests as an order's own taps make and move them."""

from datetime import datetime
from uuid import UUID

import msgspec

from ...db import Tx
from ..rules import Line


class Added(msgspec.Struct):
    """part_kind_id: of the catalogue, where it has that number."""

    id: UUID
    part_kind_id: UUID | None
    quantity: int
    name: str
    urgency: str


class Moved(msgspec.Struct):
    id: UUID
    was: str
    name: str


ADD_REQUESTS = """
insert into part_requests (org_id, id, order_id, part_kind_id, number, name, quantity, urgency, status, requested_by, created_at)
select current_org(), row.id, $1, k.id, row.number, coalesce(nullif(row.name, ''), k.name, row.number), row.quantity, row.urgency,
  'requested', $2, $3
from unnest($4::uuid[], $5::text[], $6::text[], $7::int[], $8::text[]) as row (id, number, name, quantity, urgency)
left join part_kinds k on k.number = row.number
returning id, part_kind_id, quantity, name, urgency
"""


async def add_requests(tx: Tx, order_id: UUID, ids: list[UUID], lines: list[Line], by: UUID | None, now: datetime) -> list[Added]:
    columns = [list(column) for column in zip(*lines, strict=True)]
    return await tx.all(ADD_REQUESTS, Added, order_id, by, now, ids, *columns)


MOVE_ALL = """
with before as (select id, status, name from part_requests where order_id = $1 and status = any($2::text[]) for update)
update part_requests r set status = $3 from before where r.id = before.id
returning r.id, before.status as was, before.name
"""


async def move_all(tx: Tx, order_id: UUID, sources: tuple[str, ...], to: str) -> list[Moved]:
    return await tx.all(MOVE_ALL, Moved, order_id, sources, to)


# Of the tap that was the last: its lines were written in the moment of its event.
CANCEL_LAST = """
update part_requests set status = 'cancelled' where order_id = $1 and status = 'requested'
  and created_at = (select max(server_time) from events where order_id = $1 and kind = 'request_parts')
returning id, 'requested' as was, name
"""


async def cancel_last(tx: Tx, order_id: UUID) -> list[Moved]:
    return await tx.all(CANCEL_LAST, Moved, order_id)
