"""What was written at an order, by whom, and whether theirs was seen."""

from datetime import datetime
from uuid import UUID

import msgspec

from ...db import Tx


class Written(msgspec.Struct):
    """written_by: of the office; None: the customer."""

    id: UUID
    order_id: UUID
    written_by: UUID | None
    text: str
    written_at: datetime


FIND = "select id, order_id, written_by, text, written_at from order_messages where id = $1"


async def find(tx: Tx, id: UUID) -> Written | None:
    return await tx.one(FIND, Written, id)


ADD = """
insert into order_messages (org_id, id, order_id, written_by, text, written_at, notification_id) values (current_org(), $1, $2, $3, $4, $5, $6)
"""


async def add(tx: Tx, row: Written, notification_id: UUID | None = None) -> None:
    await tx.run(ADD, row.id, row.order_id, row.written_by, row.text, row.written_at, notification_id)


SINCE = "select count(*) from order_messages where order_id = $1 and written_by is null and written_at > $2"


async def written_since(tx: Tx, order_id: UUID, since: datetime) -> int:
    """By the customer."""
    return int(await tx.value(SINCE, order_id, since))


SEE = "update order_messages set seen_at = $2, seen_by = $3 where order_id = $1 and written_by is null and seen_at is null"


async def see(tx: Tx, order_id: UUID, now: datetime, user_id: UUID) -> int:
    return await tx.run(SEE, order_id, now, user_id)


THREAD = """
select * from (select m.id, m.order_id, m.written_by, m.text, m.written_at from order_messages m
  left join notifications n on n.id = m.notification_id where m.order_id = $1 and n.withdrawn_at is null
  order by m.written_at desc, m.id desc limit 50) newest order by written_at, id
"""


async def thread(tx: Tx, order_id: UUID) -> list[Written]:
    """The oldest first; what was taken back was not said."""
    return await tx.all(THREAD, Written, order_id)
