"""Each stay in remote support, read from the events: who took it up, how it ended. A call that spared the visit is one too."""

from datetime import datetime
from uuid import UUID

import msgspec

from ...db import Tx
from ...model import Scope
from ..order.rules import in_scope


class RemoteStepLine(msgspec.Struct):
    """By telephone or by remote session, and what came of it (status/rules.py, CHOICES)."""

    at: datetime
    by: str | None
    step: str
    outcome: str


class Case(msgspec.Struct):
    """outcome: solved, visit, or open while it goes on; other where it was cancelled or given to an engineer without a word."""

    order_id: UUID
    number: str
    account: str
    began_at: datetime
    began_by: str | None
    ended_at: datetime | None
    ended_by: str | None
    outcome: str
    text: str
    steps: list[RemoteStepLine]


CASES = f"""
select o.id as order_id, o.number, account.name as account, e.happened_at as began_at, starter.name as began_by, done.happened_at as ended_at,
  ender.name as ended_by, coalesce(done.payload->>'text', done.payload->>'reason', '') as text,
  case when done.kind = 'solve_remotely' then 'solved' when done.kind in ('send_visit', 'assign') then 'visit'
    when done.kind is null then 'open' else 'other' end as outcome,
  coalesce((select jsonb_agg(jsonb_build_object('at', s.happened_at, 'by', helper.name, 'step', s.payload->>'step', 'outcome', s.payload->>'outcome')
      order by s.written) from events s left join users helper on helper.id = s.user_id
    where s.order_id = e.order_id and s.kind = 'remote_step' and s.conflict is null
      and (e.kind = 'solve_remotely' or s.written > e.written) and (done.written is null or s.written < done.written)), '[]') as steps
from events e join orders o on o.id = e.order_id join accounts account on account.id = o.account_id
left join users starter on starter.id = e.user_id
left join lateral (select kind, happened_at, user_id, payload, written from events later where later.order_id = e.order_id
  and case when e.kind = 'solve_remotely' then later.id = e.id else later.written > e.written
    and later.from_status = 'remote_support' and later.to_status <> 'remote_support' end order by later.written limit 1) done on true
left join users ender on ender.id = done.user_id
where (e.kind in ('take_remote', 'return_to_remote')
    or e.kind = 'solve_remotely' and e.from_status <> 'remote_support' and e.conflict is null)
  and e.happened_at >= $1 and e.happened_at < $2
  and {in_scope("o", 3)}
order by e.happened_at desc, e.written desc limit 5000
"""


async def cases(tx: Tx, scope: Scope, since: datetime, until: datetime) -> list[Case]:
    return await tx.all(CASES, Case, since, until, *scope.keys[:3])
