"""A large sheet is compared with what is there in a process of its own: thousands of rows would hold everybody else's requests up."""

import asyncio
from uuid import UUID

import msgspec

from .... import child
from ....problems import Problem
from ..actions import Brought
from . import engines

SMALL = 100_000  # bytes of what the reader says: some milliseconds of everybody's
_looking = asyncio.Semaphore(2)


async def preview(database: str, file: Brought, table: bytes) -> UUID:
    """table: what the reader said. Raises busy where it came to no end."""
    head = msgspec.json.encode((database, file))
    async with _looking:
        answer = await child.ask(engines.__name__, head + b"\n" + table, seconds=engines.SECONDS)
    if not answer:
        raise Problem("busy")
    said = msgspec.json.decode(answer, type=engines.Said)
    if said.import_id is None:
        raise Problem(said.code, **said.params)
    return said.import_id
