"""The addresses of GPS apps: found by their token before the organisation is known."""

from datetime import datetime
from uuid import UUID

import msgspec

from ...db import Connection, Tx


class Companion(msgspec.Struct):
    org_id: int
    engineer_id: UUID


class Connected(msgspec.Struct):
    """heard_at: when an app last sent to it; null: never yet. unread, too_old: what of that could not be used."""

    made_at: datetime
    heard_at: datetime | None
    unread: int
    too_old: int


FIND = "select org_id, engineer_id from companions where token_hash = $1"


async def find(connection: Connection, token_hash: bytes) -> Companion | None:
    row = await connection.fetchrow(FIND, token_hash)
    return None if row is None else msgspec.convert(dict(row), Companion)


HEARD = "update companions set heard_at = $2, unread = $3, too_old = $4 where token_hash = $1"


async def heard(tx: Tx, token_hash: bytes, now: datetime, unread: int, too_old: int) -> None:
    await tx.run(HEARD, token_hash, now, unread, too_old)


ACTIVE = "select active from users where id = $1"


async def is_active(tx: Tx, engineer_id: UUID) -> bool:
    return bool(await tx.value(ACTIVE, engineer_id))


KEEP = """
insert into companions (token_hash, org_id, engineer_id, made_at) values ($1, current_org(), $2, $3)
on conflict (org_id, engineer_id) do update set token_hash = excluded.token_hash, made_at = excluded.made_at, heard_at = null,
  unread = 0, too_old = 0
"""


async def connect(tx: Tx, token_hash: bytes, engineer_id: UUID, now: datetime) -> None:
    await tx.run(KEEP, token_hash, engineer_id, now)


OWN = "select made_at, heard_at, unread, too_old from companions where org_id = current_org() and engineer_id = $1"


async def own(tx: Tx, engineer_id: UUID) -> Connected | None:
    return await tx.one(OWN, Connected, engineer_id)


REMOVE = "delete from companions where org_id = current_org() and engineer_id = $1"


async def remove(tx: Tx, engineer_id: UUID) -> None:
    await tx.run(REMOVE, engineer_id)
