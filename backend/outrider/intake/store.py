"""Customers as they are found when they call, and new orders."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from ..db import Tx
from ..model import Scope


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


class StationLine(msgspec.Struct):
    id: UUID
    lat: float
    lon: float


FIND_CUSTOMERS = """
select account.id, account.name, account.class as klass,
  coalesce((select jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name, 'phone', c.phone) order by c.name)
    from contacts c where c.account_id = account.id), '[]') as contacts,
  coalesce((select jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name, 'address', s.address, 'lat', s.lat, 'lon', s.lon)
    order by s.name) from sites s where s.account_id = account.id), '[]') as sites,
  coalesce((select jsonb_agg(jsonb_build_object('id', d.id, 'serial', d.serial, 'model', d.model, 'site_id', d.site_id) order by d.serial)
    from devices d where d.account_id = account.id), '[]') as devices,
  (select count(*) from orders o where o.account_id = account.id and o.status not in ('closed', 'cancelled'))::int as open_orders
from accounts account
where ($4 or account.id = any($5::uuid[])) and (strpos(lower(account.name), lower($1)) > 0
  or exists (select from contacts c where c.account_id = account.id and ($2 <> '' and right(regexp_replace(c.phone, '\\D', '', 'g'), 10) = $2
    or strpos(lower(c.name), lower($1)) > 0))
  or exists (select from devices d where d.account_id = account.id and lower(d.serial) = lower($1)))
order by account.name limit $3
"""


async def find_customers(tx: Tx, words: str, phone: str, limit: int, everything: bool, accounts: list[UUID]) -> list[CustomerLine]:
    return await tx.all(FIND_CUSTOMERS, CustomerLine, words, phone, limit, everything, accounts)


ADD_ACCOUNT = "insert into accounts (org_id, id, name) values (current_org(), $1, $2)"


async def add_account(tx: Tx, account_id: UUID, name: str) -> None:
    await tx.run(ADD_ACCOUNT, account_id, name)


ADD_CONTACT = "insert into contacts (org_id, id, account_id, name, phone, language) values (current_org(), $1, $2, $3, $4, $5)"


async def add_contact(tx: Tx, contact_id: UUID, account_id: UUID, name: str, phone: str, language: str) -> None:
    await tx.run(ADD_CONTACT, contact_id, account_id, name, phone, language)


ADD_SITE = """
insert into sites (org_id, id, account_id, name, address, lat, lon, time_zone)
values (current_org(), $1, $2, $3, $4, $5, $6, (select time_zone from orgs where id = current_org()))
"""


async def add_site(tx: Tx, site_id: UUID, account_id: UUID, name: str, address: str, lat: float, lon: float) -> None:
    await tx.run(ADD_SITE, site_id, account_id, name, address, lat, lon)


ADD_DEVICE = """
insert into devices (org_id, id, account_id, site_id, serial, model) values (current_org(), $1, $2, $3, $4, $5)
on conflict (org_id, serial) do nothing
"""


async def add_device(tx: Tx, device_id: UUID, account_id: UUID, site_id: UUID, serial: str, model: str) -> None:
    await tx.run(ADD_DEVICE, device_id, account_id, site_id, serial, model)


DEVICE_OF = "select id from devices where serial = $1 and account_id = $2"


async def device_of(tx: Tx, serial: str, account_id: UUID) -> UUID | None:
    found: UUID | None = await tx.value(DEVICE_OF, serial, account_id)
    return found


BELONGS = """
select exists (select from contacts where id = $2 and account_id = $1) as contact,
  exists (select from sites where id = $3 and account_id = $1) as site
"""


class Belongs(msgspec.Struct):
    contact: bool
    site: bool


async def belongs(tx: Tx, account_id: UUID, contact_id: UUID, site_id: UUID) -> Belongs:
    found = await tx.one(BELONGS, Belongs, account_id, contact_id, site_id)
    assert found is not None
    return found


STATIONS = "select id, lat, lon from units where kind = 'station' and ($1 or id = any($2::uuid[])) order by id"


async def stations(tx: Tx, scope: Scope) -> list[StationLine]:
    return await tx.all(STATIONS, StationLine, scope.everything, scope.stations)


SITE_PLACE = "select id, lat, lon from sites where id = $1"


async def site_place(tx: Tx, site_id: UUID) -> StationLine | None:
    return await tx.one(SITE_PLACE, StationLine, site_id)


NUMBER_OF = "select number from orders where id = $1"


async def number_of(tx: Tx, order_id: UUID) -> str | None:
    found: str | None = await tx.value(NUMBER_OF, order_id)
    return found


ADD_ORDER = """
insert into orders (org_id, id, number, account_id, contact_id, site_id, device_id, station_id, kind, level, skill, fault, access_note,
  status, status_since, created_by, created_at)
values (current_org(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $14)
"""


async def add_order(tx: Tx, *row: Any) -> None:
    await tx.run(ADD_ORDER, *row)


ADD_VISIT = """
insert into visits (org_id, id, order_id, window_from, window_to, work_minutes) values (current_org(), $1, $2, $3, $4, $5)
"""


async def add_visit(tx: Tx, visit_id: UUID, order_id: UUID, start: datetime, end: datetime, minutes: int) -> None:
    await tx.run(ADD_VISIT, visit_id, order_id, start, end, minutes)


TIME_ZONE = "select time_zone from orgs where id = current_org()"


async def time_zone(tx: Tx) -> str:
    return str(await tx.value(TIME_ZONE))
