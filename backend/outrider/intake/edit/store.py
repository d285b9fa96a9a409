"""The editable fields of an order, and what its customer has."""

from uuid import UUID

import msgspec

from ...db import Tx
from ...model import Status
from .rules import NamedChoice, OrderValues


class Stands(OrderValues, kw_only=True):
    """With what it is judged by."""

    status: Status
    account_id: UUID


STANDS = """
select o.status, o.account_id, o.kind, o.level, o.fault, o.skill, o.access_note, o.contact_id, o.site_id, o.device_id, v.work_minutes,
  o.named_engineer_id
from orders o left join visits v on v.order_id = o.id and v.closed_at is null where o.id = $1
"""


async def stands(tx: Tx, order_id: UUID) -> Stands | None:
    return await tx.one(STANDS, Stands, order_id)


CONTACTS = (
    "select id, concat_ws(' · ', name, phone) as name from contacts where account_id = $1 and (active or id = $2) order by name limit 500"
)
SITES = "select id, concat_ws(', ', name, address) as name from sites where account_id = $1 and (active or id = $2) order by name limit 500"
DEVICES = """
select id, concat_ws(' · ', nullif(model, ''), serial) as name from devices where account_id = $1 and (active or id = $2) order by serial limit 2000
"""


async def contacts(tx: Tx, account_id: UUID, now: UUID) -> list[NamedChoice]:
    """now: the one that stands there, also where it is used no more."""
    return await tx.all(CONTACTS, NamedChoice, account_id, now)


async def sites(tx: Tx, account_id: UUID, now: UUID) -> list[NamedChoice]:
    return await tx.all(SITES, NamedChoice, account_id, now)


async def devices(tx: Tx, account_id: UUID, now: UUID | None) -> list[NamedChoice]:
    return await tx.all(DEVICES, NamedChoice, account_id, now)


ENGINEERS = """
select person.id, person.name from engineers e join users person on person.id = e.user_id
where person.active or person.id = $1 order by person.name, person.id limit 2000
"""


async def engineers(tx: Tx, now: UUID | None) -> list[NamedChoice]:
    return await tx.all(ENGINEERS, NamedChoice, now)


EDIT = """
with visit as (update visits set work_minutes = coalesce($10, work_minutes) where order_id = $1 and closed_at is null)
update orders set kind = $2, level = $3, fault = $4, skill = $5, access_note = $6, contact_id = $7, site_id = $8, device_id = $9,
  named_engineer_id = $11 where id = $1
"""


async def edit(tx: Tx, order_id: UUID, wanted: OrderValues) -> None:
    await tx.run(EDIT, order_id, *msgspec.structs.astuple(wanted))
