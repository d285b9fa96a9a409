"""The pieces of words, and what has them."""

from uuid import UUID

import msgspec

from ...db import Tx


class Found(msgspec.Struct):
    entity: str
    entity_id: UUID


FIND = """
select entity, entity_id from search_terms where term = any($1::text[]) and entity = any($2::text[])
group by entity, entity_id having count(*) = $3 order by entity, entity_id limit $4
"""


async def find(tx: Tx, terms: list[str], entities: list[str], limit: int) -> list[Found]:
    return await tx.all(FIND, Found, terms, entities, len(terms), limit)


FORGET = "delete from search_terms where entity = $1 and entity_id = any($2::uuid[])"


async def forget(tx: Tx, entity: str, ids: list[UUID]) -> None:
    await tx.run(FORGET, entity, ids)


ADD = """
insert into search_terms (org_id, entity, term, entity_id)
select current_org(), row.* from unnest($1::text[], $2::text[], $3::uuid[]) as row (entity, term, id) on conflict do nothing
"""


async def add(tx: Tx, entities: list[str], terms: list[str], ids: list[UUID]) -> None:
    await tx.run(ADD, entities, terms, ids)
