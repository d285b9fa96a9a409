"""Work that no request waits for: jobs from the queue, and the watch over late visits. Several hosts may run it."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
from pgqueuer import PgQueuer
from pgqueuer.db import AsyncpgDriver
from pgqueuer.models import Job

from . import backup, db, jobs
from .clock import clock_of
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
# Then nothing can be done for anybody: the worker ends, and is started again.
DATABASE_AWAY = (asyncpg.PostgresConnectionError, asyncpg.InterfaceError, OSError)
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

    @queue.entrypoint(jobs.RECOMPUTE_CLOCKS, on_failure="hold")
    async def recompute_clocks(job: Job) -> None:
        org_id, kind, code = msgspec.json.decode(job.payload or b"[]", type=tuple[int, str, str])
        count = await clocks.recompute(transactions, org_id, kind, code, clock.now())
        log.info("clocks recomputed", extra={"fields": {"kind": kind, "code": code, "orders": count}})


async def each(pool: "asyncpg.Pool[asyncpg.Record]", work: Callable[[db.Tx], Awaitable[int]]) -> int:
    """One organisation after another, each in a transaction of its own. A fault in one is written down and stops no other; the sum of work."""
    done = 0
    for row in await pool.fetch(ORGS):
        try:
            async with db.transaction(pool, row["id"]) as tx:
                done += await work(tx)
        except DATABASE_AWAY:
            raise
        except Exception:
            log.exception("organisation left out", extra={"fields": {"org": row["id"]}})
    return done


async def watch(config: Config, pool: "asyncpg.Pool[asyncpg.Record]") -> None:
    clock = clock_of(config)
    while True:
        await each(pool, lambda tx: rescue.watch(tx, clock.now()))
        await asyncio.sleep(WATCH_EVERY)


async def alarms(config: Config, pool: "asyncpg.Pool[asyncpg.Record]") -> None:
    """Says what clocks have to say, within a second of its moment also while very many are due."""
    clock = clock_of(config)
    while True:
        fired = await each(pool, lambda tx: clocks.fire(tx, clock.now(), notify.tell_alarms))
        await asyncio.sleep(0 if fired else CLOCKS_EVERY)


async def sweep(config: Config, pool: "asyncpg.Pool[asyncpg.Record]") -> None:
    clock = clock_of(config)
    while True:
        await asyncio.sleep(PRINTS_EVERY)
        await each(pool, sign.want_missing)
        await each(pool, lambda tx: notify.want_missing(tx, clock.now()))
        for row in await pool.fetch(ORGS):
            await offline.force_held(db.transactions_of(pool), row["id"], clock.now())


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
    """Until cancelled. A fault of the database ends it; whoever started it starts it again."""
    pool = await db.connect(config.database_url, size=4)
    connection = await asyncpg.connect(config.database_url)
    queue = PgQueuer(AsyncpgDriver(connection))
    handlers(queue, config, pool)
    runs = (watch(config, pool), alarms(config, pool), sweep(config, pool), backups(config), queue.run(batch_size=4))
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
        await connection.close()
        await pool.close()
