"""What was quarantined, and what each phone last said of itself."""

from datetime import datetime
from uuid import UUID

import msgspec

from ...db import Tx


class PhoneLine(msgspec.Struct):
    """unsent_since: the tap or photo that has waited longest, as the phone said at seen_at. quarantined: what waits for a dispatcher.

    signed_in: it has a session that has not ended.
    """

    id: UUID
    user_id: UUID
    name: str
    active: bool
    seen_at: datetime
    unsent: int
    unsent_photos: int
    unsent_since: datetime | None
    quarantined: int
    signed_in: bool


class QuarantineRow(msgspec.Struct):
    id: UUID
    user_id: UUID
    phone_id: UUID | None
    name: str
    body: bytes
    code: str
    received_at: datetime


class QuarantineOfPerson(msgspec.Struct):
    """How much of somebody waits for a dispatcher, and since when."""

    user_id: UUID
    name: str
    waiting: int
    since: datetime


class OrderName(msgspec.Struct):
    attendance_id: UUID
    order_id: UUID
    number: str


PHONES = """
select p.id, p.user_id, u.name, u.active, p.seen_at, p.unsent, p.unsent_photos, p.unsent_since,
  (select count(*) from command_quarantine q where q.phone_id = p.id and q.settled_at is null) as quarantined,
  exists (select from sessions s where s.org_id = p.org_id and s.user_id = p.user_id and s.phone_id = p.id and s.revoked_at is null
    and s.expires_at > $3) as signed_in
from phones p join users u on u.id = p.user_id join engineers e on e.user_id = u.id
where p.seen_at is not null and p.revoked_at is null and ($1 or e.station_id = any($2::uuid[]))
order by p.unsent_since nulls last, u.name
"""


async def phones(tx: Tx, everything: bool, stations: list[UUID], now: datetime) -> list[PhoneLine]:
    return await tx.all(PHONES, PhoneLine, everything, stations, now)


QUARANTINED = """
select q.id, q.user_id, q.phone_id, u.name, q.body, q.code, q.received_at
from command_quarantine q join users u on u.id = q.user_id join engineers e on e.user_id = u.id
where q.settled_at is null and ($1 or e.station_id = any($2::uuid[])) and ($3::uuid is null or q.id = $3)
order by row_number() over (partition by q.user_id order by q.received_at, q.id), q.received_at, q.id limit 500
"""


async def quarantined(tx: Tx, everything: bool, stations: list[UUID], id: UUID | None = None) -> list[QuarantineRow]:
    """500 that nobody has settled, the oldest of each person first: much of one hides nothing of another. Or the one."""
    return await tx.all(QUARANTINED, QuarantineRow, everything, stations, id)


QUARANTINED_OF = """
select q.id, q.user_id, q.phone_id, u.name, q.body, q.code, q.received_at
from command_quarantine q join users u on u.id = q.user_id join engineers e on e.user_id = u.id
where q.settled_at is null and ($1 or e.station_id = any($2::uuid[])) and q.user_id = $3 and ($4::timestamptz is null or q.received_at > $4)
order by q.received_at fetch first 100 rows with ties
"""


async def quarantined_of(tx: Tx, everything: bool, stations: list[UUID], user_id: UUID, after: datetime | None) -> list[QuarantineRow]:
    """A page of one person's, and what came together with its last: a batch is never torn, since only its lanes say in what order it was tapped."""
    return await tx.all(QUARANTINED_OF, QuarantineRow, everything, stations, user_id, after)


PEOPLE = """
select q.user_id, u.name, count(*) as waiting, min(q.received_at) as since
from command_quarantine q join users u on u.id = q.user_id join engineers e on e.user_id = u.id
where q.settled_at is null and ($1 or e.station_id = any($2::uuid[])) group by q.user_id, u.name order by since, q.user_id
"""


async def people(tx: Tx, everything: bool, stations: list[UUID]) -> list[QuarantineOfPerson]:
    return await tx.all(PEOPLE, QuarantineOfPerson, everything, stations)


ORDERS_OF = (
    "select a.id as attendance_id, o.id as order_id, o.number from attendances a join orders o on o.id = a.order_id where a.id = any($1)"
)


async def orders_of(tx: Tx, attendances: list[UUID]) -> list[OrderName]:
    return await tx.all(ORDERS_OF, OrderName, attendances)


SETTLE = "update command_quarantine set settled_at = $2, settled_by = $3, settled_as = $4 where id = $1 and settled_at is null"


async def settle(tx: Tx, id: UUID, now: datetime, user_id: UUID, settled_as: str) -> None:
    await tx.run(SETTLE, id, now, user_id, settled_as)


OWNER = "select e.user_id from engineers e where e.user_id = $1 and ($2 or e.station_id = any($3::uuid[]))"


async def is_ours(tx: Tx, user_id: UUID, everything: bool, stations: list[UUID]) -> bool:
    return await tx.value(OWNER, user_id, everything, stations) is not None
