"""What reports have moved, and where what was sent for an order lies."""

from uuid import UUID

from ...db import Tx
from .rules import Pile, Sent, Written

# Of all reports that say anew what the same one said first. What was taken back again is gone. What was sent for the order comes first:
# a piece too many goes back to the car before it goes back there.
WRITTEN = """
with recursive up (id, replaces) as (
  select id, replaces from reports where id = $1
  union select r.id, r.replaces from reports r join up on r.id = up.replaces),
family (id) as (select id from up where replaces is null union select r.id from reports r join family on r.replaces = family.id)
select m.number, m.name, m.serial, sum(case when m.kind = 'fitted' then m.quantity else -m.quantity end)::int as quantity,
  coalesce(m.from_id, m.to_id) as holder_id, m.request_id
from part_moves m where m.report_id in (select id from family)
group by m.number, m.name, m.serial, coalesce(m.from_id, m.to_id), m.request_id
having sum(case when m.kind = 'fitted' then m.quantity else -m.quantity end) > 0
order by m.request_id nulls last, holder_id, m.number, m.name, m.serial
"""


async def written(tx: Tx, report_id: UUID) -> list[Written]:
    return await tx.all(WRITTEN, Written, report_id)


# What came out of a car by a tap at this order, less what a report has said since.
USED = """
select m.number, min(m.name) as name, sum(m.quantity * m.counts)::int as quantity,
  null::uuid as holder_id, null::uuid as request_id from (
  select number, name, quantity, 1 as counts from part_moves where order_id = $1 and kind = 'used' and from_id = $2
  union all select number, name, quantity, case when kind = 'fitted' then -1 else 1 end from part_moves
    where order_id = $1 and report_id is not null and from_id is null and to_id is null and request_id is null and by_id = $2) m
group by m.number, case when m.number = '' then m.name end having sum(m.quantity * m.counts) > 0 order by name, m.number
"""


async def used(tx: Tx, order_id: UUID, engineer_id: UUID) -> list[Pile]:
    return await tx.all(USED, Pile, order_id, engineer_id)


SENT = """
select r.id, coalesce(nullif(r.number, ''), k.number, '') as number, coalesce(nullif(r.name, ''), k.name, '') as name, r.quantity, r.status,
  coalesce((select jsonb_object_agg(lies.id, lies.quantity) from (
    select h.id, sum(case when m.to_id = h.id then m.quantity else -m.quantity end) as quantity
    from part_moves m join part_holders h on h.id in (m.from_id, m.to_id) where m.request_id = r.id
    group by h.id having sum(case when m.to_id = h.id then m.quantity else -m.quantity end) > 0) lies), '{}') as lying,
  coalesce((select sum(case when m.kind = 'fitted' then m.quantity else -m.quantity end) from part_moves m
    where m.request_id = r.id and m.report_id is not null), 0)::int as fitted
from part_requests r left join part_kinds k on k.id = r.part_kind_id
where r.order_id = $1 and r.status in ('in_transit', 'ready', 'fitted') order by r.created_at, r.id
"""


async def sent(tx: Tx, order_id: UUID) -> list[Sent]:
    return await tx.all(SENT, Sent, order_id)


KNOWN = "select number, name from part_kinds where lower(number) = any($1::text[]) order by number"


async def known(tx: Tx, numbers: list[str]) -> list[Pile]:
    """As the catalogue calls them."""
    return [Pile(row["number"], row["name"], 0) for row in await tx.connection.fetch(KNOWN, [number.lower() for number in numbers])]


SET_STEP = "update part_requests set status = $3 where id = $1 and status = $2"


async def set_step(tx: Tx, request_id: UUID, was: str, to: str) -> None:
    await tx.run(SET_STEP, request_id, was, to)
