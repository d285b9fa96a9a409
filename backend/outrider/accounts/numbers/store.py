"""By what contacts are known when they call."""

from uuid import UUID

import msgspec

from ...db import Tx


class Place(msgspec.Struct):
    country: str | None
    time_zone: str
    language: str


PLACE = "select country, time_zone, language from orgs where id = current_org()"


async def place(tx: Tx) -> Place:
    found = await tx.one(PLACE, Place)
    assert found is not None
    return found


class ContactRow(msgspec.Struct):
    id: UUID
    phone: str


WITHOUT_KEYS = "select id, phone from contacts where org_id = current_org() and phone_keys is null and id > $1 order by id limit $2"


async def without_keys(tx: Tx, after: UUID, most: int) -> list[ContactRow]:
    return await tx.all(WITHOUT_KEYS, ContactRow, after, most)


# Locked: a number that is typed meanwhile is not given the keys of the one before.
LOCK_CONTACTS = "select id, phone from contacts where id > $1 order by id limit $2 for update"


async def lock_contacts(tx: Tx, after: UUID, most: int) -> list[ContactRow]:
    return await tx.all(LOCK_CONTACTS, ContactRow, after, most)


# Several keys of one contact in one text: an array of arrays has to be of one length.
SET_KEYS = """
update contacts c set phone_keys = string_to_array(row.keys, ' ')
from unnest($1::uuid[], $2::text[]) as row (id, keys) where c.org_id = current_org() and c.id = row.id
"""


async def set_keys(tx: Tx, ids: list[UUID], keys: list[str]) -> None:
    await tx.run(SET_KEYS, ids, keys)
