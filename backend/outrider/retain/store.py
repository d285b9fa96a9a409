"""What is deleted, what holds it, and the proof. A statement deletes a step's worth; its rows make the proof's hash."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from ..db import Tx
from .rules import HoldKind, KeptFor, What

POLICIES = "select what, days from retention_policies"
SAVE_POLICY = """
insert into retention_policies (org_id, what, days, changed_at, changed_by) values (current_org(), $1, $2, $3, $4)
on conflict (org_id, what) do update set days = excluded.days, changed_at = excluded.changed_at, changed_by = excluded.changed_by
"""


async def policies(tx: Tx) -> list[KeptFor]:
    return await tx.all(POLICIES, KeptFor)


async def save_policy(tx: Tx, row: KeptFor, now: datetime, by: UUID) -> None:
    await tx.run(SAVE_POLICY, row.what, row.days, now, by)


class Hold(msgspec.Struct):
    """object_id, object: the engineer, or the order and its number; none for the whole organisation."""

    id: UUID
    kind: HoldKind
    object_id: UUID | None
    object: str | None
    reason: str
    placed_at: datetime
    placed_by: str
    lifted_at: datetime | None
    lifted_by: str | None


HOLDS = """
select h.id, h.kind, h.object_id, coalesce(person.name, o.number) as object, h.reason, h.placed_at, placer.name as placed_by,
  h.lifted_at, lifter.name as lifted_by
from legal_holds h join users placer on placer.id = h.placed_by left join users lifter on lifter.id = h.lifted_by
left join users person on person.id = h.object_id left join orders o on o.id = h.object_id
order by h.lifted_at is not null, h.placed_at desc, h.id
"""
IS_THERE = """
select case $1 when 'engineer' then exists (select from engineers where user_id = $2) when 'order' then exists (select from orders where id = $2)
  else $2::uuid is null end
"""
PLACE = """
insert into legal_holds (org_id, id, kind, object_id, reason, placed_at, placed_by) values (current_org(), $1, $2, $3, $4, $5, $6)
"""
LIFT = "update legal_holds set lifted_at = $2, lifted_by = $3 where id = $1 and lifted_at is null"
# The bodies that the hold kept lie behind where retention has come to.
LOOK_AGAIN = "update retention_state set commands_after = null"


async def holds(tx: Tx) -> list[Hold]:
    return await tx.all(HOLDS, Hold)


async def is_there(tx: Tx, kind: HoldKind, object_id: UUID | None) -> bool:
    return bool(await tx.value(IS_THERE, kind, object_id))


async def place(tx: Tx, id: UUID, kind: HoldKind, object_id: UUID | None, reason: str, now: datetime, by: UUID) -> None:
    await tx.run(PLACE, id, kind, object_id, reason, now, by)


async def lift(tx: Tx, id: UUID, now: datetime, by: UUID) -> bool:
    lifted = await tx.run(LIFT, id, now, by) == 1
    if lifted:
        await tx.run(LOOK_AGAIN)
    return lifted


class Held(msgspec.Struct):
    """everything: of the organisation. engineers: held themselves, or at an order that is."""

    everything: bool
    engineers: list[UUID]


HELD = """
select exists (select from legal_holds where kind = 'organisation' and lifted_at is null) as everything,
  array(select h.object_id from legal_holds h where h.kind = 'engineer' and h.lifted_at is null
    union select a.engineer_id from legal_holds h join attendances a on a.order_id = h.object_id
    where h.kind = 'order' and h.lifted_at is null) as engineers
"""


async def held(tx: Tx) -> Held:
    found = await tx.one(HELD, Held)
    assert found is not None
    return found


class State(msgspec.Struct):
    packed_until: date | None
    commands_after: UUID | None


BEGIN = """
insert into retention_state (org_id, next_at) values (current_org(), $1)
on conflict (org_id) do update set next_at = excluded.next_at returning packed_until, commands_after
"""
PACKED = "update retention_state set packed_until = $1"
COMMANDS_AFTER = "update retention_state set commands_after = $1"


async def begin(tx: Tx, next_at: datetime) -> State:
    """Nobody else begins before next_at."""
    found = await tx.one(BEGIN, State, next_at)
    assert found is not None
    return found


async def packed(tx: Tx, until: date) -> None:
    await tx.run(PACKED, until)


# Where the head is today, and was on the last day that is not kept any more.
NOTE_FEED = (
    "insert into feed_days (org_id, day, seq) select org_id, $1, seq from feed_heads where org_id = current_org() on conflict do nothing"
)
FORGET_FEED_DAYS = "delete from feed_days where day < (select max(day) from feed_days where day < $1)"


async def note_feed(tx: Tx, today: date) -> None:
    await tx.run(NOTE_FEED, today)


async def forget_feed_days(tx: Tx, before: date) -> None:
    await tx.run(FORGET_FEED_DAYS, before)


class Gone(msgspec.Struct):
    """What one step deleted. after: up to which command it has looked."""

    deleted: int
    sha256: bytes
    first_at: datetime | None = None
    last_at: datetime | None = None
    after: UUID | None = None


GONE = """
coalesce(sum(n), 0)::int as deleted, min(at) as first_at, max(at) as last_at,
  sha256(convert_to(coalesce(string_agg(said, E'\\n' order by said), ''), 'UTF8')) as sha256
"""
# Rows of an older release, and such as could not be packed in time.
POSITIONS = f"""
with old as (select x.engineer_id, x.device_time from engineers e cross join lateral (
    select p.engineer_id, p.device_time from positions p where p.engineer_id = e.user_id and p.device_time < $1 order by p.device_time limit $2) x
  where e.user_id <> all($3::uuid[]) limit $2),
gone as (delete from positions p using old where (p.engineer_id, p.device_time) = (old.engineer_id, old.device_time) and p.device_time < $1
  returning 1 as n, p.device_time as at, p::text as said)
select {GONE} from gone
"""
PACKS = f"""
with old as (select x.engineer_id, x.slot from engineers e cross join lateral (
    select p.engineer_id, p.slot from position_packs p where p.engineer_id = e.user_id and p.slot < $1::timestamptz - interval '10 minutes'
    order by p.slot limit $2) x
  where e.user_id <> all($3::uuid[]) limit $2),
gone as (delete from position_packs p using old where (p.engineer_id, p.slot) = (old.engineer_id, old.slot)
  returning cardinality(p.at_ms) as n, p.slot as at, p::text as said)
select {GONE} from gone
"""
# The row at the head of that day stays, and with it what a reader knows its place by.
FEED = f"""
with gone as (delete from feed where seq in (select f.seq from feed f
    where f.seq < (select max(d.seq) from feed_days d where d.day < $1) order by f.seq limit $2)
  returning 1 as n, null::timestamptz as at, feed::text as said)
select {GONE} from gone
"""
# In the order of their ids, which phones make of the time.
COMMANDS = f"""
with looked as (select id from commands where id > $4 and id < $5 order by id limit $2),
gone as (update commands c set body = '' from looked where c.id = looked.id and c.received_at < $1 and not c.held and c.body <> ''
    and c.user_id <> all($3::uuid[])
  returning 1 as n, c.received_at as at, c.id || ' ' || encode(c.body_sha, 'hex') as said)
select {GONE}, (select id from looked order by id desc limit 1) as after from gone
"""


async def step(tx: Tx, sql: str, *args: Any) -> Gone:
    found = await tx.one(sql, Gone, *args)
    assert found is not None
    return found


async def commands_after(tx: Tx, after: UUID) -> None:
    await tx.run(COMMANDS_AFTER, after)


PROVE = """
insert into deletions (org_id, run, what, before, first_at, last_at, deleted, sha256, ended_at)
values (current_org(), $1, $2, $3, $4, $5, $6, $7, $8)
on conflict (org_id, run, what) do update set deleted = deletions.deleted + excluded.deleted,
  first_at = least(deletions.first_at, excluded.first_at), last_at = greatest(deletions.last_at, excluded.last_at),
  sha256 = sha256(deletions.sha256 || excluded.sha256), ended_at = excluded.ended_at
"""


async def prove(tx: Tx, run: UUID, what: What, before: datetime, gone: Gone, now: datetime) -> None:
    await tx.run(PROVE, run, what, before, gone.first_at, gone.last_at, gone.deleted, gone.sha256, now)


class Deletion(msgspec.Struct):
    """Of one run. before: what was older. deleted: fixes, rows of the feed, bodies of commands. sha256: chained over the steps, in hex."""

    run: UUID
    what: What
    before: datetime
    first_at: datetime | None
    last_at: datetime | None
    deleted: int
    sha256: str
    ended_at: datetime


DELETIONS = """
select run, what, before, first_at, last_at, deleted, encode(sha256, 'hex') as sha256, ended_at
from deletions order by run desc, what limit $1
"""


async def deletions(tx: Tx, most: int) -> list[Deletion]:
    return await tx.all(DELETIONS, Deletion, most)
