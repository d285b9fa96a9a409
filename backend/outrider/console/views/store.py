"""Saved views."""

from datetime import datetime
from uuid import UUID

import msgspec

from ...db import Tx


class View(msgspec.Struct):
    """query: as the address has it. mine: the asker saved it; by: who did."""

    id: UUID
    name: str
    query: str
    shared: bool
    mine: bool
    by: str


SEEN = """
select v.id, v.name, v.query, v.shared, v.user_id = $1 as mine, person.name as by from list_views v
join users person on person.id = v.user_id where v.user_id = $1 or (v.shared and $2) order by v.shared, v.name, v.id
"""


async def seen(tx: Tx, user: UUID, also_shared: bool) -> list[View]:
    return await tx.all(SEEN, View, user, also_shared)


SAVE = """
insert into list_views (org_id, id, user_id, name, query, shared, saved_at) values (current_org(), $1, $2, $3, $4, $5, $6)
on conflict (org_id, user_id, name) do update set query = excluded.query, shared = excluded.shared, saved_at = excluded.saved_at returning id
"""


async def save(tx: Tx, id: UUID, user: UUID, name: str, query: str, shared: bool, now: datetime) -> UUID:
    """Under a name that they have given before it takes the other's place. The id under which it stands."""
    return UUID(str(await tx.value(SAVE, id, user, name, query, shared, now)))


FORGET = "delete from list_views where id = $1"


async def forget(tx: Tx, id: UUID) -> None:
    await tx.run(FORGET, id)
