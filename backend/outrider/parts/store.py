"""The catalogue, and what orders wait for."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from ..db import Tx
from ..model import Scope, Status
from ..status.order.rules import seen_by


class PartKind(msgspec.Struct):
    """replaced_by: the number of what is delivered in its place. Not active, it is only known for that."""

    id: UUID
    number: str
    name: str
    replaced_by: str
    active: bool


class DateChange(msgspec.Struct):
    """code: why, of parts/rules.py, DATE_REASONS; empty where it was said in words alone."""

    expected_on: date
    changed_at: datetime
    reason: str
    code: str = ""


class Request(msgspec.Struct):
    """number: empty where the catalogue has it not."""

    number: str
    name: str
    quantity: int
    status: str
    expected_on: date | None


class PartRequest(Request):
    """dates: every expected date that was ever told, oldest first. source, hands: where it comes from, where it arrived.

    replaces, agreed_by: of a substitute. defective: the serial numbers of what came back.
    """

    id: UUID
    order_id: UUID
    urgency: str
    dates: list[DateChange]
    source: str
    hands: str
    replaces: str
    agreed_by: str
    defective: list[str]


class WaitingPart(PartRequest):
    """With the order that waits for it."""

    order_number: str
    order_status: Status
    account: str
    site: str
    engineer: str | None
    asked_by: str | None
    asked_at: datetime


NAME = "case when $1 like 'zh%' and name_zh <> '' then name_zh else name end"
KNOWN = "(active or replaced_by <> '')"
KINDS = f"select id, number, {NAME} as name, replaced_by, active from part_kinds where {KNOWN} order by number"


async def kinds(tx: Tx, language: str) -> list[PartKind]:
    """What can be asked for, and what had been before something else took its place."""
    return await tx.all(KINDS, PartKind, language)


CATALOGUE_SHA = f"""
select encode(sha256(convert_to(coalesce(string_agg(
  concat_ws(E'\t', number, {NAME}, nullif(replaced_by, ''), case when not active then '' end), E'\n' order by number), ''), 'UTF8')), 'hex')
from part_kinds where {KNOWN}
"""


async def catalogue_sha(tx: Tx, language: str) -> str:
    return str(await tx.value(CATALOGUE_SHA, language))


NUMBER_OF = "select number from part_kinds where id = $1"


async def number_of(tx: Tx, kind: UUID) -> str | None:
    found: str | None = await tx.value(NUMBER_OF, kind)
    return found


# Rows of before name their part by the catalogue alone.
COLUMNS = """
r.id, r.order_id, coalesce(nullif(r.number, ''), k.number, '') as number, coalesce(nullif(r.name, ''), k.name, '') as name,
  r.quantity, r.status, r.expected_on, r.urgency, r.replaces, r.agreed_by, r.source, r.hands,
  coalesce((select jsonb_agg(jsonb_build_object('expected_on', d.expected_on, 'changed_at', d.changed_at, 'reason', d.reason, 'code', d.code)
    order by d.changed_at) from part_request_dates d where d.request_id = r.id), '[]') as dates,
  coalesce((select jsonb_agg(m.serial order by m.at, m.id) from part_moves m
    where m.request_id = r.id and m.kind = 'returned_defective'), '[]') as defective
"""
REQUESTS = f"""
select {COLUMNS} from part_requests r left join part_kinds k on k.id = r.part_kind_id
where r.order_id = any($1::uuid[]) order by r.created_at, r.id
"""


async def requests(tx: Tx, orders: list[UUID]) -> list[PartRequest]:
    return await tx.all(REQUESTS, PartRequest, orders)


# What nobody has promised yet and presses most first. What is over stays for a month.
WORKLIST = f"""
select {COLUMNS}, o.number as order_number, o.status as order_status, account.name as account, site.name as site,
  (select person.name from attendances a join users person on person.id = a.engineer_id where a.order_id = o.id and a.ended_at is null
    and a.joins_from is null) as engineer, asker.name as asked_by, r.created_at as asked_at
from part_requests r left join part_kinds k on k.id = r.part_kind_id join orders o on o.id = r.order_id
join accounts account on account.id = o.account_id join sites site on site.id = o.site_id left join users asker on asker.id = r.requested_by
where (r.status not in ('fitted', 'cancelled') or r.created_at > $6)
  and {seen_by("o", 1)}
order by r.status in ('fitted', 'cancelled'), array_position(array['standstill', 'urgent', 'normal'], r.urgency), r.created_at, r.id limit $5
"""


async def worklist(tx: Tx, scope: Scope, most: int, over_since: datetime) -> list[WaitingPart]:
    return await tx.all(WORKLIST, WaitingPart, *scope.keys, most, over_since)


FIND = """
select coalesce(nullif(r.number, ''), k.number, '') as number, coalesce(nullif(r.name, ''), k.name, '') as name, r.quantity, r.status,
  r.expected_on
from part_requests r left join part_kinds k on k.id = r.part_kind_id where r.id = $1
"""


async def find(tx: Tx, request_id: UUID) -> Request | None:
    return await tx.one(FIND, Request, request_id)


SET_DATE = "update part_requests set expected_on = $2 where id = $1"


async def set_date(tx: Tx, request_id: UUID, expected_on: date) -> None:
    await tx.run(SET_DATE, request_id, expected_on)


ADD_DATE = """
insert into part_request_dates (org_id, request_id, changed_at, expected_on, reason, code, user_id)
values (current_org(), $1, $2, $3, $4, $5, $6)
"""


async def add_date(tx: Tx, request_id: UUID, now: datetime, expected_on: date, reason: str, code: str, by: UUID | None) -> None:
    await tx.run(ADD_DATE, request_id, now, expected_on, reason, code, by)


ORDER_OF = "select order_id from part_requests where id = $1"


async def order_of(tx: Tx, request_id: UUID) -> UUID | None:
    found: UUID | None = await tx.value(ORDER_OF, request_id)
    return found


SET_STATUS = "update part_requests set status = $3 where id = $1 and status = $2"


async def set_status(tx: Tx, request_id: UUID, was: str, status: str) -> bool:
    return await tx.run(SET_STATUS, request_id, was, status) == 1


SET_PLACE = """
update part_requests set source_id = case when $2 = 'in_transit' then $3 else source_id end,
  source = case when $2 = 'in_transit' then $4 else source end,
  hands_id = case when $2 = 'ready' then $3 else hands_id end, hands = case when $2 = 'ready' then $4 else hands end
where id = $1
"""


async def set_place(tx: Tx, request_id: UUID, step: str, holder_id: UUID | None, named: str) -> None:
    await tx.run(SET_PLACE, request_id, step, holder_id, named)


SUBSTITUTE = """
with kind as (select id, name from part_kinds where number = $2 and $2 <> '')
update part_requests set part_kind_id = (select id from kind), number = $2, name = coalesce(nullif($3, ''), (select name from kind), $2),
  replaces = $4, agreed_by = $5 where id = $1 returning name
"""


async def substitute(tx: Tx, request_id: UUID, number: str, name: str, replaces: str, agreed_by: str) -> str:
    return str(await tx.value(SUBSTITUTE, request_id, number, name, replaces, agreed_by))
