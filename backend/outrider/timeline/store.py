"""What a timeline shows beside the days as they are predicted: how orders are called, what is over, and when people work."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import msgspec

from ..db import Tx
from ..model import Scope
from ..schedule.rules import Span
from .rules import Head

HEADS = """
select o.id as order_id, o.number, account.name as account, site.name as site, o.level, o.status, o.kind
from orders o join accounts account on account.id = o.account_id join sites site on site.id = o.site_id where o.id = any($1::uuid[])
"""


async def heads(tx: Tx, orders: Collection[UUID]) -> list[Head]:
    return await tx.all(HEADS, Head, list(orders))


class Done(msgspec.Struct):
    """promise: None where no time was promised."""

    engineer_id: UUID
    order_id: UUID
    sets_off: datetime
    at: datetime
    leaves: datetime
    window_from: datetime
    promise: datetime | None


# The work is over, or it was taken from them while they were there.
DONE = """
select a.engineer_id, a.order_id, least(coalesce(a.set_off_at, a.arrived_at), a.arrived_at) as sets_off, a.arrived_at as at,
  greatest(coalesce(a.finished_at, a.ended_at), a.arrived_at) as leaves, coalesce(a.joins_from, v.window_from) as window_from,
  case when a.joins_from is not null or not v.to_agree then coalesce(a.arrival_promise, v.window_to) end as promise
from attendances a join visits v on v.id = a.visit_id
where a.arrived_at < $2 and coalesce(a.finished_at, a.ended_at) > $1 and ($3::uuid[] is null or a.engineer_id = any($3))
  and a.end_reason is distinct from 'withdrawn'
order by a.arrived_at, a.id
"""


async def done(tx: Tx, since: datetime, until: datetime, engineers: list[UUID] | None) -> list[Done]:
    return await tx.all(DONE, Done, since, until, engineers)


class Shift(Span, frozen=True):
    engineer_id: UUID


SHIFTS = """
select e.user_id as engineer_id, shift.since, shift.until from engineers e, shift_spans(e.user_id, $1, $2) shift
where shift.since < $2 and shift.until > $1 and ($3::uuid[] is null or e.user_id = any($3)) order by shift.since
"""


async def shifts(tx: Tx, since: datetime, until: datetime, engineers: list[UUID] | None) -> list[Shift]:
    return await tx.all(SHIFTS, Shift, since, until, engineers)


class Named(msgspec.Struct):
    """key: an id, or the code of a skill."""

    key: str
    name: str


STATIONS = "select id::text as key, name from units where kind = 'station' and active and ($1 or id = any($2::uuid[])) order by name, id"


async def stations(tx: Tx, scope: Scope) -> list[Named]:
    return await tx.all(STATIONS, Named, scope.everything, scope.stations)


SKILLS = "select code as key, name from skills where active order by name, code"


async def skills(tx: Tx) -> list[Named]:
    return await tx.all(SKILLS, Named)


PHONES = "select id, phone from users where id = any($1::uuid[]) and phone <> ''"


async def phones(tx: Tx, engineers: list[UUID]) -> dict[UUID, str]:
    return {row["id"]: row["phone"] for row in await tx.connection.fetch(PHONES, engineers)}
