"""Versions of levels and calendars: written once, never changed."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from ... import locks
from ...db import Tx


class VersionRow(msgspec.Struct):
    code: str
    version: int
    since: datetime
    document: Any


class ChangeRow(msgspec.Struct):
    version: int
    since: datetime
    document: Any
    name: str | None
    user_id: UUID | None
    note: str
    withdrawn_at: datetime | None


# Names its organisation, because the owner of the tables installs the defaults, whom row-level security may not stop.
LATEST = """
select distinct on (code) code, version, since, document from standing_rules where org_id = current_org() and kind = $1 order by code, version desc
"""


OFFERED = LATEST.replace("document from", "document - '{names,limits}'::text[] as document from").replace("kind = $1", "kind = 'level'")


async def offered(tx: Tx) -> list[VersionRow]:
    """Levels without their limits, which are most of what they say."""
    return await tx.all(OFFERED, VersionRow)


async def latest(tx: Tx, kind: str) -> list[VersionRow]:
    return await tx.all(LATEST, VersionRow, kind)


VERSIONS = "select code, version, since, document from standing_rules where kind = $1 and code = $2 order by version"


async def versions(tx: Tx, kind: str, code: str) -> list[VersionRow]:
    return await tx.all(VERSIONS, VersionRow, kind, code)


WITH_CALENDARS = """
select kind, code, version, since, document from standing_rules
where (kind = 'level' and code = $1) or (kind = 'calendar' and (code = any($2::text[])
  or code in (select document->>'calendar' from standing_rules where kind = 'level' and code = $1)))
order by version
"""


class KindRow(VersionRow):
    kind: str


async def with_calendars(tx: Tx, level: str, calendars: list[str]) -> list[KindRow]:
    return await tx.all(WITH_CALENDARS, KindRow, level, calendars)


CHANGES = """
select r.version, r.since, r.document, person.name, r.user_id, r.note, w.at as withdrawn_at
from service_rules r left join users person on person.id = r.user_id
left join rule_withdrawals w on w.kind = r.kind and w.code = r.code and w.version = r.version
where r.kind = $1 and r.code = $2 order by r.version desc
"""


async def changes(tx: Tx, kind: str, code: str) -> list[ChangeRow]:
    return await tx.all(CHANGES, ChangeRow, kind, code)


# The number is part of the key: of two people who publish at once, the second one's insert is refused.
HIGHEST = "select coalesce(max(version), 0) from service_rules where kind = $1 and code = $2"


async def highest(tx: Tx, kind: str, code: str) -> int:
    """The last number that was given, also to one that was taken back."""
    return int(await tx.value(HIGHEST, kind, code))


ADD = """
insert into service_rules (org_id, kind, code, version, since, document, user_id, note) values (current_org(), $1, $2, $3, $4, $5, $6, $7)
"""


async def add(tx: Tx, kind: str, code: str, version: int, since: datetime, document: Any, user_id: UUID | None, note: str) -> None:
    await tx.run(ADD, kind, code, version, since, document, user_id, note)


WITHDRAW = "insert into rule_withdrawals (org_id, kind, code, version, at, user_id) values (current_org(), $1, $2, $3, $4, $5)"


async def withdraw(tx: Tx, kind: str, code: str, version: int, now: datetime, user_id: UUID | None) -> None:
    await tx.run(WITHDRAW, kind, code, version, now, user_id)


# Who would be left with the name of something that never was.
IS_NAMED = """
select exists (select from standing_rules where org_id = current_org() and kind = 'level' and $1 = 'calendar' and document->>'calendar' = $2)
  or exists (select from contracts where $1 = 'calendar' and calendar = $2 or $1 = 'level' and $2 = any(levels))
  or exists (select from orders where $1 = 'calendar' and calendar = $2 or $1 = 'level' and level = $2)
"""


async def is_named(tx: Tx, kind: str, code: str) -> bool:
    return bool(await tx.value(IS_NAMED, kind, code))


LOCK = "select pg_advisory_xact_lock($1, hashtext(current_org()::text))"


async def lock(tx: Tx) -> None:
    await tx.run(LOCK, locks.PUBLISH)


SETTINGS = "select time_zone, language from orgs where id = current_org()"


class Settings(msgspec.Struct):
    time_zone: str
    language: str


async def settings(tx: Tx) -> Settings:
    found = await tx.one(SETTINGS, Settings)
    assert found is not None
    return found
