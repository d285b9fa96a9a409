"""The question about an order that waits for a dispatcher."""

from uuid import UUID

from ...db import Tx

LATE_WORK = """
select kind from events where order_id = $1 and conflict is not null and written > coalesce(
  (select max(written) from events where order_id = $1 and kind = 'review_settled' and payload->>'was' = any($2)), 0)
order by written desc limit 1
"""


async def late_work(tx: Tx, order_id: UUID, actions: list[str]) -> str | None:
    """The last that came late since a dispatcher decided about such work. actions: all that a phone can say."""
    found = await tx.value(LATE_WORK, order_id, actions)
    return None if found is None else str(found)


SET_REVIEW = "update orders set needs_review = $2 where id = $1"


async def set_review(tx: Tx, order_id: UUID, reason: str | None) -> None:
    await tx.run(SET_REVIEW, order_id, reason)
