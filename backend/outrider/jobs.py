"""Work that may be retried, queued in the transaction that wants it. PgQueuer keeps the queue and runs it (worker.py)."""

from datetime import timedelta

from .db import Tx

RENDER_REPORT = "render_report"
RECOMPUTE_CLOCKS = "recompute_clocks"
DELIVER = "deliver"
APPLY_IMPORT = "apply_import"
READ_NUMBERS = "read_numbers"
INDEX_RECORDS = "index_records"
FORGET_PASSWORD = "forget_password"
MAKE_PLAN = "make_plan"

# PgQueuer's own enqueue passes JSON as text and would meet our JSON codec; its table is part of migrations/0004_jobs.sql.
ENQUEUE = """
insert into pgqueuer (priority, status, entrypoint, payload, dedupe_key, execute_after)
select 0, 'queued', $1, row.payload, row.once, now() + row.wait from unnest($2::bytea[], $3::text[], $4::interval[]) as row (payload, once, wait)
on conflict do nothing
"""


async def enqueue_all(tx: Tx, job: str, wanted: list[tuple[bytes, str, timedelta]]) -> None:
    """Payload, key and wait of each, as `enqueue` has them."""
    if wanted:
        payloads, keys, waits = zip(*wanted, strict=True)
        await tx.run(ENQUEUE, job, payloads, [f"{job}:{once}" for once in keys], waits)


async def enqueue(tx: Tx, job: str, payload: bytes, once: str, wait: timedelta = timedelta()) -> None:
    """once: a second job of this key is not queued while the first waits."""
    await enqueue_all(tx, job, [(payload, once, wait)])
