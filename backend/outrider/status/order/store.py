"""An order's status, its open visit and who is on it."""

from datetime import datetime
from uuid import UUID

from ...db import Tx
from ...model import Scope, Status
from .rules import OrderState, seen_by

LOCK = "select id from orders where id = $1 for update"
STATE = f"""
select o.id, o.kind, o.status, o.station_id, o.account_id, visit.id as visit_id, a.id as attendance_id, a.engineer_id,
  a.pin_reason is not null as pinned,
  array(select kind from reviews where order_id = o.id and closed_at is null) as asked,
  array(select engineer_id from attendances where order_id = o.id and ended_at is null and joins_from is not null order by engineer_id) as crew
from orders o
left join visits visit on visit.order_id = o.id and visit.closed_at is null
left join lateral (select id, engineer_id, pin_reason from attendances where order_id = o.id and ended_at is null and joins_from is null) a on true
where o.id = $1
  and {seen_by("o", 2)}
"""


async def see_order(tx: Tx, order_id: UUID, scope: Scope) -> OrderState | None:
    return await tx.one(STATE, OrderState, order_id, *scope.keys)


async def lock_order(tx: Tx, order_id: UUID, scope: Scope) -> OrderState | None:
    """Two statements: one that waits for a lock would go on with the visit and the attendance from before its wait."""
    await tx.run(LOCK, order_id)
    return await see_order(tx, order_id, scope)


HOLDER = "select engineer_id from attendances where order_id = $1 and ended_at is null and joins_from is null"


async def holder(tx: Tx, order_id: UUID) -> UUID | None:
    """Without a lock: who had it as this request began."""
    found: UUID | None = await tx.value(HOLDER, order_id)
    return found


NAME_OF = "select name from users where id = $1"


async def name_of(tx: Tx, user_id: UUID) -> str:
    return str(await tx.value(NAME_OF, user_id))


SET_STATUS = "update orders set status = $3, status_since = $4 where id = $1 and status = $2"


async def set_status(tx: Tx, order_id: UUID, expected: Status, status: Status, at: datetime) -> bool:
    return await tx.run(SET_STATUS, order_id, expected, status, at) == 1
