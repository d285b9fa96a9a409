"""New orders, and what is entered with them."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from ... import lang, locks
from ...accounts.doubles.rules import key_of
from ...db import Tx
from ...model import Scope, Status
from ...status.order.rules import OVER
from .rules import Entered, ResolvedOrder, StationLine

LOCK_ID = "select pg_advisory_xact_lock($1, hashtext($2::uuid::text))"


async def lock_id(tx: Tx, order_id: UUID) -> None:
    """The same order sent twice at once: the second waits, and then knows the first."""
    await tx.run(LOCK_ID, locks.TAKE_ORDER, order_id)


ADD_ACCOUNT = "insert into accounts (org_id, id, name) values (current_org(), $1, $2)"


async def add_account(tx: Tx, account_id: UUID, name: str) -> None:
    await tx.run(ADD_ACCOUNT, account_id, name)


ADD_CONTACT = """
insert into contacts (org_id, id, account_id, name, phone, language, phone_keys) values (current_org(), $1, $2, $3, $4, $5, $6)
"""


async def add_contact(tx: Tx, contact_id: UUID, account_id: UUID, name: str, phone: str, language: str, keys: list[str]) -> None:
    """keys: by which the number is found."""
    await tx.run(ADD_CONTACT, contact_id, account_id, name, phone, language, keys)


ADD_SITE = """
insert into sites (org_id, id, account_id, name, address, lat, lon, time_zone)
select current_org(), $1, account.id, coalesce(nullif($3, ''), account.name), $4, $5, $6, org.time_zone
from accounts account join orgs org on org.id = account.org_id where account.id = $2 returning name
"""


async def add_site(tx: Tx, site_id: UUID, account_id: UUID, name: str, address: str, lat: float, lon: float) -> str:
    """What it is called: as its customer, where nobody gave it a name. Its address stands beside that everywhere."""
    return str(await tx.value(ADD_SITE, site_id, account_id, name, address, lat, lon))


ADD_DEVICE = """
insert into devices (org_id, id, account_id, site_id, serial, model, serial_key) values (current_org(), $1, $2, $3, $4, $5, $6)
on conflict do nothing
"""


async def add_device(tx: Tx, device_id: UUID, account_id: UUID, site_id: UUID, serial: str, model: str) -> None:
    await tx.run(ADD_DEVICE, device_id, account_id, site_id, serial, model, key_of(serial))


DEVICE_OF = """
select id from devices where (serial_key = $1 or serial = $2) and account_id = $3 order by serial = $2 desc limit 1
"""


async def device_of(tx: Tx, serial: str, account_id: UUID) -> UUID | None:
    found: UUID | None = await tx.value(DEVICE_OF, key_of(serial), serial, account_id)
    return found


BELONGS = """
select exists (select from contacts where id = $2 and account_id = $1) and exists (select from sites where id = $3 and account_id = $1)
"""


async def belongs(tx: Tx, account_id: UUID, contact_id: UUID, site_id: UUID) -> bool:
    return bool(await tx.value(BELONGS, account_id, contact_id, site_id))


ENTERED = "select account_id, contact_id, site_id from orders where id = $1"


async def entered(tx: Tx, order_id: UUID) -> Entered:
    found = await tx.one(ENTERED, Entered, order_id)
    assert found is not None
    return found


STATIONS = "select id, lat, lon from units where kind = 'station' and ($1 or id = any($2::uuid[])) order by id"


async def stations(tx: Tx, scope: Scope) -> list[StationLine]:
    return await tx.all(STATIONS, StationLine, scope.everything or scope.only_accounts, scope.stations)


class Counter(StationLine):
    name: str


COUNTERS = "select id, lat, lon, name from units where kind = 'station' and ($1 or id = any($2::uuid[])) order by name, id"


async def counters(tx: Tx, scope: Scope) -> list[Counter]:
    return await tx.all(COUNTERS, Counter, scope.everything or scope.only_accounts, scope.stations)


SITE_AT = "select id from sites where account_id = $1 and name = $2 and lat = $3 and lon = $4 order by id limit 1"


async def site_at(tx: Tx, account_id: UUID, counter: Counter) -> UUID | None:
    found: UUID | None = await tx.value(SITE_AT, account_id, counter.name, counter.lat, counter.lon)
    return found


SITE_PLACE = "select id, lat, lon from sites where id = $1"


async def site_place(tx: Tx, site_id: UUID) -> StationLine | None:
    return await tx.one(SITE_PLACE, StationLine, site_id)


SKILL = """
select code from skills where active and (code_key = $1 or code = $2) order by code = $2 desc limit 1
"""


async def skill(tx: Tx, key: str, code: str) -> str | None:
    """As the catalogue writes it."""
    found: str | None = await tx.value(SKILL, key, code)
    return found


IS_ENGINEER = "select exists (select from engineers where user_id = $1)"


async def is_engineer(tx: Tx, user_id: UUID) -> bool:
    return bool(await tx.value(IS_ENGINEER, user_id))


SKILL_CODES = "select code from skills where active order by code"


async def skill_codes(tx: Tx) -> list[str]:
    return [row["code"] for row in await tx.connection.fetch(SKILL_CODES)]


class Known(msgspec.Struct):
    number: str
    request_sha: bytes | None


KNOWN = "select number, request_sha from orders where id = $1"


async def known(tx: Tx, order_id: UUID) -> Known | None:
    return await tx.one(KNOWN, Known, order_id)


class OpenOrder(msgspec.Struct):
    id: UUID
    number: str
    device_id: UUID


OPEN_ORDERS = f"""
select id, number, device_id from orders where device_id = any($1::uuid[]) and status not in {OVER} order by created_at desc
"""


async def open_orders(tx: Tx, devices: list[UUID]) -> list[OpenOrder]:
    return await tx.all(OPEN_ORDERS, OpenOrder, devices)


ADD_ORDERS = """
insert into orders (org_id, id, kind, level, account_id, contact_id, site_id, device_id, station_id, contract_id, calendar, status, fault,
  access_note, skill, request_sha, created_by, came_in, alarm_key, alarm_count, named_engineer_id, taken_with, number, status_since, created_at)
select current_org(), row.*, $23, $23 from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[],
  $8::uuid[], $9::uuid[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::bytea[], $16::uuid[], $17::text[],
  $18::text[], $19::int[], $20::uuid[], $21::uuid[], $22::text[]) as row
"""


async def add_orders(tx: Tx, rows: list[ResolvedOrder], numbers: list[str], now: datetime) -> None:
    def line(row: ResolvedOrder) -> tuple[Any, ...]:
        whose = (row.parties.account, row.parties.contact, row.parties.site, row.parties.device, row.parties.station)
        status = Status.AWAITING_ASSIGNMENT if row.dispatch_at_once else Status.RECEIVED
        bought, said = (row.entitled.contract_id, row.entitled.calendar), (row.fault, row.access_note, row.skill)
        return (
            row.id,
            row.kind,
            row.level,
            *whose,
            *bought,
            status,
            *said,
            row.request_sha,
            row.by.user_id,
            row.came_in,
            row.alarm_key,
            int(bool(row.alarm_key)),
            row.engineer_id,
            row.taken_with,
        )

    columns = [list(column) for column in zip(*map(line, rows), strict=True)]
    await tx.run(ADD_ORDERS, *columns, numbers, now)


ALARMED_AGAIN = f"""
update orders set alarm_count = alarm_count + 1 where id = (
  select id from orders where alarm_key = $1 and status not in {OVER} order by created_at, id limit 1)
returning id, number, alarm_count as count
"""


class Alarmed(msgspec.Struct):
    id: UUID
    number: str
    count: int


async def alarmed_again(tx: Tx, alarm_key: str) -> Alarmed | None:
    """The open order of this alarm, counted once more."""
    return await tx.one(ALARMED_AGAIN, Alarmed, alarm_key)


LOCK_ALARM = "select pg_advisory_xact_lock($1, hashtext($2))"


async def lock_alarm(tx: Tx, alarm_key: str) -> None:
    """Of two repeats at once the second finds what the first made."""
    await tx.run(LOCK_ALARM, locks.TAKE_ORDER, alarm_key)


ADD_VISITS = """
insert into visits (org_id, id, order_id, window_from, window_to, work_minutes, to_agree)
select current_org(), row.* from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[], $5::int[], $6::boolean[]) as row
"""


async def add_visits(tx: Tx, rows: list[ResolvedOrder], visits: list[UUID | None]) -> None:
    pairs = [(visit, row) for row, visit in zip(rows, visits, strict=True) if visit]
    lines = [(visit, row.id, row.window_from, row.window_to, row.work_minutes, row.to_agree) for visit, row in pairs]
    if lines:
        await tx.run(ADD_VISITS, *[list(column) for column in zip(*lines, strict=True)])


LANGUAGE = "select language from orgs where id = current_org()"


async def language(tx: Tx) -> str:
    return lang.choose(await tx.value(LANGUAGE))
