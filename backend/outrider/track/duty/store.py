"""What engineers last said of themselves."""

from datetime import datetime
from uuid import UUID

from ...db import Tx
from ...schedule.rules import HORIZON
from .rules import DutyState, OpenVisit

# A word that comes late, from a phone that had no network, does not take back a newer one of another phone.
DECLARE = """
insert into duties (org_id, engineer_id, state, since) values (current_org(), $1, $2, $3)
on conflict (org_id, engineer_id) do update set state = excluded.state, since = excluded.since where duties.since <= excluded.since
"""


# Every word stays for a while: a position that comes late is judged by the word that stood then.
KEEP_WORD = """
insert into duty_words (org_id, engineer_id, since, state) values (current_org(), $1, $3, $2)
on conflict (org_id, engineer_id, since) do update set state = excluded.state
"""


async def declare(tx: Tx, engineer_id: UUID, state: str, at: datetime) -> bool:
    """False: something newer stands."""
    await tx.run(KEEP_WORD, engineer_id, state, at)
    return await tx.run(DECLARE, engineer_id, state, at) == 1


DECLARED = """
select d.state, d.since from duties d join orgs org on org.id = d.org_id
where d.engineer_id = $1 and (d.since at time zone org.time_zone)::date = ($2::timestamptz at time zone org.time_zone)::date
"""


async def declared(tx: Tx, engineer_id: UUID, now: datetime) -> DutyState | None:
    return await tx.one(DECLARED, DutyState, engineer_id, now)


OPEN = """
select a.order_id, a.id as attendance_id, o.station_id from attendances a join visits v on v.id = a.visit_id join orders o on o.id = a.order_id
where a.engineer_id = $1 and a.ended_at is null and a.finished_at is null and v.closed_at is null
  and coalesce(a.joins_from, v.window_from) < $2::timestamptz + $3::interval order by a.order_id
"""


async def open_orders(tx: Tx, engineer_id: UUID, now: datetime) -> list[OpenVisit]:
    return await tx.all(OPEN, OpenVisit, engineer_id, now, HORIZON)
