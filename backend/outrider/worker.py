"""Work that no request waits for: jobs from the queue, and the watch over late visits. Several hosts may run it."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg
import msgspec
from pgqueuer import PgQueuer
from pgqueuer.db import AsyncpgDriver
from pgqueuer.models import Job

from . import backup, db, idempotency, jobs
from .accounts.numbers import actions as numbers
from .backoff import Backoff
from .clock import clock_of, stopwatch
from .config import Config
from .customer import actions as customer
from .embedded.postgres import Failed
from .intake.bulk import actions as bulk
from .notify import actions as notify
from .offline import actions as offline
from .rescue import actions as rescue
from .sign import actions as sign
from .status.clocks import actions as clocks

log = logging.getLogger("outrider.worker")
WATCH_EVERY = 2.0
CLOCKS_EVERY = 0.2
PRINTS_EVERY = 30.0
BACKUPS_EVERY = 300.0
SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 5.0  # seconds before it tries again to reach the database
ORGS = "select id from orgs order by id"


def handlers(queue: PgQueuer, config: Config, pool: "asyncpg.Pool[asyncpg.Record]") -> None:
    """Job name to what does it. Each is idempotent: it may run twice."""
    clock, transactions = clock_of(config), db.transactions_of(pool)

    @queue.entrypoint(jobs.RENDER_REPORT, on_failure="hold")
    async def render_report(job: Job) -> None:
        org_id, report_id = msgspec.json.decode(job.payload or b"[]", type=tuple[int, UUID])
        paths = (config.data / "blobs", config.data / "keys")
        await sign.render(transactions, org_id, report_id, *paths, config.public_url, clock.now())
        log.info("report rendered", extra={"fields": {"report": str(report_id)}})

    async def link(tx: db.Tx, order_id: UUID, now: datetime) -> str:
        return f"{config.public_url}/c/{await customer.make_link(tx, order_id, now)}"

    @queue.entrypoint(jobs.DELIVER, on_failure="hold")
    async def deliver(job: Job) -> None:
        org_id, delivery_id = msgspec.json.decode(job.payload or b"[]", type=tuple[int, UUID])
        await notify.deliver(config, transactions, org_id, delivery_id, clock.now(), link)

    @queue.entrypoint(jobs.APPLY_IMPORT, on_failure="hold")
    async def apply_import(job: Job) -> None:
        org_id, import_id = msgspec.json.decode(job.payload or b"[]", type=tuple[int, UUID])
        count = await bulk.apply(transactions, org_id, import_id, clock.now())
        log.info("sheet written", extra={"fields": {"import": str(import_id), "rows": count}})

    @queue.entrypoint(jobs.READ_NUMBERS, on_failure="hold")
    async def read_numbers(job: Job) -> None:
        org_id = msgspec.json.decode(job.payload or b"0", type=int)
        count = await numbers.read_anew(transactions, org_id)
        log.info("telephone numbers read anew", extra={"fields": {"org": org_id, "contacts": count}})

    @queue.entrypoint(jobs.RECOMPUTE_CLOCKS, on_failure="hold")
    async def recompute_clocks(job: Job) -> None:
        org_id, kind, code = msgspec.json.decode(job.payload or b"[]", type=tuple[int, str, str])
        count = await clocks.recompute(transactions, org_id, kind, code, clock.now(), notify.take_back)
        log.info("clocks recomputed", extra={"fields": {"kind": kind, "code": code, "orders": count}})


Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"


async def each(pool: Pool, backoff: Backoff, what: str, now: datetime, work: Callable[[db.Tx], Awaitable[int]]) -> int:
    """One organisation after another, each in a transaction of its own; one that fails is put off. The sum of what work gives."""
    done = 0
    for row in await pool.fetch(ORGS):
        item = (what, row["id"], None)
        if backoff.waits(item, now):
            continue
        try:
            async with db.transaction(pool, row["id"]) as tx:
                done += await work(tx)
        except Exception as wrong:
            if db.is_away(wrong):
                raise
            backoff.failed(item, now, wrong)
        else:
            backoff.done(item)
    return done


async def watch(config: Config, pool: Pool, backoff: Backoff) -> None:
    clock = clock_of(config)
    while True:
        now = clock.now()
        await each(pool, backoff, "watch", now, lambda tx: rescue.watch(tx, clock.now(), backoff))
        await asyncio.sleep(WATCH_EVERY)


async def alarms(config: Config, pool: Pool, backoff: Backoff) -> None:
    """Says what clocks have to say, within a second of its moment also while very many are due."""
    clock = clock_of(config)
    while True:
        fired = 0
        for row in await pool.fetch(ORGS):
            fired += await fire(pool, backoff, row["id"], clock.now())
        await asyncio.sleep(0 if fired else CLOCKS_EVERY)


async def fire(pool: Pool, backoff: Backoff, org_id: int, now: datetime) -> int:
    """All that is due at once; where that fails, order by order, and the one that fails is put off."""
    without = backoff.waiting("alarm", org_id, now)
    try:
        async with db.transaction(pool, org_id) as tx:
            return await clocks.fire(tx, now, notify.tell_alarms, without=without)
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
                fired += await clocks.fire(tx, now, notify.tell_alarms, only=order)
        except Exception as wrong:
            if db.is_away(wrong):
                raise
            backoff.failed(("alarm", org_id, order), now, wrong)
    return fired


async def sweep(config: Config, pool: Pool, backoff: Backoff) -> None:
    clock = clock_of(config)
    while True:
        await asyncio.sleep(PRINTS_EVERY)
        await each(pool, backoff, "missing prints", clock.now(), sign.want_missing)
        await each(pool, backoff, "missing deliveries", clock.now(), lambda tx: notify.want_missing(tx, clock.now()))
        await each(pool, backoff, "sheets", clock.now(), bulk.want_missing)
        await each(pool, backoff, "old keys", clock.now(), lambda tx: idempotency.forget(tx, clock.now()))
        for row in await pool.fetch(ORGS):
            await offline.force_held(db.transactions_of(pool), row["id"], clock.now(), backoff)


async def backups(config: Config) -> None:
    clock = clock_of(config)
    while True:
        if config.backups and config.migrate_url:
            try:
                made = await asyncio.to_thread(asyncio.run, backup.scheduled(config.migrate_url, config.data, config.backups, clock.now()))
                if made:
                    log.info("backup written", extra={"fields": {"file": made.name, "bytes": made.stat().st_size}})
            except (Failed, OSError, asyncpg.PostgresError) as wrong:  # a full disk stops backups and nothing else; it is said every time
                log.exception("no backup could be written", extra={"fields": {"why": str(wrong)}})
        await asyncio.sleep(BACKUPS_EVERY)


async def work(config: Config) -> None:
    """Until cancelled. While the database is away it waits; a fault of its own is written down, and all begins anew."""
    backoff, pause = Backoff(), SHORTEST_PAUSE
    while True:
        began = stopwatch()
        try:
            await work_until_a_fault(config, backoff)
        except Exception as wrong:
            if db.is_away(wrong):
                log.warning("database away", extra={"fields": {"why": repr(wrong), "again_in_s": pause}})
            else:
                log.exception("the worker begins anew", extra={"fields": {"again_in_s": pause}})
        pause = SHORTEST_PAUSE if stopwatch() - began > LONGEST_PAUSE else min(LONGEST_PAUSE, pause * 2)
        await asyncio.sleep(pause)


async def work_until_a_fault(config: Config, backoff: Backoff) -> None:
    pool = await db.connect(config.database_url, config.db_pool, config.statement_cache)
    connection = await asyncpg.connect(config.database_url)
    queue = PgQueuer(AsyncpgDriver(connection))
    handlers(queue, config, pool)
    parts = (watch, alarms, sweep)
    runs = (*(part(config, pool, backoff) for part in parts), backups(config), queue.run(batch_size=4))
    tasks: list[asyncio.Task[Any]] = [asyncio.create_task(run) for run in runs]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        queue.shutdown.set()
        for task in tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await task
        for ending in (connection.close, pool.close):
            with contextlib.suppress(Exception):  # they may be of a database that is gone
                async with asyncio.timeout(LONGEST_PAUSE):
                    await ending()
