"""What the server knows by now of a place that a phone took along days ago."""

from uuid import UUID

import msgspec

from ...accounts.doubles.rules import key_of
from ...db import Tx


class Known(msgspec.Struct):
    """Whose the site is now; the contact as it stands, and whose; whose device has this number (null: nobody's yet)."""

    account_id: UUID
    contact_account: UUID | None
    contact: str | None
    phone: str | None
    language: str | None
    device_account: UUID | None


KNOWN = """
select s.account_id, c.account_id as contact_account, c.name as contact, c.phone, c.language, d.account_id as device_account
from sites s left join contacts c on c.id = $2
left join lateral (select d.account_id from devices d where (d.serial = $3 or d.serial_key = $4) and $3 <> ''
  order by d.account_id = s.account_id desc limit 1) d on true where s.id = $1
"""


async def known(tx: Tx, site_id: UUID, contact_id: UUID | None, serial: str) -> Known | None:
    return await tx.one(KNOWN, Known, site_id, contact_id, serial, key_of(serial))
