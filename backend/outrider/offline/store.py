"""Commands that arrived, lanes and their gaps, and the quarantine."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from ..db import Tx
from .rules import phone_of, twin_of


class Known(msgspec.Struct):
    body_sha: bytes
    outcome: dict[str, Any]
    held: bool


class PhoneRow(msgspec.Struct):
    id: UUID
    public_key: dict[str, Any]


class Lane(msgspec.Struct):
    """phone: that numbers it, where it is known, theirs, and not taken out of use."""

    next_seq: int
    last_time: datetime
    phone: PhoneRow | None


class HeldRow(msgspec.Struct):
    body: bytes
    clock_offset: timedelta | None


class StuckLane(msgspec.Struct):
    lane: str
    first_seq: int
    user_id: UUID
    phone_id: UUID


FIND_COMMAND = "select body_sha, outcome, held from commands where id = $1"


async def find_command(tx: Tx, command_id: UUID) -> Known | None:
    return await tx.one(FIND_COMMAND, Known, command_id)


# A command with its outcome and its lane's next place. The answer: whether what comes next is here already.
ADD_COMMAND = """
with stepped as (
  update lanes set next_seq = greatest(next_seq, $5 + 1), last_time = greatest(last_time, $13) where lane = $4 and not $10 returning next_seq
), added as (
  insert into commands (org_id, id, user_id, phone_id, lane, lane_seq, kind, body, body_sha, outcome, held, received_at, clock_offset)
  values (current_org(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
  on conflict (org_id, id) do update set outcome = excluded.outcome, held = excluded.held where commands.held
)
select exists (select from commands c, stepped where c.lane = $4 and c.held and c.lane_seq = stepped.next_seq)
"""


async def add_command(tx: Tx, *row: Any) -> bool:
    return bool(await tx.value(ADD_COMMAND, *row))


LOCK_LANE = """
select l.next_seq, greatest(l.last_time, '2000-01-01') as last_time,
  case when p.id is not null then jsonb_build_object('id', p.id, 'public_key', p.public_key) end as phone
from lanes l left join phones p on p.id = $2 and p.user_id = $3 and p.revoked_at is null where l.lane = $1 for update of l
"""
OPEN_LANE = """
with phone as (select id, public_key from phones where id = $2 and user_id = $3 and revoked_at is null)
insert into lanes (org_id, lane, next_seq, last_time) select current_org(), $1, 1, '-infinity' from phone on conflict do nothing
returning next_seq, '2000-01-01'::timestamptz as last_time, (select to_jsonb(phone) from phone) as phone
"""


async def lock_lane(tx: Tx, lane: str, user_id: UUID) -> Lane | None:
    """One writer a lane: its commands apply in order, whoever sends them how often. None: it is nobody's, and none was opened."""
    for statement in (LOCK_LANE, OPEN_LANE, LOCK_LANE):  # the last one waits for whoever opened it at the same moment
        if found := await tx.one(statement, Lane, lane, phone_of(lane), user_id):
            return found
    return None


STEP_LANE = "update lanes set next_seq = greatest(next_seq, $2 + 1) where lane = $1"


async def step_lane(tx: Tx, lane: str, lane_seq: int) -> None:
    await tx.run(STEP_LANE, lane, lane_seq)


NEXT_HELD = """
select c.body, c.clock_offset from commands c join lanes l on l.lane = c.lane where c.lane = $1 and c.held and c.lane_seq = l.next_seq
"""


async def next_held(tx: Tx, lane: str) -> HeldRow | None:
    return await tx.one(NEXT_HELD, HeldRow, lane)


STUCK_LANES = """
select distinct on (lane) lane, lane_seq as first_seq, user_id, phone_id from commands where held and received_at < $1 order by lane, lane_seq
"""


async def stuck_lanes(tx: Tx, before: datetime) -> list[StuckLane]:
    return await tx.all(STUCK_LANES, StuckLane, before)


SET_OUTCOME = "update commands set outcome = $2 where id = $1"


async def set_outcome(tx: Tx, command_id: UUID, outcome: dict[str, Any]) -> None:
    await tx.run(SET_OUTCOME, command_id, outcome)


QUARANTINE = """
insert into command_quarantine (org_id, id, user_id, phone_id, body, code, received_at) values (current_org(), $1, $2, $3, $4, $5, $6)
on conflict (org_id, id) do update set code = excluded.code, settled_at = null, settled_by = null, settled_as = null
where command_quarantine.settled_as = 'held' and command_quarantine.body = excluded.body
"""
IS_KEPT = "select body = $2 from command_quarantine where id = $1"


async def quarantine(tx: Tx, command_id: UUID, user_id: UUID, phone_id: UUID | None, body: bytes, code: str, now: datetime) -> None:
    """What was taken and had to wait for its turn is asked about again should it be refused then. Other bytes of one id are kept beside it."""
    await tx.run(QUARANTINE, command_id, user_id, phone_id, body, code, now)
    if not await tx.value(IS_KEPT, command_id, body):
        await tx.run(QUARANTINE, twin_of(command_id, body), user_id, phone_id, body, code, now)


LOCK_PERSON = "select 1 from users where id = $1 for no key update"


async def lock_person(tx: Tx, user_id: UUID) -> None:
    """What comes of one person at once is counted one by one."""
    await tx.run(LOCK_PERSON, user_id)


class Waiting(msgspec.Struct):
    entries: int
    bytes: int


WAITING = """
select count(*) as entries, coalesce(sum(length(body)), 0)::bigint as bytes from command_quarantine where user_id = $1 and settled_at is null
"""


async def waiting_in_quarantine(tx: Tx, user_id: UUID) -> Waiting:
    found = await tx.one(WAITING, Waiting, user_id)
    assert found is not None
    return found


IS_QUARANTINED = "select exists (select from command_quarantine where id = any($1::uuid[]) and body = $2)"


async def is_quarantined(tx: Tx, command_id: UUID, body: bytes) -> bool:
    return bool(await tx.value(IS_QUARANTINED, [command_id, twin_of(command_id, body)], body))


FIND_PHONE = "select id, public_key from phones where id = $1 and user_id = $2 and revoked_at is null"


async def find_phone(tx: Tx, phone_id: UUID | None, user_id: UUID) -> PhoneRow | None:
    return await tx.one(FIND_PHONE, PhoneRow, phone_id, user_id)


RECORD_BACKLOG = "update phones set seen_at = $2, unsent = $3, unsent_photos = $4, unsent_since = $5 where id = $1"


async def record_backlog(tx: Tx, phone_id: UUID, now: datetime, unsent: int, photos: int, since: datetime | None) -> None:
    await tx.run(RECORD_BACKLOG, phone_id, now, unsent, photos, since)


HEAD = "select seq from feed_heads where org_id = current_org()"


async def head(tx: Tx) -> int:
    return int(await tx.value(HEAD))
