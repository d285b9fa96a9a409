"""The latest forecast of each open attendance."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from .. import locks
from ..db import Tx
from ..model import BEFORE_VISIT
from .rules import Before

BEFORE = "select attendance_id, late_since, shown_arrival, predicted_arrival, late_minutes, reason, risk from forecasts"


async def before(tx: Tx) -> dict[UUID, Before]:
    return {row.attendance_id: row async for row in tx.each(BEFORE, Before)}


SAVE_FORECASTS = """
insert into forecasts (org_id, attendance_id, predicted_arrival, computed_at, position_time, late_minutes, reason, late_since, shown_arrival,
  earliest, latest, risk)
select current_org(), row.attendance_id, row.predicted, $1, row.position_time, row.late_minutes, row.reason, row.late_since, row.shown,
  row.earliest, row.latest, row.risk
from unnest($2::uuid[], $3::timestamptz[], $4::timestamptz[], $5::int[], $6::text[], $7::timestamptz[], $8::timestamptz[],
  $9::timestamptz[], $10::timestamptz[], $11::int[])
  as row (attendance_id, predicted, position_time, late_minutes, reason, late_since, shown, earliest, latest, risk)
on conflict (org_id, attendance_id) do update set predicted_arrival = excluded.predicted_arrival, computed_at = excluded.computed_at,
  position_time = excluded.position_time, late_minutes = excluded.late_minutes, reason = excluded.reason, late_since = excluded.late_since,
  shown_arrival = excluded.shown_arrival, earliest = excluded.earliest, latest = excluded.latest, risk = excluded.risk
"""


class Saved(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a forecast, in the order of the statement."""

    attendance_id: UUID
    predicted_arrival: datetime
    position_time: datetime | None = None
    late_minutes: int
    reason: str | None
    late_since: datetime | None
    shown_arrival: datetime | None = None
    earliest: datetime | None = None
    latest: datetime | None = None
    risk: int = 0


async def save_forecasts(tx: Tx, now: datetime, rows: Sequence[Saved]) -> None:
    await tx.run(SAVE_FORECASTS, now, *(list(column) for column in zip(*map(msgspec.structs.astuple, rows), strict=True)))


class Shown(msgspec.Struct):
    id: UUID
    station_id: UUID
    account_id: UUID
    engineer_id: UUID


SHOWN = """
select o.id, o.station_id, o.account_id, a.engineer_id from attendances a join visits v on v.id = a.visit_id
join orders o on o.id = v.order_id where a.id = any($1::uuid[]) order by o.id
"""


async def show(tx: Tx, attendances: list[UUID]) -> None:
    """Whoever sees these visits hears of their new arrivals."""
    for row in await tx.all(SHOWN, Shown, attendances):
        tx.touch("order", row.id, engineer=row.engineer_id, station=row.station_id, account=row.account_id)


ORDERS_OF = "select distinct order_id from attendances where id = any($1::uuid[]) order by order_id"


async def orders_of(tx: Tx, attendances: list[UUID]) -> list[UUID]:
    return [row["order_id"] for row in await tx.connection.fetch(ORDERS_OF, attendances)] if attendances else []


STILL_LATE = """
select distinct a.order_id from forecasts f join attendances a on a.id = f.attendance_id
where a.order_id = any($1::uuid[]) and f.late_since is not null
"""


async def still_late(tx: Tx, orders: list[UUID]) -> set[UUID]:
    """Of these, to which somebody comes late."""
    return {row["order_id"] for row in await tx.connection.fetch(STILL_LATE, orders)} if orders else set()


class LastTold(msgspec.Struct):
    """kind: visit_late or visit_safe_again."""

    kind: str
    attendance_id: UUID
    happened_at: datetime
    payload: dict[str, Any]
    v: int


# Of whoever has the visit: before a moment.
LAST_TOLD = """
select e.kind, e.attendance_id, e.happened_at, e.payload, e.v from events e
join attendances a on a.id = e.attendance_id and a.ended_at is null and a.arrived_at is null and a.joins_from is null
where e.order_id = $1 and e.kind in ('visit_late', 'visit_safe_again') and e.happened_at < $2 order by e.written desc limit 1
"""


async def last_told(tx: Tx, order_id: UUID, before: datetime) -> LastTold | None:
    return await tx.one(LAST_TOLD, LastTold, order_id, before)


class Broken(msgspec.Struct):
    order_id: UUID
    window_to: datetime


# Of one day: what was broken before an upgrade, or while the house stood still, is seen on the board and rings nobody.
BROKEN = """
update visits v set promise_told = v.window_to from orders o
where v.closed_at is null and not v.to_agree and v.window_to <= $1 and v.window_to > $1 - interval '1 day'
  and v.promise_told is distinct from v.window_to and o.id = v.order_id and o.status = any($2::text[]) returning v.order_id, v.window_to
"""


async def broken(tx: Tx, now: datetime) -> list[Broken]:
    """Marked as said with it."""
    return sorted(await tx.all(BROKEN, Broken, now, BEFORE_VISIT), key=lambda row: str(row.order_id))


DROP_FORECASTS = "delete from forecasts where attendance_id = any($1::uuid[])"


async def drop_forecasts(tx: Tx, attendances: list[UUID]) -> None:
    """Of visits that need none any more: begun, ended, or waiting for something."""
    await tx.run(DROP_FORECASTS, attendances)


DROP_ENDED = """
delete from forecasts f using attendances a where a.id = f.attendance_id and a.order_id = $1 and a.ended_at is not null
"""


async def drop_ended(tx: Tx, order_id: UUID) -> None:
    """Of whoever had the visit for a moment: that theirs is gone says nothing of what hangs over the order."""
    await tx.run(DROP_ENDED, order_id)


ELECT = "select pg_try_advisory_xact_lock($1, $2)"


async def elected(tx: Tx) -> bool:
    """One forecaster per organisation at a time: a second process lets this round pass."""
    return bool(await tx.value(ELECT, locks.FORECAST, tx.org_id))
