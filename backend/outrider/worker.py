"""Work that no request waits for: jobs from the queue, and what is done again and again. Several hosts may run it."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
from pgqueuer import PgQueuer
from pgqueuer.db import AsyncpgDriver
from pgqueuer.errors import RetryRequested
from pgqueuer.models import Job

from . import backup, db, jobs
from .accounts.master.index import actions as index
from .accounts.numbers import actions as numbers
from .assign.plan import actions as plans
from .backoff import Backoff
from .carry_in.kept import actions as carry_in
from .clock import Clock, clock_of, stopwatch
from .config import Config
from .customer import actions as customer
from .embedded.postgres import Failed
from .intake.bulk import actions as bulk
from .notify import actions as notify
from .notify.delivery import actions as delivery
from .periodic import PERIODIC, keep_doing, keep_saying, ways
from .roads.engines import Roads
from .sign.prints import actions as prints
from .status.clocks import actions as clocks

log = logging.getLogger("outrider.worker")
BACKUPS_EVERY = 300.0
AGAIN_AFTER = timedelta(seconds=30)  # a job that met no database
SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 5.0  # seconds before it tries again to reach the database


class Given(msgspec.Struct, frozen=True):
    """What a job works with."""

    config: Config
    transactions: db.Transactions
    clock: Clock


async def render_report(given: Given, org_id: int, report_id: UUID) -> None:
    paths = (given.config.data / "blobs", given.config.data / "keys")
    await prints.render(given.transactions, org_id, report_id, *paths, given.config.public_url, given.clock.now())


async def deliver(given: Given, org_id: int, delivery_id: UUID) -> None:
    async def link(tx: db.Tx, order_id: UUID, now: Any) -> str:
        return f"{given.config.public_url}/c/{await customer.make_link(tx, order_id, now)}"

    await delivery.deliver(given.config, given.transactions, org_id, delivery_id, given.clock.now(), link)


async def apply_import(given: Given, org_id: int, import_id: UUID) -> None:
    await bulk.apply(given.transactions, org_id, import_id, given.clock.now())


async def read_numbers(given: Given, org_id: int) -> None:
    await numbers.read_anew(given.transactions, org_id)


async def index_records(given: Given, org_id: int) -> None:
    await index.everything(given.transactions, org_id)


async def recompute_clocks(given: Given, org_id: int, kind: str, code: str) -> None:
    await clocks.recompute(given.transactions, org_id, kind, code, given.clock.now(), notify.take_back)


async def forget_password(given: Given, org_id: int, order_id: UUID, at: datetime) -> None:
    await carry_in.forget_if_cancelled(given.transactions, org_id, order_id, at)


async def make_plan(given: Given, org_id: int, plan_id: UUID) -> None:
    await plans.make(given.transactions, org_id, plan_id, given.clock.now)


# What a transaction queued, by its name: the shape of its payload, and what does it. Each is idempotent: it may run twice.
JOBS: dict[str, tuple[Any, Callable[..., Awaitable[None]]]] = {
    jobs.RENDER_REPORT: (tuple[int, UUID], render_report),
    jobs.DELIVER: (tuple[int, UUID], deliver),
    jobs.APPLY_IMPORT: (tuple[int, UUID], apply_import),
    jobs.READ_NUMBERS: (int, read_numbers),
    jobs.INDEX_RECORDS: (int, index_records),
    jobs.FORGET_PASSWORD: (tuple[int, UUID, datetime], forget_password),
    jobs.RECOMPUTE_CLOCKS: (tuple[int, str, str], recompute_clocks),
    jobs.MAKE_PLAN: (tuple[int, UUID], make_plan),
}


def register(queue: PgQueuer, given: Given) -> None:
    """One that fails is held, is in the log, and stops no other. Where the database was away, it comes again."""
    for name, (shape, run) in JOBS.items():

        @queue.entrypoint(name, on_failure="hold")
        async def work(job: Job, name: str = name, shape: Any = shape, run: Callable[..., Awaitable[None]] = run) -> None:
            said = msgspec.json.decode(job.payload or b"null", type=shape)
            about = said if isinstance(said, tuple) else (said,)
            try:
                await run(given, *about)
            except Exception as wrong:
                if db.is_away(wrong):
                    raise RetryRequested(AGAIN_AFTER, repr(wrong)) from wrong
                raise
            log.info("job done", extra={"fields": {"job": name, "about": [str(part) for part in about]}})


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
    clock, roads = clock_of(config), Roads(config.router) if config.router else None
    register(queue, Given(config, db.transactions_of(pool), clock))
    runs = (
        *(keep_doing(row, pool, backoff, clock) for row in (*PERIODIC, *([ways(roads)] if roads else []))),
        keep_saying(pool, backoff, clock),
        backups(config),
        queue.run(batch_size=4),
    )
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
        for ending in (connection.close, pool.close, *([roads.close] if roads else [])):
            with contextlib.suppress(Exception):  # they may be of a database that is gone
                async with asyncio.timeout(LONGEST_PAUSE):
                    await ending()
