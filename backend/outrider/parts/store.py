"""The catalogue, and what an order waits for."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from ..db import Tx


class PartKind(msgspec.Struct):
    id: UUID
    number: str
    name: str


class DateChange(msgspec.Struct):
    expected_on: date
    changed_at: datetime
    reason: str


class PartRequest(msgspec.Struct):
    """dates: every expected date that was ever told, oldest first."""

    id: UUID
    order_id: UUID
    number: str
    name: str
    quantity: int
    status: str
    expected_on: date | None
    dates: list[DateChange]


KINDS = "select id, number, name from part_kinds order by number"


async def kinds(tx: Tx) -> list[PartKind]:
    return await tx.all(KINDS, PartKind)


IS_KIND = "select exists (select from part_kinds where id = $1)"


async def is_kind(tx: Tx, kind: UUID) -> bool:
    return bool(await tx.value(IS_KIND, kind))


REQUESTS = """
select r.id, r.order_id, k.number, k.name, r.quantity, r.status, r.expected_on,
  coalesce((select jsonb_agg(jsonb_build_object('expected_on', d.expected_on, 'changed_at', d.changed_at, 'reason', d.reason)
    order by d.changed_at) from part_request_dates d where d.request_id = r.id), '[]') as dates
from part_requests r join part_kinds k on k.id = r.part_kind_id where r.order_id = any($1::uuid[]) order by r.created_at, r.id
"""


async def requests(tx: Tx, orders: list[UUID]) -> list[PartRequest]:
    return await tx.all(REQUESTS, PartRequest, orders)


ADD_REQUEST = """
insert into part_requests (org_id, id, order_id, part_kind_id, quantity, status, requested_by, created_at)
values (current_org(), $1, $2, $3, $4, 'requested', $5, $6)
"""


async def add_request(tx: Tx, request_id: UUID, order_id: UUID, kind: UUID, quantity: int, by: UUID | None, now: datetime) -> None:
    await tx.run(ADD_REQUEST, request_id, order_id, kind, quantity, by, now)


SET_DATE = "update part_requests set expected_on = $2 where id = $1"


async def set_date(tx: Tx, request_id: UUID, expected_on: date) -> None:
    await tx.run(SET_DATE, request_id, expected_on)


ADD_DATE = """
insert into part_request_dates (org_id, request_id, changed_at, expected_on, reason, user_id) values (current_org(), $1, $2, $3, $4, $5)
"""


async def add_date(tx: Tx, request_id: UUID, now: datetime, expected_on: date, reason: str, by: UUID | None) -> None:
    await tx.run(ADD_DATE, request_id, now, expected_on, reason, by)


ORDER_OF = "select order_id from part_requests where id = $1 for update"


async def order_of(tx: Tx, request_id: UUID) -> UUID | None:
    found: UUID | None = await tx.value(ORDER_OF, request_id)
    return found


SET_STATUS = "update part_requests set status = $3 where id = $1 and status = $2"


async def set_status(tx: Tx, request_id: UUID, was: str, status: str) -> bool:
    return await tx.run(SET_STATUS, request_id, was, status) == 1
