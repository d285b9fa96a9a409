"""What reports say, in columns, and the catalogue of their codes."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from ...db import Tx
from .rules import Done, named, newest

ADD_CODE = "insert into result_codes (org_id, id, kind, code, name_en, name_zh, position) values (current_org(), $1, $2, $3, $4, $5, $6)"


async def add_code(tx: Tx, id: UUID, kind: str, code: str, names: list[str], position: int) -> None:
    await tx.run(ADD_CODE, id, kind, code, *names, position)


HAS_CODES = "select exists (select from result_codes)"


async def has_codes(tx: Tx) -> bool:
    return bool(await tx.value(HAS_CODES))


ADD_RESULT = """
insert into report_results (org_id, report_id, order_id, result, until, held_until, reason, fault_class, cause_class, human, repeat_reason, found,
  done, left_open, fitted)
values (current_org(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) on conflict do nothing
"""


async def add_result(tx: Tx, report_id: UUID, order_id: UUID, *said: Any) -> None:
    await tx.run(ADD_RESULT, report_id, order_id, *said)


class Kept(msgspec.Struct):
    """What decides how it goes on."""

    result: str | None
    reason: str
    held_until: datetime | None


KEPT = "select result, reason, held_until from report_results where report_id = $1"


async def kept(tx: Tx, report_id: UUID) -> Kept | None:
    return await tx.one(KEPT, Kept, report_id)


class UnreadReport(msgspec.Struct):
    id: UUID
    order_id: UUID
    sealed: bytes
    signed_at: datetime


UNREAD = """
select r.id, r.order_id, r.sealed, r.signed_at from reports r
where r.id > $1 and not exists (select from report_results x where x.report_id = r.id) order by r.id limit $2
"""


async def unread(tx: Tx, after: UUID, most: int) -> list[UnreadReport]:
    return await tx.all(UNREAD, UnreadReport, after, most)


class ResultLine(msgspec.Struct):
    """What one report of an order says. names: of its codes, by kind and language."""

    report_id: UUID
    result: str | None
    until: date | None
    reason: str
    fault_class: str
    cause_class: str
    human: bool | None
    repeat_reason: str
    names: dict[str, dict[str, str] | None]


RESULTS_OF = f"""
select x.report_id, x.result, x.until, x.reason, x.fault_class, x.cause_class, x.human, x.repeat_reason,
  jsonb_build_object('reason', {named("reason", "x")}, 'fault_class', {named("fault_class", "x")}, 'cause_class', {named("cause_class", "x")},
    'repeat_reason', {named("repeat_reason", "x")}) as names
from report_results x join reports r on r.id = x.report_id where x.order_id = $1 order by r.sealed_at, r.number
"""


async def results_of(tx: Tx, order_id: UUID) -> list[ResultLine]:
    return await tx.all(RESULTS_OF, ResultLine, order_id)


class Earlier(msgspec.Struct):
    """An order before this one, at the same place or of the same device. done: its newest report."""

    id: UUID
    number: str
    fault: str
    serial: str | None
    called_at: datetime
    done: Done | None


EARLIER = f"""
select p.id, p.number, p.fault, device.serial, p.created_at as called_at, {newest("r.order_id = p.id")} as done
from orders o join orders p on (p.site_id = o.site_id or p.device_id = o.device_id) and p.created_at < o.created_at
left join devices device on device.id = p.device_id
where o.id = $1 order by p.created_at desc, p.number limit $2
"""


async def earlier(tx: Tx, order_id: UUID, most: int) -> list[Earlier]:
    return await tx.all(EARLIER, Earlier, order_id, most)
