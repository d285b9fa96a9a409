"""Reviews: a row for each thing that has to be decided, many at once for one order."""

from datetime import datetime
from uuid import UUID

import msgspec

from ...db import Tx
from ...model import Scope, Status
from ..order.rules import seen_by


class Review(msgspec.Struct):
    """attendance_id: whose work came late, or whose engineer is ill. subject: of work that came late, the last action."""

    id: UUID
    order_id: UUID
    kind: str
    attendance_id: UUID | None
    subject: str | None


class Waiting(msgspec.Struct):
    """A review that is open, and what it is about."""

    id: UUID
    order_id: UUID
    kind: str
    subject: str | None
    opened_at: datetime
    due_at: datetime
    number: str
    status: Status
    account: str
    site: str
    engineer: str | None


# Asked once: what comes later of the same kind, about the same attendance, joins the question that stands.
OPEN = """
insert into reviews (org_id, id, order_id, kind, attendance_id, subject, opened_at, due_at)
values (current_org(), $1, $2, $3, $4, $5, $6, $7)
on conflict (org_id, order_id, kind, coalesce(attendance_id, order_id)) where closed_at is null
do update set subject = excluded.subject where reviews.subject is distinct from excluded.subject
"""


async def add(tx: Tx, review: Review, opened_at: datetime, due_at: datetime) -> bool:
    """False: it is asked already, in the same words."""
    row = (review.id, review.order_id, review.kind, review.attendance_id, review.subject)
    return await tx.run(OPEN, *row, opened_at, due_at) == 1


CLOSE = "update reviews set closed_at = $2, decision = $3, closed_by = $4 where id = $1 and closed_at is null"


async def close(tx: Tx, id: UUID, at: datetime, decision: str, by: UUID | None) -> bool:
    """False: somebody was faster."""
    return await tx.run(CLOSE, id, at, decision, by) == 1


CLOSE_KIND = """
update reviews set closed_at = $3, decision = $4 where order_id = $1 and kind = $2 and closed_at is null and ($5::uuid is null or attendance_id = $5)
"""


async def close_kind(tx: Tx, order_id: UUID, kind: str, at: datetime, decision: str, attendance_id: UUID | None = None) -> bool:
    """attendance_id: of that one alone. False: none was open."""
    return await tx.run(CLOSE_KIND, order_id, kind, at, decision, attendance_id) > 0


CLOSE_OF_GONE = """
update reviews r set closed_at = $3, decision = $4 from attendances a
where r.order_id = $1 and r.kind = any($2::text[]) and r.closed_at is null and a.id = r.attendance_id
  and (a.ended_at is not null or a.finished_at is not null)
"""


async def close_of_gone(tx: Tx, order_id: UUID, kinds: list[str], at: datetime, decision: str) -> None:
    """About whoever does not have the visit any more, or is done there."""
    await tx.run(CLOSE_OF_GONE, order_id, kinds, at, decision)


OPEN_AGAIN = "update reviews set closed_at = null, decision = null where order_id = $1 and closed_at = $2 and closed_by is null"


async def open_again(tx: Tx, order_id: UUID, closed_at: datetime) -> None:
    """What nobody decided, and was closed at this moment."""
    await tx.run(OPEN_AGAIN, order_id, closed_at)


FIND = "select id, order_id, kind, attendance_id, subject from reviews where id = $1"


async def find(tx: Tx, id: UUID) -> Review | None:
    """Open, or decided."""
    return await tx.one(FIND, Review, id)


IS_OPEN = "select exists (select from reviews where order_id = $1 and kind = $2 and closed_at is null)"


async def is_open(tx: Tx, order_id: UUID, kind: str) -> bool:
    return bool(await tx.value(IS_OPEN, order_id, kind))


WORKLIST = f"""
select r.id, r.order_id, r.kind, r.subject, r.opened_at, r.due_at, o.number, o.status, account.name as account, site.name as site,
  person.name as engineer
from reviews r join orders o on o.id = r.order_id
join accounts account on account.id = o.account_id
join sites site on site.id = o.site_id
left join attendances a on a.id = r.attendance_id
left join users person on person.id = a.engineer_id
where r.closed_at is null and ($1::uuid is null or r.order_id = $1)
  and {seen_by("o", 2)}
order by r.due_at, r.id limit $6
"""


async def worklist(tx: Tx, scope: Scope, order_id: UUID | None, most: int) -> list[Waiting]:
    """The most urgent first. order_id: of one order only."""
    return await tx.all(WORKLIST, Waiting, order_id, *scope.keys, most)
