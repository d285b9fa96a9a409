"""Everything that ten thousand rows may name, looked up at once."""

from uuid import UUID

import msgspec

from ....db import Tx
from ....status.order.rules import OVER
from .rules import ContactRow, DeviceRow, SiteRow

CONTACTS = """
select id, account_id, name, coalesce(phone_keys, '{}') as phone_keys from contacts
where account_id = any($1::uuid[]) and active order by name, id
"""


async def contacts(tx: Tx, accounts: list[UUID]) -> list[ContactRow]:
    return await tx.all(CONTACTS, ContactRow, accounts)


SITES = "select id, account_id, name, lat, lon from sites where account_id = any($1::uuid[]) and active order by name, id"


async def sites(tx: Tx, accounts: list[UUID]) -> list[SiteRow]:
    return await tx.all(SITES, SiteRow, accounts)


DEVICES = f"""
select d.id, d.account_id, d.serial, d.serial_key,
  (select number from orders o where o.device_id = d.id and o.status not in {OVER} order by created_at desc limit 1) as open_order
from devices d where d.serial = any($1::text[]) or d.serial_key = any($2::text[])
"""


async def devices(tx: Tx, serials: list[str], keys: list[str]) -> list[DeviceRow]:
    return await tx.all(DEVICES, DeviceRow, serials, keys)


class OpenOrder(msgspec.Struct):
    account_id: UUID
    fault: str
    number: str


OPEN_ORDERS = f"""
select account_id, fault, number from orders where account_id = any($1::uuid[]) and status not in {OVER} order by created_at
"""


async def open_orders(tx: Tx, accounts: list[UUID]) -> list[OpenOrder]:
    return await tx.all(OPEN_ORDERS, OpenOrder, accounts)
