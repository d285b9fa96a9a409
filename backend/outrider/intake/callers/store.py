"""Customers as they are found when they call."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from ...accounts.doubles.rules import key_of
from ...db import Tx
from ...model import Status
from ...sign.results.rules import Done, newest
from ...status.order.rules import OVER


class ContactLine(msgspec.Struct):
    id: UUID
    name: str
    phone: str


class SiteLine(msgspec.Struct):
    id: UUID
    name: str
    address: str
    lat: float
    lon: float


class DeviceLine(msgspec.Struct):
    id: UUID
    serial: str
    model: str
    site_id: UUID | None


class CustomerLine(msgspec.Struct):
    """What a caller is recognised by, and what the order form fills in."""

    id: UUID
    name: str
    klass: str
    contacts: list[ContactLine]
    sites: list[SiteLine]
    devices: list[DeviceLine]
    open_orders: int


CUSTOMERS = f"""
select account.id, account.name, account.class as klass,
  coalesce((select jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name, 'phone', c.phone) order by c.name)
    from contacts c where c.account_id = account.id and c.active), '[]') as contacts,
  coalesce((select jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name, 'address', s.address, 'lat', s.lat, 'lon', s.lon)
    order by s.name) from sites s where s.account_id = account.id and s.active), '[]') as sites,
  coalesce((select jsonb_agg(jsonb_build_object('id', d.id, 'serial', d.serial, 'model', d.model, 'site_id', d.site_id) order by d.serial)
    from devices d where d.account_id = account.id and d.active), '[]') as devices,
  (select count(*) from orders o where o.account_id = account.id and o.status not in {OVER})::int as open_orders
from accounts account where account.id = any($1::uuid[]) and ($3 or account.id = any($4::uuid[])) order by account.name, account.id limit $2
"""


async def customers(tx: Tx, ids: list[UUID], limit: int, everything: bool, accounts: list[UUID]) -> list[CustomerLine]:
    return await tx.all(CUSTOMERS, CustomerLine, ids, limit, everything, accounts)


ACCOUNTS_OF = """
select id from accounts where id = any($2::uuid[])
union select account_id from contacts where id = any($3::uuid[]) or phone_keys && $1::text[]
union select account_id from sites where id = any($4::uuid[])
union select account_id from devices where id = any($5::uuid[])
"""


async def accounts_of(
    tx: Tx, phones: list[str], accounts: list[UUID], contacts: list[UUID], sites: list[UUID], devices: list[UUID]
) -> list[UUID]:
    return [row["id"] for row in await tx.connection.fetch(ACCOUNTS_OF, phones, accounts, contacts, sites, devices)]


class ContactRow(msgspec.Struct):
    id: UUID
    name: str
    phone: str
    account_id: UUID


CONTACTS_BY_PHONE = "select id, name, phone, account_id from contacts where phone_keys && $1::text[] and active order by name, id limit 10"


async def contacts_by_phone(tx: Tx, keys: list[str]) -> list[ContactRow]:
    return await tx.all(CONTACTS_BY_PHONE, ContactRow, keys)


class OrderLine(msgspec.Struct):
    id: UUID
    number: str
    status: Status
    kind: str
    fault: str
    serial: str | None
    engineer: str | None
    created_at: datetime
    done: Done | None


ORDERS_OF = f"""
select o.id, o.number, o.status, o.kind, o.fault, d.serial, o.created_at, {newest("r.order_id = o.id")} as done,
  (select u.name from attendances a join users u on u.id = a.engineer_id where a.order_id = o.id and a.joins_from is null
    order by a.assigned_at desc limit 1) as engineer
from orders o left join devices d on d.id = o.device_id
where ($1::uuid is null or o.account_id = $1) and ($2::uuid is null or o.device_id = $2)
order by o.status in {OVER}, o.created_at desc, o.id limit $3
"""


async def orders_of(tx: Tx, account_id: UUID | None, device_id: UUID | None, limit: int) -> list[OrderLine]:
    return await tx.all(ORDERS_OF, OrderLine, account_id, device_id, limit)


PATH = """
with recursive above (id, parent_id, name, depth) as (
  select id, parent_id, name, 0 from accounts where id = $1
  union all select a.id, a.parent_id, a.name, above.depth + 1 from accounts a join above on a.id = above.parent_id where above.depth < 20
)
select name from above order by depth desc
"""


async def path(tx: Tx, account_id: UUID) -> list[str]:
    return [row["name"] for row in await tx.connection.fetch(PATH, account_id)]


class DeviceFull(msgspec.Struct):
    id: UUID
    account_id: UUID
    site_id: UUID | None
    serial: str
    model: str
    configuration: str
    installed_on: date | None
    warranty_until: date | None


DEVICE = """
select id, account_id, site_id, serial, model, configuration, installed_on, warranty_until from devices
where serial_key = $1 or serial = $2 order by serial = $2 desc limit 1
"""


async def device(tx: Tx, serial: str) -> DeviceFull | None:
    return await tx.one(DEVICE, DeviceFull, key_of(serial), serial)
