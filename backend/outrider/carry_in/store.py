"""What is kept of a device at the counter: what came with it, the dates that were promised, the quotes; and what lies on whose bench."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from ..db import Tx
from ..ids import new_id
from .rules import DateTold, KeptPhoto, Known, Quote

ANNOUNCE = """
insert into carry_ins (org_id, order_id, promised_on)
select current_org(), row.* from unnest($1::uuid[], $2::date[]) as row on conflict do nothing
"""
FIRST_DATES = """
insert into carry_in_dates (org_id, id, order_id, told_at, promised_on, reason, user_id)
select current_org(), row.id, row.order_id, $4, row.day, '', $5 from unnest($1::uuid[], $2::uuid[], $3::date[]) as row (id, order_id, day)
"""


async def announce(tx: Tx, orders: list[UUID], days: list[date], at: datetime, by: UUID | None) -> None:
    await tx.run(ANNOUNCE, orders, days)
    await tx.run(FIRST_DATES, [new_id(at) for _ in orders], orders, days, at, by)


KNOWN = """
select promised_on, handed_in_at, accessories, condition, password_note <> '' as has_password, outcome, findings
from carry_ins where order_id = $1
"""


async def known(tx: Tx, order_id: UUID) -> Known | None:
    return await tx.one(KNOWN, Known, order_id)


DATES = "select promised_on, told_at, reason from carry_in_dates where order_id = $1 order by told_at, id"


async def dates(tx: Tx, order_id: UUID) -> list[DateTold]:
    return await tx.all(DATES, DateTold, order_id)


PHOTOS = """
select encode(p.sha256, 'hex') as sha256, p.added_at, p.at_inspection, p.removed_at is not null as removed, b.complete_at is not null as arrived
from carry_in_photos p left join blobs b on b.sha256 = p.sha256 where p.order_id = $1 order by p.added_at, p.sha256
"""


async def photos(tx: Tx, order_id: UUID) -> list[KeptPhoto]:
    return await tx.all(PHOTOS, KeptPhoto, order_id)


QUOTES = """
select id, amount, currency, work, made_at, agreed, answered_at, answered_by, how from carry_in_quotes where order_id = $1 order by made_at, id
"""


async def quotes(tx: Tx, order_id: UUID) -> list[Quote]:
    return await tx.all(QUOTES, Quote, order_id)


# What opens it stays as it was where nothing new is said of it: nobody at the counter reads it back.
HAND_IN = """
insert into carry_ins (org_id, order_id, handed_in_at, accessories, condition, password_note) values (current_org(), $1, $2, $3, $4, $5)
on conflict (org_id, order_id) do update set handed_in_at = coalesce(carry_ins.handed_in_at, excluded.handed_in_at),
  accessories = excluded.accessories, condition = excluded.condition,
  password_note = coalesce(nullif(excluded.password_note, ''), carry_ins.password_note)
"""


async def hand_in(tx: Tx, order_id: UUID, at: datetime, accessories: str, condition: str, password_note: str) -> None:
    await tx.run(HAND_IN, order_id, at, accessories, condition, password_note)


ARRIVED = "select count(*) from blobs where sha256 = any($1::bytea[]) and complete_at is not null"


async def arrived(tx: Tx, hashes: list[bytes]) -> int:
    """How many of these photos are here as a whole."""
    return int(await tx.value(ARRIVED, hashes))


ADD_PHOTOS = """
insert into carry_in_photos (org_id, order_id, sha256, added_at, user_id, at_inspection)
select current_org(), $1, sha256, $3, $4, $5 from unnest($2::bytea[]) as row (sha256)
on conflict (org_id, order_id, sha256) do update set removed_at = null, removed_by = null where carry_in_photos.removed_at is not null
"""


async def add_photos(tx: Tx, order_id: UUID, hashes: list[bytes], at: datetime, by: UUID | None, at_inspection: bool = False) -> None:
    await tx.run(ADD_PHOTOS, order_id, hashes, at, by, at_inspection)


REMOVE_PHOTO = """
update carry_in_photos set removed_at = $3, removed_by = case when $3::timestamptz is not null then $4::uuid end
where order_id = $1 and sha256 = $2 and (removed_at is null) = ($3::timestamptz is not null)
"""


async def remove_photo(tx: Tx, order_id: UUID, sha256: bytes, at: datetime | None, by: UUID | None) -> bool:
    """at None: it is put back. False: there is no such photo, or it is so already."""
    return await tx.run(REMOVE_PHOTO, order_id, sha256, at, by) == 1


FORGET_REMOVED = "delete from carry_in_photos where order_id = $1 and removed_at is not null"


async def forget_removed(tx: Tx, order_id: UUID) -> None:
    await tx.run(FORGET_REMOVED, order_id)


SHOWING = "select distinct order_id from carry_in_photos where sha256 = $1"


async def showing(tx: Tx, sha256: bytes) -> list[UUID]:
    return [row["order_id"] for row in await tx.connection.fetch(SHOWING, sha256)]


FORGET_PASSWORD = "update carry_ins set password_note = '' where order_id = $1 and password_note <> ''"


async def forget_password(tx: Tx, order_id: UUID) -> None:
    await tx.run(FORGET_PASSWORD, order_id)


FORGET_IF_CANCELLED = """
update carry_ins set password_note = '' where order_id = $1 and password_note <> ''
  and exists (select from orders where id = $1 and status = 'cancelled' and status_since = $2)
"""


async def forget_if_cancelled(tx: Tx, order_id: UUID, at: datetime) -> None:
    await tx.run(FORGET_IF_CANCELLED, order_id, at)


PROMISE = """
insert into carry_ins (org_id, order_id, promised_on) values (current_org(), $1, $2)
on conflict (org_id, order_id) do update set promised_on = excluded.promised_on
"""
ADD_DATE = """
insert into carry_in_dates (org_id, id, order_id, told_at, promised_on, reason, user_id) values (current_org(), $1, $2, $3, $4, $5, $6)
"""


async def promise(tx: Tx, order_id: UUID, promised_on: date, reason: str, at: datetime, by: UUID | None) -> None:
    await tx.run(PROMISE, order_id, promised_on)
    await tx.run(ADD_DATE, new_id(at), order_id, at, promised_on, reason, by)


INSPECT = """
insert into carry_ins (org_id, order_id, outcome, findings) values (current_org(), $1, $2, $3)
on conflict (org_id, order_id) do update set outcome = excluded.outcome, findings = excluded.findings
"""


async def inspect(tx: Tx, order_id: UUID, outcome: str, findings: str) -> None:
    await tx.run(INSPECT, order_id, outcome, findings)


ADD_QUOTE = """
insert into carry_in_quotes (org_id, id, order_id, amount, currency, work, made_at, made_by) values (current_org(), $1, $2, $3, $4, $5, $6, $7)
"""


async def add_quote(
    tx: Tx, quote_id: UUID, order_id: UUID, amount: Decimal, currency: str, work: str, at: datetime, by: UUID | None
) -> None:
    await tx.run(ADD_QUOTE, quote_id, order_id, amount, currency, work, at, by)


ORDER_OF_QUOTE = "select order_id from carry_in_quotes where id = $1"


async def order_of_quote(tx: Tx, quote_id: UUID) -> UUID | None:
    found: UUID | None = await tx.value(ORDER_OF_QUOTE, quote_id)
    return found


ANSWER = """
update carry_in_quotes set agreed = $2, answered_at = $3, answered_by = $4, how = $5 where id = $1 and agreed is null
"""


async def answer(tx: Tx, quote_id: UUID, agreed: bool, at: datetime, by: str, how: str) -> bool:
    return await tx.run(ANSWER, quote_id, agreed, at, by, how) == 1


class Paper(msgspec.Struct):
    """What stands on the receipt."""

    number: str
    org: str
    station: str
    account: str
    contact: str
    contact_phone: str
    language: str
    time_zone: str
    fault: str
    serial: str | None
    model: str | None


PAPER = """
select o.number, org.name as org, station.name as station, account.name as account, contact.name as contact, contact.phone as contact_phone,
  contact.language, org.time_zone, o.fault, device.serial, device.model
from orders o join orgs org on org.id = o.org_id join units station on station.id = o.station_id
join accounts account on account.id = o.account_id join contacts contact on contact.id = o.contact_id
left join devices device on device.id = o.device_id where o.id = $1
"""


async def paper(tx: Tx, order_id: UUID) -> Paper | None:
    return await tx.one(PAPER, Paper, order_id)
