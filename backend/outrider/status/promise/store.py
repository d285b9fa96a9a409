"""The window of an order's open visit, and whose arrival stands on it."""

from datetime import datetime
from uuid import UUID

import msgspec

from ...db import Tx
from .rules import Told


class Window(msgspec.Struct):
    """to_agree: nobody was promised it."""

    window_from: datetime
    window_to: datetime
    planned_start: datetime | None
    late_minutes: int | None
    to_agree: bool


WINDOW = """
select v.window_from, v.window_to, a.planned_start, a.late_minutes, v.to_agree from visits v
left join attendances a on a.visit_id = v.id and a.ended_at is null and a.joins_from is null where v.order_id = $1 and v.closed_at is null
"""


async def window(tx: Tx, order_id: UUID) -> Window | None:
    return await tx.one(WINDOW, Window, order_id)


CHOSEN_SINCE = """
select exists (select from events where order_id = $1 and kind = 'agree_time' and actor = 'customer' and happened_at > $2)
"""


async def chosen_since(tx: Tx, order_id: UUID, moment: datetime) -> bool:
    """By the customer, on their page."""
    return bool(await tx.value(CHOSEN_SINCE, order_id, moment))


# What an engineer said of the promise before says nothing of this one. The crew's own windows move by as much.
MOVE = """
with stood as (select id, window_from from visits where order_id = $1 and closed_at is null),
moved as (
  update visits set window_from = $2, window_to = $3, to_agree = $6 where order_id = $1 and closed_at is null returning id
),
crew as (
  update attendances a set joins_from = a.joins_from + ($2 - stood.window_from), arrival_promise = a.arrival_promise + ($2 - stood.window_from),
    planned_start = a.planned_start + ($2 - stood.window_from), late_minutes = null
  from stood where a.visit_id = stood.id and a.ended_at is null and a.joins_from is not null and a.arrived_at is null
)
update attendances a set arrival_promise = $3, planned_start = $4, late_minutes = $5 from moved
where a.visit_id = moved.id and a.ended_at is null and a.joins_from is null
"""


async def move(tx: Tx, order_id: UUID, wanted: Window) -> None:
    await tx.run(MOVE, order_id, wanted.window_from, wanted.window_to, wanted.planned_start, wanted.late_minutes, wanted.to_agree)


TOLD = """
select kind, happened_at as at, payload, v from events
where order_id = $1 and (kind in ('order_taken', 'agree_time', 'decision_withdrawn') or to_status is not null)
order by written
"""


async def told(tx: Tx, order_id: UUID) -> list[Told]:
    return await tx.all(TOLD, Told, order_id)
