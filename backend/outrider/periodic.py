"""What nobody asks for and is done all the same: one literal table of what, how often, and how for one organisation.

One look over all organisations says which have something to do (organisations_with_work, migration 0029), so idle ones cost nothing.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeAlias

import asyncpg
import msgspec

from . import db, idempotency
from .assign.barred import actions as barred
from .assign.everybody import actions as everybody
from .assign.plan import actions as plans
from .assign.plan.night import actions as night
from .backoff import Backoff, Item
from .clock import Clock
from .intake.bulk import actions as bulk
from .notify import actions as notify
from .notify.delivery import actions as delivery
from .offline import actions as offline
from .put_off import actions as put_off
from .rescue import actions as rescue
from .retain import actions as retention
from .roads import actions as roads
from .roads.engines import Roads
from .schedule import actions as schedule
from .sign.prints import actions as prints
from .status.clocks import actions as clocks
from .worktimes import actions as worktimes

log = logging.getLogger("outrider.worker")
Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
Run = Callable[[Pool, Backoff, int, datetime], Awaitable[int]]
Work = Callable[[db.Tx, datetime, Backoff], Awaitable[int]]
SAID_EVERY = 2.0  # seconds; costs nothing while nothing is put off
WITH_WORK = "select organisations_with_work($1, $2) order by 1"


class Periodic(msgspec.Struct, frozen=True):
    """every: seconds. run: for one organisation; how much was done. at_once: while there is something, without a pause.

    asks: whose organisations have something to do, where it has none of its own.
    """

    name: str
    every: float
    run: Run
    at_once: bool = False
    asks: str = ""

    @property
    def work(self) -> str:
        return self.asks or self.name


async def one(pool: Pool, backoff: Backoff, name: str, org_id: int, now: datetime, work: Work) -> int:
    """In a transaction of its own."""

    async def in_it() -> int:
        async with db.transaction(pool, org_id) as tx:
            return await work(tx, now, backoff)

    return await tried(backoff, name, org_id, now, in_it)


async def tried(backoff: Backoff, name: str, org_id: int, now: datetime, work: Callable[[], Awaitable[int]]) -> int:
    """An organisation where it fails is put off, and stops no other."""
    item = (name, org_id, None)
    if backoff.waits(item, now):
        return 0
    try:
        done = await work()
    except Exception as wrong:
        if db.is_away(wrong):
            raise
        backoff.failed(item, now, wrong)
        return 0
    backoff.done(item)
    return done


def whole(name: str, every: float, work: Work, asks: str = "") -> Periodic:
    """For an organisation as a whole, in one transaction."""

    async def run(pool: Pool, backoff: Backoff, org_id: int, now: datetime) -> int:
        return await one(pool, backoff, name, org_id, now, work)

    return Periodic(name, every, run, asks=asks)


def ways(engine: Roads) -> Periodic:
    """Where a road engine is set: the ways of all days under way are asked of it."""

    async def run(pool: Pool, backoff: Backoff, org_id: int, now: datetime) -> int:
        async def asked() -> int:
            return await schedule.keep_ways(db.looks_of(pool), db.transactions_of(pool), engine, org_id, now)

        return await tried(backoff, "ways", org_id, now, asked)

    return Periodic("ways", 5.0, run, asks="forecasts")


async def fire_alarms(pool: Pool, backoff: Backoff, org_id: int, now: datetime) -> int:
    """All that is due at once; where that fails, order by order, and the one that fails is put off."""
    without = backoff.waiting("alarm", org_id, now)
    try:
        async with db.transaction(pool, org_id) as tx:
            fired = await clocks.fire(tx, now, notify.notify_alarms, without=without)
        backoff.done_all("alarm", org_id, now)
        return fired
    except Exception as wrong:
        if db.is_away(wrong):
            raise
        log.warning("alarms of an organisation failed together, each is tried alone", extra={"fields": {"org": org_id, "why": repr(wrong)}})
    fired = 0
    async with db.transaction(pool, org_id) as tx:
        orders = await clocks.due(tx, now, without)
    for order in orders:
        try:
            async with db.transaction(pool, org_id) as tx:
                fired += await clocks.fire(tx, now, notify.notify_alarms, only=order)
            backoff.done(("alarm", org_id, order))
        except Exception as wrong:
            if db.is_away(wrong):
                raise
            backoff.failed(("alarm", org_id, order), now, wrong)
    return fired


async def step_over_gaps(pool: Pool, backoff: Backoff, org_id: int, now: datetime) -> int:
    return await offline.force_held(db.transactions_of(pool), org_id, now, backoff)


async def retain(pool: Pool, backoff: Backoff, org_id: int, now: datetime) -> int:
    async def run() -> int:
        done = await retention.retain(db.transactions_of(pool), org_id, now)
        log.info("retained", extra={"fields": {"org": org_id, "packed": done.packed, "deleted": done.deleted, "dropped": done.dropped}})
        return 1

    return await tried(backoff, "retention", org_id, now, run)


PERIODIC: tuple[Periodic, ...] = (
    Periodic("alarms", 0.2, fire_alarms, at_once=True),  # what clocks have to say is said within a second of its moment
    whole("forecasts", 2.0, rescue.watch),
    whole("promises", 5.0, lambda tx, now, backoff: rescue.watch_promises(tx, now)),
    whole("barred", 300.0, lambda tx, now, backoff: barred.watch(tx, now), asks="forecasts"),
    whole("missing prints", 30.0, lambda tx, now, backoff: prints.enqueue_missing(tx)),
    whole("missing deliveries", 30.0, lambda tx, now, backoff: delivery.enqueue_missing(tx, now)),
    whole("sheets", 30.0, lambda tx, now, backoff: bulk.enqueue_missing(tx)),
    whole("plans", 10.0, lambda tx, now, backoff: plans.enqueue_missing(tx)),
    whole("nightly plans", 30.0, lambda tx, now, backoff: night.watch(tx, now)),
    whole("old keys", 30.0, lambda tx, now, backoff: idempotency.forget(tx, now)),
    Periodic("retention", 300.0, retain),  # each organisation once a day
    Periodic("held lanes", 30.0, step_over_gaps),
    whole("speeds", 21_600.0, lambda tx, now, backoff: roads.learn(tx, now), asks="forecasts"),
    whole("work times", 21_600.0, lambda tx, now, backoff: worktimes.learn(tx, now), asks="forecasts"),
    whole("old changes", 600.0, lambda tx, now, backoff: everybody.forget(tx), asks="forecasts"),
    whole("old ways", 3_600.0, lambda tx, now, backoff: roads.forget(tx, now), asks="forecasts"),
)


async def once(row: Periodic, pool: Pool, backoff: Backoff, now: datetime) -> int:
    """For one organisation after another, those that have something to do. The sum of what was done."""
    return sum([await row.run(pool, backoff, org_id, now) for (org_id,) in await pool.fetch(WITH_WORK, row.work, now)])


async def say_put_off(pool: Pool, backoff: Backoff, said: dict[int, set[Item]], now: datetime) -> None:
    """What this process has put off, for people to see; and what they want tried at once has its turn. said: what was so the last time."""
    failed = backoff.of_organisations(now)
    for org_id in sorted({*failed, *said}):
        mine = failed.get(org_id, {})
        try:
            async with db.transaction(pool, org_id) as tx:
                wanted = await put_off.say(tx, mine, said.get(org_id, ()))
        except Exception as wrong:
            if db.is_away(wrong):
                raise
            log.exception("what is put off cannot be said", extra={"fields": {"org": org_id}})
            continue
        said[org_id] = set(mine)
        for item in wanted:
            backoff.hurry(item, now)
        if not mine:
            del said[org_id]


async def keep_saying(pool: Pool, backoff: Backoff, clock: Clock) -> None:
    said: dict[int, set[Item]] = {}
    while True:
        await say_put_off(pool, backoff, said, clock.now())
        await asyncio.sleep(SAID_EVERY)


async def keep_doing(row: Periodic, pool: Pool, backoff: Backoff, clock: Clock) -> None:
    while True:
        done = await once(row, pool, backoff, clock.now())
        await asyncio.sleep(0 if done and row.at_once else row.every)
