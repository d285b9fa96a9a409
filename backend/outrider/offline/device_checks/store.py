"""The device of an order, and the devices that there are."""

from uuid import UUID

from ...db import Tx
from .rules import Expected, Found

EXPECTED = """
select o.id as order_id, o.account_id, o.site_id, o.device_id, d.serial from orders o left join devices d on d.id = o.device_id where o.id = $1
"""


async def expected(tx: Tx, order_id: UUID) -> Expected:
    found = await tx.one(EXPECTED, Expected, order_id)
    assert found is not None
    return found


FIND = """
select id, account_id from devices where serial_key = $1 or serial = $2 order by account_id = $3 desc, serial = $2 desc limit 1
"""


async def find(tx: Tx, serial_key: str, serial: str, account_id: UUID) -> Found | None:
    return await tx.one(FIND, Found, serial_key, serial, account_id)


ADD = """
insert into devices (org_id, id, account_id, site_id, serial, serial_key) values (current_org(), $1, $2, $3, $4, $5)
"""


async def add(tx: Tx, device_id: UUID, of: Expected, serial: str, serial_key: str) -> None:
    await tx.run(ADD, device_id, of.account_id, of.site_id, serial, serial_key)


SET_DEVICE = "update orders set device_id = $2 where id = $1"


async def set_device(tx: Tx, order_id: UUID, device_id: UUID) -> None:
    await tx.run(SET_DEVICE, order_id, device_id)
