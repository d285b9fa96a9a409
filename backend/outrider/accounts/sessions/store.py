"""Sessions and one-time links: in tables that are read before the organisation is known."""

from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from ...db import Connection, Tx
from ...model import Scope
from ..doubles.rules import key_of
from .rules import LONGEST_LOGIN, Grant


class Credential(msgspec.Struct):
    org_id: int
    user_id: UUID
    password_hash: str | None


class Person(msgspec.Struct):
    name: str
    language: str
    time_zone: str
    active: bool
    grants: list[Grant]


class Holder(Person):
    """Of a session."""

    session_id: UUID
    org_id: int
    user_id: UUID
    phone_id: UUID | None


class SessionLine(msgspec.Struct):
    id: UUID
    agent: str
    created_at: datetime
    phone_id: UUID | None


class LinkRow(msgspec.Struct):
    org_id: int
    user_id: UUID
    purpose: str


FIND_CREDENTIAL = """
select org_id, user_id, password_hash from credentials where login_key = $2 or login = lower($1) order by login = lower($1) desc limit 1
"""


async def find_credential(connection: Connection, login: str) -> Credential | None:
    row = await connection.fetchrow(FIND_CREDENTIAL, login, key_of(login[:LONGEST_LOGIN]))
    return None if row is None else msgspec.convert(row, Credential)


ADD_ATTEMPTS = "insert into attempts (key, at) select key, $2 from unnest($1::text[]) key"


async def add_attempts(connection: Connection, keys: list[str], at: datetime) -> None:
    await connection.execute(ADD_ATTEMPTS, keys, at)


COUNT_ATTEMPTS = "select key, count(*) as count from attempts where key = any($1::text[]) and at > $2 group by key"


async def count_attempts(connection: Connection, keys: list[str], since: datetime) -> dict[str, int]:
    return {row["key"]: row["count"] for row in await connection.fetch(COUNT_ATTEMPTS, keys, since)}


CLEAR_ATTEMPTS = "delete from attempts where key = $1 or at < $2"
# Who knows the password was no stranger: this try was none of those that slow a login or an address down.
CLEAR_ONE = "delete from attempts where ctid = any(array(select max(ctid) from attempts where key = any($1::text[]) group by key))"


async def clear_attempts(connection: Connection, keys: list[str], before: datetime) -> None:
    await connection.execute(CLEAR_ATTEMPTS, keys[0], before)
    await connection.execute(CLEAR_ONE, keys[1:])


IS_KNOWN = "select exists (select from sessions where device_hash = $1 and org_id = $2 and user_id = $3)"


async def is_known(connection: Connection, device_hash: bytes, org_id: int, user_id: UUID) -> bool:
    return bool(await connection.fetchval(IS_KNOWN, device_hash, org_id, user_id))


HAD_PHONE = "select exists (select from phones where user_id = $1)"


async def had_phone(tx: Tx, user_id: UUID) -> bool:
    return bool(await tx.value(HAD_PHONE, user_id))


ADD_SESSION = """
insert into sessions (id, token_hash, org_id, user_id, phone_id, agent, created_at, expires_at, device_hash)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""


async def add_session(connection: Connection, *row: Any) -> None:
    await connection.execute(ADD_SESSION, *row)


SESSION_HOLDER = "select * from session_holder($1, $2)"


async def session_holder(pool: "asyncpg.Pool[asyncpg.Record]", token_hash: bytes, now: datetime) -> Holder | None:
    """One statement, before the organisation is known."""
    row = await pool.fetchrow(SESSION_HOLDER, token_hash, now)
    return None if row is None else msgspec.convert(dict(row), Holder)


FIND_PERSON = "select * from person_with_grants(current_org(), $1)"


async def find_person(tx: Tx, user_id: UUID) -> Person | None:
    return await tx.one(FIND_PERSON, Person, user_id)


SESSIONS_OF = """
select id, agent, created_at, phone_id from sessions
where org_id = current_org() and user_id = $1 and revoked_at is null and expires_at > $2 order by created_at desc
"""


async def sessions_of(tx: Tx, user_id: UUID, now: datetime) -> list[SessionLine]:
    return await tx.all(SESSIONS_OF, SessionLine, user_id, now)


REVOKE_SESSION = """
update sessions set revoked_at = $3 where org_id = current_org() and user_id = $1 and ($2::uuid is null or id = $2) and revoked_at is null
"""


async def revoke_sessions(tx: Tx, user_id: UUID, session_id: UUID | None, now: datetime) -> int:
    return await tx.run(REVOKE_SESSION, user_id, session_id, now)


REVOKE_ACCESS = """
update sessions set revoked_at = $3 where org_id = current_org() and user_id = $1 and ($2 or phone_id is null) and revoked_at is null
"""


async def revoke_access(tx: Tx, user_id: UUID, with_phones: bool, now: datetime) -> int:
    return await tx.run(REVOKE_ACCESS, user_id, with_phones, now)


# What was ended by one act bears its moment.
RESUME_ACCESS = "update sessions set revoked_at = null where org_id = current_org() and user_id = $1 and revoked_at = $2"
RESUME_LINKS = "update one_time_links set used_at = null where org_id = current_org() and user_id = $1 and used_at = $2"


async def resume_access(tx: Tx, user_id: UUID, ended_at: datetime) -> None:
    await tx.run(RESUME_ACCESS, user_id, ended_at)
    await tx.run(RESUME_LINKS, user_id, ended_at)


RIGHTS_CHANGED = """
update sessions set rights_changed_at = $2 where org_id = current_org() and ($1::uuid is null or user_id = $1) and revoked_at is null
"""


async def note_rights_changed(tx: Tx, user_id: UUID | None, now: datetime) -> None:
    await tx.run(RIGHTS_CHANGED, user_id, now)


OWNER_OF_PHONE = """
select p.user_id from phones p join engineers e on e.user_id = p.user_id where p.id = $1 and ($2 or e.station_id = any($3::uuid[]))
"""


async def owner_of_phone(tx: Tx, phone_id: UUID, scope: Scope) -> UUID | None:
    """Whose it is, where that is somebody of the scope."""
    found: UUID | None = await tx.value(OWNER_OF_PHONE, phone_id, scope.everything, scope.stations)
    return found


END_PHONE = """
update sessions set revoked_at = $3
where org_id = current_org() and user_id = $1 and phone_id = $2 and revoked_at is null and expires_at > $3
"""


async def end_phone(tx: Tx, user_id: UUID, phone_id: UUID, now: datetime) -> int:
    return await tx.run(END_PHONE, user_id, phone_id, now)


ADD_LINK = "insert into one_time_links (token_hash, org_id, user_id, purpose, expires_at) values ($1, current_org(), $2, $3, $4)"


async def add_link(tx: Tx, token_hash: bytes, user_id: UUID, purpose: str, expires_at: datetime) -> None:
    await tx.run(ADD_LINK, token_hash, user_id, purpose, expires_at)


FIND_LINK = "select org_id, user_id, purpose from one_time_links where token_hash = $1 and expires_at > $2 and used_at is null"


async def find_link(connection: Connection, token_hash: bytes, now: datetime) -> LinkRow | None:
    row = await connection.fetchrow(FIND_LINK, token_hash, now)
    return None if row is None else msgspec.convert(row, LinkRow)


LOCK_CREDENTIAL = "select 1 from credentials where org_id = $1 and user_id = $2 for update"


async def lock_credential(connection: Connection, org_id: int, user_id: UUID) -> None:
    """One of a person's links is made or used at a time."""
    await connection.execute(LOCK_CREDENTIAL, org_id, user_id)


END_LINKS = "update one_time_links set used_at = $3 where org_id = $1 and user_id = $2 and used_at is null"


async def end_links(connection: Connection, org_id: int, user_id: UUID, now: datetime) -> None:
    await connection.execute(END_LINKS, org_id, user_id, now)


SET_PASSWORD = "update credentials set password_hash = $3 where org_id = $1 and user_id = $2"


async def set_password(connection: Connection, org_id: int, user_id: UUID, password_hash: str) -> None:
    await connection.execute(SET_PASSWORD, org_id, user_id, password_hash)


ADD_PHONE = """
insert into phones (org_id, id, user_id, public_key, name, registered_at, seen_at) values (current_org(), $1, $2, $3, $4, $5, $5)
on conflict (org_id, id) do update set seen_at = excluded.seen_at
where phones.user_id = excluded.user_id and phones.public_key = excluded.public_key and phones.revoked_at is null
"""


async def add_phone(tx: Tx, phone_id: UUID, user_id: UUID, public_key: dict[str, Any], name: str, now: datetime) -> bool:
    return await tx.run(ADD_PHONE, phone_id, user_id, public_key, name, now) == 1


HAS_PHONE = "select exists (select from phones where id = $1 and user_id = $2 and revoked_at is null)"


async def has_phone(tx: Tx, phone_id: UUID, user_id: UUID) -> bool:
    return bool(await tx.value(HAS_PHONE, phone_id, user_id))


BIND_PHONE = "update sessions set phone_id = $2 where id = $1"


async def bind_phone(tx: Tx, session_id: UUID, phone_id: UUID) -> None:
    await tx.run(BIND_PHONE, session_id, phone_id)
