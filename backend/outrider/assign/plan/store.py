"""Plans that were asked for, and what became of them."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from ...db import Tx
from ...late_facts import PlannedStart
from ...model import Scope
from .rules import Fault, PlanProposal, PlanSummary, State


class PlanStation(msgspec.Struct):
    id: UUID
    name: str


STATIONS = "select id, name from units where kind = 'station' and active and ($1 or id = any($2::uuid[])) order by name, id"


async def stations(tx: Tx, scope: Scope) -> list[PlanStation]:
    """Whose days somebody may plan."""
    return await tx.all(STATIONS, PlanStation, scope.everything, scope.stations)


class Plan(msgspec.Struct):
    """asked_by: nobody, where it is made every night. ended_by: who cancelled or put it aside. taken: how many rows of it so far."""

    id: UUID
    stations: list[UUID]
    day: date
    state: State
    share: float
    fault: Fault | None
    asked_at: datetime
    asked_by: str | None
    ended_at: datetime | None
    ended_by: str | None
    taken: int
    taken_at: datetime | None
    taken_by: str | None
    storm: bool
    summary: PlanSummary | None


ADD = """
insert into plans (org_id, id, stations, day, state, asked_at, asked_by, storm) values (current_org(), $1, $2, $3, 'waiting', $4, $5, $6)
on conflict (org_id, day, stations, storm) where state in ('waiting', 'running') do nothing
"""
SEARCHED = "select id from plans where day = $1 and stations = $2 and storm = $3 and state in ('waiting', 'running')"


async def add(tx: Tx, plan_id: UUID, stations: Collection[UUID], day: date, now: datetime, by: UUID | None, storm: bool) -> UUID:
    """Of a set of stations and a day that is being searched already, that one."""
    if await tx.run(ADD, plan_id, sorted(stations), day, now, by, storm):
        return plan_id
    found: UUID = await tx.value(SEARCHED, day, sorted(stations), storm)
    return found


COLUMNS = """
p.id, p.stations, p.day, p.state, p.share, p.fault, p.asked_at, asked.name as asked_by, p.ended_at, ended.name as ended_by, p.taken, p.taken_at,
  taker.name as taken_by, p.storm, p.proposal->'summary' as summary from plans p left join users asked on asked.id = p.asked_by
left join users ended on ended.id = p.ended_by left join users taker on taker.id = p.taken_by where ($1 or p.stations <@ $2::uuid[])
"""
NEWEST = f"select {COLUMNS} order by p.asked_at desc, p.id desc limit $3"
FIND = f"select {COLUMNS} and p.id = $3"


async def newest(tx: Tx, scope: Scope, limit: int) -> list[Plan]:
    return await tx.all(NEWEST, Plan, scope.everything, scope.stations, limit)


async def find(tx: Tx, scope: Scope, plan_id: UUID) -> Plan | None:
    """Nothing of stations that are not all seen."""
    return await tx.one(FIND, Plan, scope.everything, scope.stations, plan_id)


PROPOSAL = "select proposal from plans where id = $1"


async def proposal(tx: Tx, plan_id: UUID) -> PlanProposal | None:
    found: Any = await tx.value(PROPOSAL, plan_id)
    return None if found is None else msgspec.convert(found, PlanProposal)


LOCK = "select state from plans where id = $1 for update"


async def lock(tx: Tx, plan_id: UUID) -> State:
    found: State = await tx.value(LOCK, plan_id)
    return found


class Claimed(msgspec.Struct):
    stations: list[UUID]
    day: date
    tries: int
    storm: bool


CLAIM = """
update plans set state = 'running', tries = tries + 1, share = 0 where id = $1 and state in ('waiting', 'running') returning stations, day, tries,
  storm
"""


async def claim(tx: Tx, plan_id: UUID) -> Claimed | None:
    """None: it was cancelled, or is done."""
    return await tx.one(CLAIM, Claimed, plan_id)


SAY = "update plans set share = $2 where id = $1 and state = 'running'"


async def say(tx: Tx, plan_id: UUID, share: float) -> bool:
    """Whether anybody still wants it."""
    return await tx.run(SAY, plan_id, share) == 1


FINISH = """
update plans set state = $2, fault = $3, proposal = $4, ended_at = $5, share = 1 where id = $1 and state in ('waiting', 'running') returning stations
"""


async def finish(tx: Tx, plan_id: UUID, state: State, now: datetime, fault: Fault | None = None, made: PlanProposal | None = None) -> None:
    """Does nothing where it was cancelled. Whoever sees its stations hears of it."""
    touch(tx, plan_id, await tx.value(FINISH, plan_id, state, fault, msgspec.to_builtins(made), now) or [])


END = """
update plans set state = case when state = 'ready' then 'discarded' else 'cancelled' end, ended_at = $2, ended_by = $3
where id = $1 and state in ('waiting', 'running', 'ready') returning stations
"""


async def end(tx: Tx, plan_id: UUID, now: datetime, by: UUID) -> bool:
    stations = await tx.value(END, plan_id, now, by)
    touch(tx, plan_id, stations or [])
    return stations is not None


class TakenLast(msgspec.Struct):
    """What was taken last: the orders that got another engineer, how many rows that were, and the order of the days before."""

    at: datetime
    by: UUID
    orders: list[UUID]
    rows: int
    starts: list[PlannedStart]


TAKE = "update plans set taken = taken + $2, taken_at = $3, taken_by = $4, undo = $5 where id = $1 returning stations"


async def take(tx: Tx, plan_id: UUID, taken: TakenLast) -> None:
    touch(tx, plan_id, await tx.value(TAKE, plan_id, taken.rows, taken.at, taken.by, msgspec.to_builtins(taken)))


UNDO = "select undo from plans where id = $1 for update"


async def lock_last(tx: Tx, plan_id: UUID) -> TakenLast | None:
    """None: nothing was taken, or it was taken back."""
    found: Any = await tx.value(UNDO, plan_id)
    return None if found is None else msgspec.convert(found, TakenLast)


TAKE_BACK = "update plans set taken = taken - $2, undo = null where id = $1 returning stations"


async def take_back(tx: Tx, plan_id: UUID, rows: int) -> None:
    touch(tx, plan_id, await tx.value(TAKE_BACK, plan_id, rows))


UNFINISHED = "select id from plans where state in ('waiting', 'running') order by id"


async def unfinished(tx: Tx) -> list[UUID]:
    return [row["id"] for row in await tx.connection.fetch(UNFINISHED)]


# Nobody looks at what was planned for last month.
FORGET = "delete from plans where asked_at < $1 and state not in ('waiting', 'running')"


async def forget(tx: Tx, before: datetime) -> None:
    await tx.run(FORGET, before)


def touch(tx: Tx, plan_id: UUID, stations: Collection[UUID]) -> None:
    for station in stations:
        tx.touch("plan", plan_id, station=station)
