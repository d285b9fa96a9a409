"""Site memory: one row a field, and the proposals beside it."""

from datetime import datetime
from uuid import UUID

import msgspec

from ..db import Tx
from .rules import Note, Proposal


class Visited(msgspec.Struct):
    site_id: UUID
    order_id: UUID


class Goes(msgspec.Struct):
    engineer_id: UUID


# Whoever was ever sent there may say what they found, also after the visit went to somebody else.
VISITED = "select o.site_id, o.id as order_id from attendances a join orders o on o.id = a.order_id where a.id = $1 and a.engineer_id = $2"


async def visited(tx: Tx, attendance_id: UUID, engineer_id: UUID) -> Visited | None:
    return await tx.one(VISITED, Visited, attendance_id, engineer_id)


LOCK = "select id from sites where id = $1 for no key update"
STANDS = "select value from site_notes where site_id = $1 and field = $2"


async def stands(tx: Tx, site_id: UUID, field: str) -> str:
    """Also where nothing stands yet, only one writes at a time."""
    await tx.value(LOCK, site_id)
    return str(await tx.value(STANDS, site_id, field) or "")


WRITE = """
insert into site_notes (org_id, site_id, field, value, by_id, at) values (current_org(), $1, $2, $3, $4, $5)
on conflict (org_id, site_id, field) do update set value = excluded.value, by_id = excluded.by_id, at = excluded.at
"""


async def write(tx: Tx, site_id: UUID, field: str, value: str, by_id: UUID, at: datetime) -> None:
    await tx.run(WRITE, site_id, field, value, by_id, at)


PROPOSE = "insert into site_proposals (org_id, id, site_id, field, value, by_id, at) values (current_org(), $1, $2, $3, $4, $5, $6)"


async def propose(tx: Tx, proposal_id: UUID, site_id: UUID, field: str, value: str, by_id: UUID, at: datetime) -> None:
    await tx.run(PROPOSE, proposal_id, site_id, field, value, by_id, at)


SETTLE = "delete from site_proposals where site_id = $1 and field = $2 and id = any($3)"


async def settle(tx: Tx, site_id: UUID, field: str, proposals: list[UUID]) -> None:
    await tx.run(SETTLE, site_id, field, proposals)


SITE_OF = "select site_id from orders where id = $1"


async def site_of(tx: Tx, order_id: UUID) -> UUID:
    return UUID(str(await tx.value(SITE_OF, order_id)))


NOTES = """
select n.field, n.value, person.name as by, n.at from site_notes n join users person on person.id = n.by_id where n.site_id = $1 order by n.field
"""
PROPOSALS = """
select n.id, n.field, n.value, person.name as by, n.at from site_proposals n join users person on person.id = n.by_id
where n.site_id = $1 order by n.at, n.id
"""


async def notes(tx: Tx, site_id: UUID) -> list[Note]:
    return await tx.all(NOTES, Note, site_id)


async def proposals(tx: Tx, site_id: UUID) -> list[Proposal]:
    return await tx.all(PROPOSALS, Proposal, site_id)


WHO_GOES_THERE = """
select distinct a.engineer_id from attendances a join orders o on o.id = a.order_id where o.site_id = $1 and a.ended_at is null
"""


async def who_goes_there(tx: Tx, site_id: UUID) -> list[Goes]:
    return await tx.all(WHO_GOES_THERE, Goes, site_id)
