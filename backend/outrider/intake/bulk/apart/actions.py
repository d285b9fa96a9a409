"""A large sheet is compared with what is there in a process of its own: thousands of rows would hold everybody else's requests up."""

import asyncio
import os
from tempfile import TemporaryFile
from typing import IO
from uuid import UUID

import msgspec

from .... import child
from ....problems import Problem
from ..actions import Brought
from ..reading.rules import MOST
from . import engines

SMALL = 100_000  # bytes of what the reader says: some milliseconds of everybody's
_looking = asyncio.Semaphore(2)


def is_large(table: IO[bytes]) -> bool:
    return os.fstat(table.fileno()).st_size > SMALL


async def preview(database: str, file: Brought, table: IO[bytes]) -> UUID:
    """table: what the reader said. Raises sheet_reader_busy, sheet_too_long, or busy where it broke: the database may be away."""
    with TemporaryFile() as head:
        head.write(msgspec.json.encode((database, file)))
        head.flush()
        try:
            async with _looking:
                with await child.ask(engines.__name__, head, table.name, seconds=engines.SECONDS, patience=engines.PATIENCE) as answer:
                    said = msgspec.json.decode(answer.read(), type=engines.Said)
        except child.Starved as ended:
            raise Problem("sheet_reader_busy") from ended
        except child.Exhausted as ended:
            raise Problem("sheet_too_long", most=MOST) from ended
        except child.Broken as ended:
            raise Problem("busy") from ended
    if said.import_id is None:
        raise Problem(said.code, **said.params)
    return said.import_id
