"""Contracts of a customer and of the units above it."""

from datetime import date
from uuid import UUID

from ...db import Tx
from .rules import Contract

CONTRACTS = """
with recursive above (id, parent_id, depth) as (
  select id, parent_id, 0 from accounts where id = $1
  union all select a.id, a.parent_id, above.depth + 1 from accounts a join above on a.id = above.parent_id where above.depth < 20
)
select c.id, c.number, c.name, c.starts_on, c.ends_on, c.levels, c.calendar, c.remote_first, c.station_id, above.depth,
  coalesce((select jsonb_agg(jsonb_build_object('id', u.id, 'name', u.name) order by place) from unnest(c.engineers)
    with ordinality as named (id, place) join users u on u.id = named.id and u.active), '[]') as engineers
from contracts c join above on above.id = c.account_id order by above.depth, c.starts_on desc
"""


async def contracts(tx: Tx, account_id: UUID) -> list[Contract]:
    return await tx.all(CONTRACTS, Contract, account_id)


WARRANTY = "select warranty_until from devices where id = $1 and account_id = $2"


async def warranty(tx: Tx, device_id: UUID, account_id: UUID) -> date | None:
    found: date | None = await tx.value(WARRANTY, device_id, account_id)
    return found
