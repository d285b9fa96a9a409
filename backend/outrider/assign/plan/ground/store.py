"""The orders that a plan speaks of."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from ....db import Tx
from ....model import BENCH, Status
from ....status.promise.rules import needs_new_time
from .rules import Facts

OPEN = f"""
select o.id, v.window_to from orders o join visits v on v.order_id = o.id and v.closed_at is null
where o.station_id = any($1::uuid[]) and o.status = any($2::text[]) and o.kind <> all($3::text[]) and not {needs_new_time("o", "v")}
  and v.window_from < $5 and (v.window_to > $4 or $6) and not exists (select from attendances a where a.order_id = o.id and a.ended_at is null)
order by v.window_to, o.id
"""
PLANNABLE = (
    Status.RECEIVED,
    Status.AWAITING_ASSIGNMENT,
)  # of whom remote support is at work on, nobody knows yet whether somebody has to go


async def unassigned(tx: Tx, stations: Collection[UUID], since: datetime, until: datetime, overdue: bool) -> list[UUID]:
    """Those that somebody should be at between since and until. overdue: also those that should have been gone to before."""
    rows = await tx.connection.fetch(OPEN, list(stations), PLANNABLE, BENCH, since, until, overdue)
    return [row["id"] for row in rows]


async def at_remote_support(tx: Tx, stations: Collection[UUID], since: datetime, until: datetime, overdue: bool) -> dict[UUID, datetime]:
    """Of the same time, with their promises."""
    rows = await tx.connection.fetch(OPEN, list(stations), (Status.REMOTE_SUPPORT,), BENCH, since, until, overdue)
    return {row["id"]: row["window_to"] for row in rows}


FACTS = """
select o.id as order_id, o.number, c.name as account, o.level, o.status, o.station_id,
  (select a.engineer_id from attendances a where a.order_id = o.id and a.ended_at is null and a.joins_from is null) as engineer_id
from orders o join accounts c on c.id = o.account_id where o.id = any($1::uuid[])
"""


async def facts(tx: Tx, orders: Collection[UUID]) -> dict[UUID, Facts]:
    return {row.order_id: row for row in await tx.all(FACTS, Facts, list(orders))}
