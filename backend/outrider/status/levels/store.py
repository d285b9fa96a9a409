"""Versions of levels and calendars: written once, never changed."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

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
    note: str


# Names its organisation, because the owner of the tables installs the defaults, whom the wall may not stop.
LATEST = """
select distinct on (code) code, version, since, document from service_rules where org_id = current_org() and kind = $1 order by code, version desc
"""


async def latest(tx: Tx, kind: str) -> list[VersionRow]:
    return await tx.all(LATEST, VersionRow, kind)


VERSIONS = "select code, version, since, document from service_rules where kind = $1 and code = $2 order by version"


async def versions(tx: Tx, kind: str, code: str) -> list[VersionRow]:
    return await tx.all(VERSIONS, VersionRow, kind, code)


WITH_CALENDARS = """
select kind, code, version, since, document from service_rules
where (kind = 'level' and code = $1) or (kind = 'calendar' and (code = any($2::text[])
  or code in (select document->>'calendar' from service_rules where kind = 'level' and code = $1)))
order by version
"""


class KindRow(VersionRow):
    kind: str


async def with_calendars(tx: Tx, level: str, calendars: list[str]) -> list[KindRow]:
    return await tx.all(WITH_CALENDARS, KindRow, level, calendars)


CHANGES = """
select r.version, r.since, r.document, person.name, r.note from service_rules r left join users person on person.id = r.user_id
where r.kind = $1 and r.code = $2 order by r.version desc
"""


async def changes(tx: Tx, kind: str, code: str) -> list[ChangeRow]:
    return await tx.all(CHANGES, ChangeRow, kind, code)


# The number is part of the key: of two people who publish at once, the second one's insert is refused.
ADD = """
insert into service_rules (org_id, kind, code, version, since, document, user_id, note) values (current_org(), $1, $2, $3, $4, $5, $6, $7)
"""


async def add(tx: Tx, kind: str, code: str, version: int, since: datetime, document: Any, user_id: UUID | None, note: str) -> None:
    await tx.run(ADD, kind, code, version, since, document, user_id, note)


SETTINGS = "select time_zone, language from orgs where id = current_org()"


class Settings(msgspec.Struct):
    time_zone: str
    language: str


async def settings(tx: Tx) -> Settings:
    found = await tx.one(SETTINGS, Settings)
    assert found is not None
    return found
