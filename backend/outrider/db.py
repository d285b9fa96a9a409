"""The database: one pool, one transaction per request or command, and the only place that commits."""

import errno
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from typing import Any, TypeAlias, TypeVar, cast
from uuid import UUID

import asyncpg
import msgspec

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"
T = TypeVar("T")

SET_ORG = "select set_config('app.org_id', $1, true)"

# The last statement of every writing transaction: readers of a dense counter can never overtake a writer.
STEP_FEED = """
with head as (update feed_heads set seq = seq + cardinality($2::text[]) where org_id = $1 returning seq),
rows as (
  insert into feed (org_id, seq, aggregate, id, engineer_id, station_id, account_id)
  select $1, head.seq - cardinality($2::text[]) + row.n, row.aggregate, row.id, row.engineer_id, row.station_id, row.account_id
  from head, unnest($2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[])
    with ordinality as row (aggregate, id, engineer_id, station_id, account_id, n)
)
select seq from head
"""

# Some fifty bytes of write-ahead log: a commit behind it waits for everything that the transaction has read, also where it wrote nothing.
# So under synchronous replication "known already" is as safe an answer as "done".
SETTLE = "select pg_logical_emit_message(true, 'outrider', '')"
A_FEW = 100  # rows
COMMIT_PATIENCE = 30 * 86_400.0  # seconds

# What the database, or the way to it, says while it cannot serve: try again later.
DATABASE_AWAY = (
    asyncpg.PostgresConnectionError,
    asyncpg.InternalClientError,  # the driver met an answer that it did not expect: a killed or switched server
    asyncpg.exceptions.OperatorInterventionError,
    asyncpg.exceptions.InsufficientResourcesError,  # no connection left, disk full
    asyncpg.exceptions.InvalidTransactionStateError,  # read-only, or ended by a time-out of the server
    asyncpg.exceptions.TransactionRollbackError,  # a deadlock, a conflict: somebody else was first
)
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENFILE}

_json = msgspec.json.Encoder()


def of_one(sql: str) -> str:
    """The same statement for a single row, as a click asks it: with `=` PostgreSQL plans it once for each connection. With a list, whose
    length it does not know beforehand, it takes the plan for a list of one and makes that anew at each call, for half a millisecond.
    """
    return sql.replace("= any($1::uuid[])", "= $1::uuid")


def is_away(error: BaseException) -> bool:
    """Whether trying again later is right. What became of the request is then not always known."""
    if isinstance(error, BaseExceptionGroup):  # the framework's clean-up wraps what a transaction raised
        return any(is_away(inner) for inner in error.exceptions)
    if isinstance(error, OSError):
        return isinstance(error, (ConnectionError, TimeoutError, socket.gaierror)) or error.errno in NO_ROOM
    if isinstance(error, asyncpg.InterfaceError):
        return not isinstance(error, ValueError)  # a value of the wrong type is our own fault
    return isinstance(error, DATABASE_AWAY)


def is_full(error: BaseException) -> bool:
    """Whether the disk of the database has no room."""
    if isinstance(error, BaseExceptionGroup):
        return any(is_full(inner) for inner in error.exceptions)
    return isinstance(error, asyncpg.DiskFullError)


async def codecs(connection: Connection) -> None:
    def encode(value: Any) -> bytes:
        return b"\x01" + _json.encode(value)

    def decode(value: bytes) -> Any:
        return msgspec.json.decode(value[1:])

    await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=encode, decoder=decode, format="binary")


class Session(asyncpg.Connection):
    """A commit may wait for a standby: who gave up waiting would have committed nevertheless, and say that nothing was done.

    Nothing that a request sets outlives its transaction (SET_ORG is local, locks are the transaction's), so that no statement has to
    clean up behind each of them.
    """

    opening = ""  # what goes with the next BEGIN, in one round trip

    def get_reset_query(self) -> str:
        return ""

    def opens_for(self, org_id: int) -> None:
        """The next transaction is this organisation's."""
        self.opening = f" set local app.org_id = '{org_id:d}';"

    async def execute(self, query: str, *args: Any, timeout: float | None = None) -> str:
        if query.startswith("BEGIN"):
            query, self.opening = query + self.opening, ""
        return await super().execute(query, *args, timeout=COMMIT_PATIENCE if query == "COMMIT;" else timeout)


async def connect(dsn: str, size: int = 10, statements: int = 100) -> "asyncpg.Pool[asyncpg.Record]":
    """statements: that each connection keeps prepared. Refuses to serve as somebody whom row-level security does not stop."""
    pool = await asyncpg.create_pool(
        dsn, min_size=1, max_size=size, init=codecs, command_timeout=30, connection_class=Session, statement_cache_size=statements
    )
    free = await pool.fetchval("select rolsuper or rolbypassrls from pg_roles where rolname = current_user")
    owner = await pool.fetchval("select exists (select from pg_tables where schemaname = 'public' and tableowner = current_user)")
    if free or owner:
        await pool.close()
        raise SystemExit("outrider: DATABASE_URL must name a role that is no superuser and owns no table (see docs/operations.md)")
    return pool


class Tx:
    """One transaction of one organisation. Actions say what they touched; the commit tells the feed."""

    def __init__(self, connection: Connection, org_id: int) -> None:
        self.connection = connection
        self.org_id = org_id
        self.feed_seq: int | None = None
        self.idempotency_key: UUID | None = None
        self._touched: dict[tuple[str, UUID, UUID | None, UUID | None, UUID | None], None] = {}
        self._after: list[Callable[[], None]] = []

    async def all(self, sql: str, shape: type[T], *args: Any) -> list[T]:
        return [msgspec.convert(dict(row), shape) for row in await self.connection.fetch(sql, *args)]

    async def each(self, sql: str, shape: type[T], *args: Any) -> AsyncIterator[T]:
        """Some at a time, for what may be thousands: whoever else has something to do has their turn between."""
        async for row in self.connection.cursor(sql, *args, prefetch=A_FEW):
            yield msgspec.convert(dict(row), shape)

    async def one(self, sql: str, shape: type[T], *args: Any) -> T | None:
        row = await self.connection.fetchrow(sql, *args)
        return None if row is None else msgspec.convert(dict(row), shape)  # a record has methods of its own: keys, values

    async def value(self, sql: str, *args: Any) -> Any:
        return await self.connection.fetchval(sql, *args)

    async def run(self, sql: str, *args: Any) -> int:
        """How many rows it touched."""
        return int((await self.connection.execute(sql, *args)).rpartition(" ")[2] or 0)

    def touch(
        self, aggregate: str, id: UUID, *, engineer: UUID | None = None, station: UUID | None = None, account: UUID | None = None
    ) -> None:
        self._touched[(aggregate, id, engineer, station, account)] = None

    async def step_feed(self) -> None:
        if self._touched:
            columns = [list(column) for column in zip(*self._touched, strict=True)]
            self.feed_seq = await self.connection.fetchval(STEP_FEED, self.org_id, *columns)
            self._touched.clear()


@asynccontextmanager
async def transaction(
    pool: "asyncpg.Pool[asyncpg.Record]", org_id: int, settled: bool = False, readonly: bool = False, snapshot: bool = False
) -> AsyncIterator[Tx]:
    """settled: what it answers is as safe as what it wrote (SETTLE), for every answer to an unsafe method.

    readonly: it neither writes nor locks, so whoever looks waits for nobody and nobody waits for them. snapshot: all its statements see the same.
    """
    async with pool.acquire() as connection:
        cast(Session, connection).opens_for(org_id)  # the pool's proxy hands on what it does not know
        async with connection.transaction(isolation="repeatable_read" if snapshot else None, readonly=readonly):
            tx = Tx(connection, org_id)
            yield tx
            await tx.step_feed()
            if settled and tx.feed_seq is None:  # else it has written, and its commit waits by itself
                await connection.execute(SETTLE)


Transactions: TypeAlias = Callable[[int], AbstractAsyncContextManager[Tx]]


def transactions_of(pool: "asyncpg.Pool[asyncpg.Record]") -> Transactions:
    return partial(transaction, pool, settled=True)


def looks_of(pool: "asyncpg.Pool[asyncpg.Record]") -> Transactions:
    """That only look."""
    return partial(transaction, pool, readonly=True)


def one_look_of(pool: "asyncpg.Pool[asyncpg.Record]") -> Transactions:
    """That only look, and see the same from the first statement to the last."""
    return partial(transaction, pool, readonly=True, snapshot=True)
