"""Clocks as they are stored, what the worker has to look at next, and what it has said."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from ...db import Tx, of_one
from ..order.rules import OVER
from .rules import Alarm, Clock, Told

# An older release told kind and level, or how the order came in, only in the order's own row.
TOLD = """
select e.order_id, e.kind, e.happened_at as at, e.v,
  case when e.kind = 'order_taken' then jsonb_build_object('kind', o.kind, 'level', o.level, 'came_in', o.came_in) || e.payload
    else e.payload end as payload
from events e join orders o on o.id = e.order_id
where e.order_id = any($1::uuid[]) and (e.to_status is not null or e.payload ? 'window_from' or e.kind = 'order_edited') order by e.written
"""


async def told(tx: Tx, orders: list[UUID]) -> dict[UUID, list[Told]]:
    found: dict[UUID, list[Told]] = {order: [] for order in orders}
    for row in await tx.connection.fetch(TOLD, orders):
        found[row["order_id"]].append(Told(row["kind"], row["at"], row["payload"], row["v"]))
    return found


class StoredClock(Clock):
    """next_at: when it has something to say next, and what."""

    next_at: datetime | None
    next_step: str | None


CLOCKS = """
select what, n, started_at, warn_at, due_at, stopped_at, outcome, next_at, next_step from clocks where order_id = $1 order by started_at, what, n
"""


async def clocks(tx: Tx, order_id: UUID) -> list[StoredClock]:
    return await tx.all(CLOCKS, StoredClock, order_id)


LOCK_CLOCKS = """
select what, n, started_at, warn_at, due_at, stopped_at, outcome, next_at, next_step from clocks where order_id = $1 for update
"""


async def lock_clocks(tx: Tx, order_id: UUID) -> list[StoredClock]:
    """Waits for a worker that is just saying something about them; its alarms are then seen by the next statement."""
    return await tx.all(LOCK_CLOCKS, StoredClock, order_id)


ALARMS = """
select id, what, n, step, due_at, fired_at, withdrawn_at, withdrawn_why from alarms where order_id = $1 order by fired_at, due_at, id
"""


async def alarms(tx: Tx, order_id: UUID) -> list[Alarm]:
    return await tx.all(ALARMS, Alarm, order_id)


class Standing(Alarm):
    order_id: UUID


STANDING = """
select order_id, id, what, n, step, due_at, fired_at, withdrawn_at, withdrawn_why from alarms
where order_id = any($1::uuid[]) and withdrawn_at is null
"""


async def standing(tx: Tx, orders: list[UUID]) -> list[Standing]:
    """What was said of these, and not taken back."""
    return await tx.all(STANDING, Standing, orders)


# What a clock follows from and what was said of it, in one statement: the caller holds the locks, so nobody adds to it.
EVIDENCE = f"""
select (select coalesce(jsonb_agg(t), '[]') from ({of_one(TOLD)}) t) as told,
  (select coalesce(jsonb_agg(s), '[]') from ({of_one(STANDING)}) s) as standing
"""


class Evidence(msgspec.Struct):
    told: list[Told]
    standing: list[Alarm]


async def evidence(tx: Tx, order_id: UUID) -> Evidence:
    found = await tx.one(EVIDENCE, Evidence, order_id)
    assert found is not None
    return found


SAVE = """
insert into clocks (org_id, order_id, what, n, started_at, warn_at, due_at, stopped_at, outcome, next_at, next_step)
select current_org(), row.* from unnest($1::uuid[], $2::text[], $3::int[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[],
  $7::timestamptz[], $8::text[], $9::timestamptz[], $10::text[]) as row
on conflict (org_id, order_id, what, n) do update set started_at = excluded.started_at, warn_at = excluded.warn_at, due_at = excluded.due_at,
  stopped_at = excluded.stopped_at, outcome = excluded.outcome, next_at = excluded.next_at, next_step = excluded.next_step
"""


async def save(tx: Tx, rows: Sequence[tuple[UUID, Clock, datetime | None, str | None]]) -> None:
    columns: list[list[Any]] = [list(column) for column in zip(*(_row(*row) for row in rows), strict=True)]
    if columns:
        await tx.run(SAVE, *columns)


def _row(order_id: UUID, clock: Clock, next_at: datetime | None, next_step: str | None) -> tuple[Any, ...]:
    times = (clock.started_at, clock.warn_at, clock.due_at, clock.stopped_at)
    return (order_id, clock.what, clock.n, *times, clock.outcome, next_at, next_step)


DROP = "delete from clocks where order_id = $1 and (what, n) in (select * from unnest($2::text[], $3::int[]))"


async def drop(tx: Tx, order_id: UUID, gone: list[tuple[str, int]]) -> None:
    """Of stays that a tap had begun and its undo took back."""
    await tx.run(DROP, order_id, [what for what, _ in gone], [n for _, n in gone])


WITHDRAW = "update alarms set withdrawn_at = $2, withdrawn_why = $3 where id = any($1::uuid[])"


async def withdraw(tx: Tx, alarms: list[UUID], now: datetime, why: str) -> None:
    await tx.run(WITHDRAW, alarms, now, why)


class Due(Clock):
    """A clock whose next step has come."""

    order_id: UUID
    next_at: datetime
    next_step: str


CLAIM = """
select order_id, what, n, started_at, warn_at, due_at, stopped_at, outcome, next_at, next_step from clocks
where next_at <= $1 and order_id <> all($3::uuid[]) and ($4::uuid is null or order_id = $4)
order by next_at limit $2 for update skip locked
"""


async def claim(tx: Tx, now: datetime, limit: int, without: Collection[UUID], only: UUID | None) -> list[Due]:
    """Rows that no other worker has; they are ours until the commit. without: orders that are put off. only: of one order."""
    return await tx.all(CLAIM, Due, now, limit, list(without), only)


DUE = "select distinct order_id from clocks where next_at <= $1 and order_id <> all($2::uuid[]) order by order_id limit $3"


async def due(tx: Tx, now: datetime, without: Collection[UUID], limit: int) -> list[UUID]:
    return [row["order_id"] for row in await tx.connection.fetch(DUE, now, list(without), limit)]


SAID = """
select order_id, what, n, step from alarms where withdrawn_at is null and order_id = any($1::uuid[])
"""


async def said(tx: Tx, orders: list[UUID]) -> set[tuple[UUID, str, int, str]]:
    return {(row["order_id"], row["what"], row["n"], row["step"]) for row in await tx.connection.fetch(SAID, orders)}


ADD_ALARMS = """
insert into alarms (org_id, id, order_id, what, n, step, due_at, fired_at)
select current_org(), row.id, row.order_id, row.what, row.n, row.step, row.due_at, $7
from unnest($1::uuid[], $2::uuid[], $3::text[], $4::int[], $5::text[], $6::timestamptz[]) as row (id, order_id, what, n, step, due_at)
"""


async def add_alarms(tx: Tx, rows: list[tuple[UUID, UUID, str, int, str, datetime]], now: datetime) -> None:
    await tx.run(ADD_ALARMS, *[list(column) for column in zip(*rows, strict=True)], now)


ADVANCE = """
update clocks c set next_at = row.next_at, next_step = row.next_step
from unnest($1::uuid[], $2::text[], $3::int[], $4::timestamptz[], $5::text[]) as row (order_id, what, n, next_at, next_step)
where c.org_id = current_org() and c.order_id = row.order_id and c.what = row.what and c.n = row.n
"""


async def advance(tx: Tx, rows: Sequence[tuple[UUID, str, int, datetime | None, str | None]]) -> None:
    await tx.run(ADVANCE, *[list(column) for column in zip(*rows, strict=True)])


class Owner(msgspec.Struct):
    """Whose order it is: for the feed, and for whom to tell. tell_customer: what the contract says of that."""

    order_id: UUID
    number: str
    station_id: UUID
    account_id: UUID
    engineer_id: UUID | None
    level: str
    kind: str
    calendar: str | None
    came_in: str
    tell_customer: str


OWNERS = """
select o.id as order_id, o.number, o.station_id, o.account_id, o.level, o.kind, o.calendar, o.came_in,
  coalesce(contract.tell_customer, 'level') as tell_customer,
  (select engineer_id from attendances a where a.order_id = o.id and a.ended_at is null and a.joins_from is null) as engineer_id
from orders o left join contracts contract on contract.id = o.contract_id where o.id = any($1::uuid[])
"""


async def owners(tx: Tx, orders: list[UUID]) -> dict[UUID, Owner]:
    return {row.order_id: row for row in await tx.all(OWNERS, Owner, orders)}


LOCK = "select id from orders where id = $1 for update"


async def lock(tx: Tx, order_id: UUID) -> None:
    await tx.run(LOCK, order_id)


# Orders that a changed level or calendar concerns. Those closed a moment ago too: their change may not have seen it.
CONCERNED = f"""
select id from orders where ($1 = '' or level = $1) and id > $2 and (status not in {OVER} or status_since > $3) order by id limit $4
"""


async def concerned(tx: Tx, level: str, after: UUID, closed_after: datetime, limit: int) -> list[UUID]:
    return [row["id"] for row in await tx.connection.fetch(CONCERNED, level, after, closed_after, limit)]


ALL_ORDERS = "select id from orders where id > $1 order by id limit $2"


async def all_orders(tx: Tx, after: UUID, limit: int) -> list[UUID]:
    return [row["id"] for row in await tx.connection.fetch(ALL_ORDERS, after, limit)]
