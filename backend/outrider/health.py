"""What watches the server asks here: does the process answer, and can people work."""

import shutil
from pathlib import Path

import asyncpg
import msgspec
from litestar import get
from litestar.datastructures import State
from litestar.response import Response

from . import __version__, db, migrate

READ_ONLY = "select pg_is_in_recovery() or current_setting('default_transaction_read_only')::bool"
LITTLE_MEMORY = "set local work_mem = '64kB'"
SPILL = "select count(*) from (select generate_series(1, 100000) as n order by n desc) as sorted"  # a megabyte on the database's disk
LEAST_ROOM = 16 * 1024 * 1024  # bytes: a photo


class Ready(msgspec.Struct, omit_defaults=True):
    """roads: which engine times the ways, or that it is away, in which nothing stands still: times are estimated."""

    ready: bool
    why: str
    roads: str = ""


@get("/healthz", opt={"permission": "public"}, include_in_schema=False)
async def healthz() -> dict[str, str]:
    """The process answers. Nothing more."""
    return {"status": "ok", "version": __version__}


@get("/readyz", opt={"permission": "public"}, include_in_schema=False)
async def readyz(state: State) -> Response[Ready]:
    """Nothing stands in the way of people's work, or the first thing that does."""
    try:
        why = await _in_the_way(state)
    except Exception as away:
        if not db.is_away(away):
            raise
        why = type(away).__name__
    roads = state.roads.say() if state.roads else ""
    return Response(Ready(not why, why, roads), status_code=503 if why else 200)


async def _in_the_way(state: State) -> str:
    if await state.pool.fetchval(READ_ONLY):
        return "the database takes no changes"
    if state.refused_for_room and not await _takes_more(state.pool):
        return "the disk of the database is full"
    state.refused_for_room = False
    if not _has_room(state.config.data):
        return "the disk of the data folder is full"
    missing = await migrate.behind(state.pool)
    if not missing and state.config.demo and not await state.pool.fetchval("select exists (select from orgs)"):
        missing = ["demo"]
    if missing:
        return ", ".join(missing)
    return "streams hear nothing" if state.hub.silent else ""


async def _takes_more(pool: asyncpg.Pool) -> bool:
    """Asked only after something was refused: the database is made to write a little, of which nothing stays."""
    try:
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute(LITTLE_MEMORY)
            await connection.fetchval(SPILL)
    except asyncpg.DiskFullError:
        return False
    return True


def _has_room(folder: Path) -> bool:
    while not folder.exists():  # made with the first photo
        folder = folder.parent
    return shutil.disk_usage(folder).free >= LEAST_ROOM
