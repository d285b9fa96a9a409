"""What the server knows by now of a place that a phone took along days ago."""

from uuid import UUID

import msgspec

from ...accounts.doubles.rules import key_of
from ...db import Tx
from ..pack.rules import Device, PackPerson
from .rules import Known

KNOWN = """
select s.account_id, c.account_id as contact_account, c.name as contact, c.phone, c.language, d.account_id as device_account
from sites s left join contacts c on c.id = $2
left join lateral (select d.account_id from devices d where (d.serial = $3 or d.serial_key = $4) and $3 <> ''
  order by d.account_id = s.account_id desc limit 1) d on true where s.id = $1
"""


async def known(tx: Tx, site_id: UUID, contact_id: UUID | None, serial: str) -> Known | None:
    return await tx.one(KNOWN, Known, site_id, contact_id, serial, key_of(serial))


class PlaceLine(msgspec.Struct):
    """What the phone fills in. serial, model: of the device that was looked for, else empty. contacts: who was looked for comes first."""

    account_id: UUID
    account: str
    site_id: UUID
    site: str
    address: str
    lat: float
    lon: float
    time_zone: str
    serial: str
    model: str
    contacts: list[PackPerson]
    devices: list[Device]


# A device stands beside its place only where one of the words is of it, and of nothing else there.
FIND_PLACES = """
with mine as (select distinct o.account_id from attendances a join orders o on o.id = a.order_id where a.engineer_id = $1),
people as (
  select c.account_id, string_agg(c.name, ' ') as names, bool_or(c.called) as called,
    jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name, 'phone', c.phone, 'language', c.language) order by c.met desc, c.name, c.id) as rows
  from (select c.id, c.account_id, c.name, c.phone, c.language, called, called or named as met,
      row_number() over (partition by c.account_id order by called or named desc, c.name, c.id) as n
    from mine join contacts c on c.account_id = mine.account_id and c.active
    cross join lateral (select coalesce(c.phone_keys && $3::text[], false) as called,
      exists (select from unnest($2::text[]) word where strpos(lower(c.name), word) > 0) as named) found) c
  where c.n <= 10 group by c.account_id)
select account.id as account_id, account.name as account, site.id as site_id, site.name as site, site.address, site.lat, site.lon, site.time_zone,
  coalesce(d.serial, '') as serial, coalesce(d.model, '') as model, coalesce(people.rows, '[]') as contacts,
  coalesce((select jsonb_agg(jsonb_build_object('serial', there.serial, 'model', there.model) order by there.serial)
    from (select * from devices there where there.site_id = site.id and there.active order by there.serial limit 100) there), '[]') as devices
from mine join accounts account on account.id = mine.account_id
join sites site on site.account_id = account.id and site.active
left join people on people.account_id = account.id
left join devices d on d.site_id = site.id and d.active
  and exists (select from unnest($2::text[]) word where strpos(lower(d.serial || ' ' || d.model), word) > 0
    and strpos(lower(concat_ws(' ', account.name, site.name, site.address, people.names)), word) = 0)
where coalesce(people.called, false) or not exists (select from unnest($2::text[]) word
  where strpos(lower(concat_ws(' ', account.name, site.name, site.address, d.serial, d.model, people.names)), word) = 0)
order by d.serial is null, account.name, site.name, site.id, d.serial limit $4
"""


async def find_places(tx: Tx, engineer_id: UUID, words: list[str], phones: list[str], most: int) -> list[PlaceLine]:
    return await tx.all(FIND_PLACES, PlaceLine, engineer_id, words, phones, most)
