"""People, their grants and their engineer's data."""

from datetime import datetime, time
from uuid import UUID

import msgspec

from ... import locks
from ...db import Tx
from ...model import FINISHED, Role, Scope
from ..doubles.rules import key_of


class PersonLine(msgspec.Struct):
    id: UUID
    name: str
    email: str
    phone: str
    login: str
    active: bool
    has_password: bool
    roles: list[Role]
    unit: str | None
    open_visits: int


class UnitLine(msgspec.Struct):
    id: UUID
    parent_id: UUID | None
    kind: str
    name: str
    lat: float
    lon: float


PEOPLE = """
select person.id, person.name, person.email, person.phone, login.login, person.active, login.password_hash is not null as has_password,
  coalesce((select array_agg(distinct g.role order by g.role) from grants g where g.user_id = person.id), '{}') as roles,
  coalesce((select unit.name from engineers e join units unit on unit.id = e.station_id where e.user_id = person.id),
    (select unit.name from grants g join units unit on unit.id = g.scope_id where g.user_id = person.id limit 1)) as unit,
  (select count(*) from attendances a join orders o on o.id = a.order_id
    where a.engineer_id = person.id and a.ended_at is null and o.status <> all($3::text[])) as open_visits
from users person join credentials login on login.org_id = person.org_id and login.user_id = person.id
where $1 or exists (select from engineers e where e.user_id = person.id and e.station_id = any($2::uuid[]))
  or exists (select from grants g where g.user_id = person.id and g.scope_id = any($2))
order by person.active desc, person.name, person.id
"""


async def people(tx: Tx, scope: Scope) -> list[PersonLine]:
    """Those who work for what the asker sees."""
    return await tx.all(PEOPLE, PersonLine, scope.everything, scope.stations, FINISHED)


IS_SEEN = """
select exists (select from users person where person.id = $3
  and ($1 or exists (select from engineers e where e.user_id = person.id and e.station_id = any($2::uuid[]))
    or exists (select from grants g where g.user_id = person.id and g.scope_id = any($2))))
"""


async def is_seen(tx: Tx, user_id: UUID, scope: Scope) -> bool:
    """One of those whom `people` lists."""
    return bool(await tx.value(IS_SEEN, scope.everything, scope.stations, user_id))


IS_KNOWN = "select exists (select from users where id = $1)"


async def is_known(tx: Tx, user_id: UUID) -> bool:
    return bool(await tx.value(IS_KNOWN, user_id))


UNITS = "select id, parent_id, kind, name, lat, lon from units order by kind, name"


async def units(tx: Tx) -> list[UnitLine]:
    return await tx.all(UNITS, UnitLine)


UNIT = "select id, parent_id, kind, name, lat, lon from units where id = $1"


async def unit(tx: Tx, unit_id: UUID) -> UnitLine | None:
    return await tx.one(UNIT, UnitLine, unit_id)


ADD_USER = """
insert into users (org_id, id, name, email, phone, language, created_at) values (current_org(), $1, $2, $3, $4, $5, $6)
"""


async def add_user(tx: Tx, user_id: UUID, name: str, email: str, phone: str, language: str, now: datetime) -> None:
    await tx.run(ADD_USER, user_id, name, email, phone, language, now)


ADD_CREDENTIAL = "insert into credentials (login, org_id, user_id, password_hash, login_key) values (lower($1), current_org(), $2, $3, $4)"


async def add_credential(tx: Tx, login: str, user_id: UUID, password_hash: str | None) -> None:
    await tx.run(ADD_CREDENTIAL, login, user_id, password_hash, key_of(login))


class Grant(msgspec.Struct, frozen=True):
    """name: of the unit or the customer that the scope names."""

    role: Role
    scope: str
    scope_id: UUID | None = None
    name: str | None = None


GRANTS = """
select g.role, g.scope, g.scope_id, coalesce(unit.name, account.name) as name from grants g
left join units unit on unit.id = g.scope_id left join accounts account on account.id = g.scope_id
where g.user_id = $1 order by g.role, g.scope, name
"""


async def grants(tx: Tx, user_id: UUID) -> list[Grant]:
    return await tx.all(GRANTS, Grant, user_id)


TAKE_GRANTS = "delete from grants where user_id = $1"


async def take_grants(tx: Tx, user_id: UUID) -> None:
    await tx.run(TAKE_GRANTS, user_id)


SCOPE_KNOWN = """
select exists (select from units where id = $1 and kind = $2) or ($2 = 'account' and exists (select from accounts where id = $1))
"""


async def scope_known(tx: Tx, scope_id: UUID, scope: str) -> bool:
    return bool(await tx.value(SCOPE_KNOWN, scope_id, scope))


IS_ENGINEER = "select exists (select from engineers where user_id = $1)"


async def is_engineer(tx: Tx, user_id: UUID) -> bool:
    return bool(await tx.value(IS_ENGINEER, user_id))


ADD_GRANT = "insert into grants (org_id, user_id, role, scope, scope_id) values (current_org(), $1, $2, $3, $4) on conflict do nothing"


async def add_grant(tx: Tx, user_id: UUID, role: Role, scope: str, scope_id: UUID | None) -> None:
    await tx.run(ADD_GRANT, user_id, role, scope, scope_id)


ADD_ENGINEER = """
insert into engineers (org_id, user_id, station_id, home_lat, home_lon, shift_start, shift_end) values (current_org(), $1, $2, $3, $4, $5, $6)
"""
NAME_SKILLS = """
insert into skills (org_id, id, code, kind, name, code_key)
select current_org(), gen_random_uuid(), code, 'skill', code, key from unnest($1::text[], $2::text[]) as row (code, key)
on conflict do nothing
"""
QUALIFY = """
insert into qualifications (org_id, id, engineer_id, skill_id)
select current_org(), gen_random_uuid(), $1, id from skills where org_id = current_org() and code = any($2::text[]) on conflict do nothing
"""


async def add_engineer(
    tx: Tx, user_id: UUID, station_id: UUID, skills: list[str], home: tuple[float, float], shift: tuple[time, time]
) -> None:
    await tx.run(ADD_ENGINEER, user_id, station_id, *home, *shift)
    await tx.run(NAME_SKILLS, skills, [key_of(code) for code in skills])
    await tx.run(QUALIFY, user_id, skills)


SKILL_CODES = "select code from skills where active order by code"


async def skill_codes(tx: Tx) -> list[str]:
    return [row["code"] for row in await tx.connection.fetch(SKILL_CODES)]


# Whoever does one of these has decided about a person since.
ACCESS_KINDS = ["person_disabled", "person_enabled", "disabling_withdrawn", "grants_changed", "password_reset_offered", "token_made"]

WAS_ACTIVE = "select active from users where id = $1 for update"


async def was_active(tx: Tx, user_id: UUID) -> bool | None:
    found: bool | None = await tx.value(WAS_ACTIVE, user_id)
    return found


SET_ACTIVE = "update users set active = $2 where id = $1"


async def set_active(tx: Tx, user_id: UUID, active: bool) -> None:
    await tx.run(SET_ACTIVE, user_id, active)


class AccessChange(msgspec.Struct):
    """What a person did last about somebody's access. name: of who did it; None where it was done from the command line."""

    kind: str
    happened_at: datetime
    user_id: UUID | None
    name: str | None


# By their ids events lie in the order of their time: only the last minute is looked through.
LAST_ACCESS_CHANGE = """
select e.kind, e.happened_at, e.user_id, person.name from events e left join users person on person.id = e.user_id
where e.org_id = current_org() and e.id >= $2 and e.order_id is null and e.kind = any($3::text[]) and e.payload->>'user_id' = $1::uuid::text
order by e.written desc limit 1
"""


async def last_access_change(tx: Tx, user_id: UUID, since: UUID) -> AccessChange | None:
    return await tx.one(LAST_ACCESS_CHANGE, AccessChange, user_id, since, ACCESS_KINDS)


LOCK_ADMINISTRATORS = "select pg_advisory_xact_lock($1, hashtext(current_org()::text))"


async def lock_administrators(tx: Tx) -> None:
    """Two who take the right from each other at once: the second waits, and then counts one less."""
    await tx.run(LOCK_ADMINISTRATORS, locks.ADMINISTRATORS)


OTHER_ADMINISTRATORS = """
select count(*) from users person join grants g on g.user_id = person.id
where g.role = 'administrator' and g.scope = 'organisation' and person.active and person.id <> $1
"""


async def other_administrators(tx: Tx, user_id: UUID) -> int:
    return int(await tx.value(OTHER_ADMINISTRATORS, user_id))


LOGIN_OF = """
select user_id from credentials where (login_key = $2 or login = lower($1)) and org_id = current_org() order by login = lower($1) desc limit 1
"""


async def user_of_login(tx: Tx, login: str) -> UUID | None:
    found: UUID | None = await tx.value(LOGIN_OF, login, key_of(login))
    return found


SET_LANGUAGE = "update users set language = $2 where id = $1"


async def set_language(tx: Tx, user_id: UUID, language: str) -> None:
    await tx.run(SET_LANGUAGE, user_id, language)
