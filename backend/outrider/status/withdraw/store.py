"""What a person did last about an order."""

from uuid import UUID

import msgspec

from ...db import Tx
from ...upcast import upcast
from ..crew.rules import TOLD
from .rules import Decision

DECIDES_NOTHING = ["customer_wrote", *TOLD.values()]
LAST = """
select e.kind as action, e.happened_at, e.from_status as came_from, e.user_id, person.name, a.engineer_id, e.payload, e.v
from events e left join users person on person.id = e.user_id left join attendances a on a.id = e.attendance_id
where e.order_id = $1 and e.actor <> 'system' and e.kind <> all($2::text[]) order by e.written desc limit 1
"""


async def last_decision(tx: Tx, order_id: UUID) -> Decision | None:
    """Also what came from a phone. What the system does by itself counts as nobody's, and what the customer writes decides nothing, nor
    what whoever joins says of their own way."""
    found = await tx.one(LAST, Decision, order_id, DECIDES_NOTHING)
    return found and msgspec.structs.replace(found, payload=upcast(found.action, found.v, found.payload))
