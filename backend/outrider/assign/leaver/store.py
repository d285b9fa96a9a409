"""The visits of somebody who leaves."""

from datetime import datetime
from uuid import UUID

import msgspec

from ...db import Tx
from ...model import FINISHED, Status


class OpenVisit(msgspec.Struct):
    """account: the customer's name. joins: somebody else leads."""

    order_id: UUID
    number: str
    account: str
    kind: str
    status: Status
    joins: bool


OPEN_VISITS = """
select o.id as order_id, o.number, c.name as account, o.kind, o.status, a.joins_from is not null as joins
from attendances a join orders o on o.id = a.order_id
join accounts c on c.id = o.account_id where a.engineer_id = $1 and a.ended_at is null and o.status <> all($2::text[]) order by o.id
"""


async def open_visits(tx: Tx, engineer_id: UUID) -> list[OpenVisit]:
    return await tx.all(OPEN_VISITS, OpenVisit, engineer_id, FINISHED)


class GivenBack(msgspec.Struct):
    """stands: the status with which it was given back."""

    order_id: UUID
    number: str
    stands: Status


GIVEN_BACK = """
select e.order_id, o.number, case e.kind when 'leave_crew' then o.status else 'awaiting_assignment' end as stands
from events e join attendances a on a.order_id = e.order_id and a.end_reason = e.kind
join orders o on o.id = e.order_id
where a.engineer_id = $1 and a.ended_at = $3 and e.kind in ('unassign', 'leave_crew') and e.user_id = $2 and e.happened_at = $3
order by e.order_id
"""


async def given_back(tx: Tx, engineer_id: UUID, by: UUID, at: datetime) -> list[GivenBack]:
    return await tx.all(GIVEN_BACK, GivenBack, engineer_id, by, at)
