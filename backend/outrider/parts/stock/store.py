"""The ledger of parts, and who holds some."""

from datetime import datetime
from uuid import UUID

import msgspec

from ...db import Tx
from .rules import Move, StockLine, Waiting


class Holder(msgspec.Struct):
    """kind: store, car or site. A car has the id of its engineer, and their name."""

    id: UUID
    kind: str
    name: str


class HeldLine(StockLine):
    holder_id: UUID
    holder: str


class MoveLine(msgspec.Struct):
    """from_name, to_name: as the holders are called now."""

    kind: str
    number: str
    name: str
    quantity: int
    serial: str
    from_name: str | None
    to_name: str | None
    order_number: str | None
    why: str
    by: str | None
    at: datetime


HOLDERS = """
select h.id, h.kind, coalesce(nullif(h.name, ''), person.name, '') as name from part_holders h left join users person on person.id = h.engineer_id
where case when h.kind = 'car' then person.active else h.active end
union all select e.user_id, 'car', person.name from engineers e join users person on person.id = e.user_id
where person.active and not exists (select from part_holders h where h.id = e.user_id)
order by 2 desc, 3, 1
"""


async def holders(tx: Tx) -> list[Holder]:
    """Every store and place, and the car of every engineer, whether or not anything ever lay in it."""
    return await tx.all(HOLDERS, Holder)


ADD_CAR = """
insert into part_holders (org_id, id, kind, name, engineer_id)
select current_org(), user_id, 'car', '', user_id from engineers where user_id = $1 on conflict do nothing
"""
FIND = """
select h.id, h.kind, coalesce(nullif(h.name, ''), person.name, '') as name from part_holders h left join users person on person.id = h.engineer_id
where h.id = $1
"""


async def find_holder(tx: Tx, id: UUID) -> Holder | None:
    """A car is there as soon as somebody names its engineer."""
    await tx.run(ADD_CAR, id)
    return await tx.one(FIND, Holder, id)


LOCK_HOLDER = "select id from part_holders where id = $1 for update"


async def lock_holder(tx: Tx, id: UUID) -> None:
    """So that of two who count at once the second sees what the first found."""
    await tx.run(LOCK_HOLDER, id)


ADD_STORE = "insert into part_holders (org_id, id, kind, name) values (current_org(), $1, 'store', $2)"


async def add_store(tx: Tx, id: UUID, name: str) -> None:
    await tx.run(ADD_STORE, id, name)


HAS_STORE = "select exists (select from part_holders where kind = 'store' and lower(name) = lower($1))"


async def has_store(tx: Tx, name: str) -> bool:
    return bool(await tx.value(HAS_STORE, name))


ADD_MOVE = """
insert into part_moves (org_id, id, kind, part_kind_id, number, name, quantity, serial, from_id, to_id, order_id, request_id,
  why, by_id, at, written_at, report_id)
select current_org(), $1, $2, k.id, $3, coalesce(nullif($4, ''), k.name, $3), $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15
from (select 1) one left join part_kinds k on k.number = $3 and $3 <> ''
"""


async def add_move(tx: Tx, id: UUID, move: Move, by: UUID | None, at: datetime, now: datetime, report: UUID | None) -> None:
    part = (move.kind, move.number, move.name, move.quantity, move.serial)
    await tx.run(ADD_MOVE, id, *part, move.from_id, move.to_id, move.order_id, move.request_id, move.why, by, at, now, report)


STOCK = """
select m.number, min(m.name) as name, m.serial, sum(case when m.to_id = h.id then m.quantity else 0 end
  - case when m.from_id = h.id then m.quantity else 0 end)::int as quantity, h.id as holder_id,
  min(coalesce(nullif(h.name, ''), person.name, '')) as holder
from part_holders h left join users person on person.id = h.engineer_id
join part_moves m on m.to_id = h.id or m.from_id = h.id
where $1::uuid is null or h.id = $1
group by h.id, m.number, case when m.number = '' then m.name end, m.serial
having sum(case when m.to_id = h.id then m.quantity else 0 end - case when m.from_id = h.id then m.quantity else 0 end) <> 0
order by holder, name, m.serial
"""


async def stock(tx: Tx, holder: UUID | None) -> list[HeldLine]:
    """None: of everybody. Less than nothing stands there too: somebody used what nobody had written down."""
    return await tx.all(STOCK, HeldLine, holder)


# Of orders that are with this engineer, the oldest first.
WAITING = """
select m.request_id, r.order_id, h.id as holder_id, m.number, min(m.name) as name,
  sum(case when m.to_id = h.id then m.quantity else -m.quantity end)::int as quantity
from attendances a join part_requests r on r.order_id = a.order_id and r.status = 'ready'
join part_moves m on m.request_id = r.id join part_holders h on h.id in (m.from_id, m.to_id) and h.kind <> 'car'
where a.engineer_id = $1 and a.ended_at is null
group by m.request_id, r.order_id, r.created_at, h.id, m.number
having sum(case when m.to_id = h.id then m.quantity else -m.quantity end) > 0 order by r.created_at, m.request_id, h.id
"""


async def waiting(tx: Tx, engineer_id: UUID) -> list[Waiting]:
    return await tx.all(WAITING, Waiting, engineer_id)


MOVES = """
select m.kind, m.number, m.name, m.quantity, m.serial, coalesce(nullif(f.name, ''), f_person.name) as from_name,
  coalesce(nullif(t.name, ''), t_person.name) as to_name, o.number as order_number, m.why, person.name as by, m.at
from part_moves m left join part_holders f on f.id = m.from_id left join users f_person on f_person.id = f.engineer_id
left join part_holders t on t.id = m.to_id left join users t_person on t_person.id = t.engineer_id
left join orders o on o.id = m.order_id left join users person on person.id = m.by_id
where (m.from_id = $1 or m.to_id = $1)
  and ($2 = '' and $3 = '' or m.number = $2 and ($2 <> '' or m.name = $3) and ($4 = '' or m.serial = $4))
order by m.at desc, m.id desc limit $5
"""


async def moves(tx: Tx, holder: UUID, number: str, name: str, serial: str, most: int) -> list[MoveLine]:
    """Of the part that its number names, where it has none its name; of all where neither is said."""
    return await tx.all(MOVES, MoveLine, holder, number, name, serial, most)
