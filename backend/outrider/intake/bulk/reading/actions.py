"""A sheet is read by a process of its own, with bounds of memory and time: what kills it is refused, and the server goes on."""

import asyncio
from typing import IO

import msgspec

from .... import child
from ....problems import Problem
from . import engines, rules
from .rules import Answer, Table

AT_ONCE, MOST_WAITING = 2, 20
_reading = asyncio.Semaphore(AT_ONCE)
_waiting = [0]


async def ask(content: IO[bytes], encoding: str = "") -> IO[bytes]:
    """A file with what the reader says, for table_of(). encoding: of a text file, where a person chose one.

    Raises sheet_reader_busy, sheet_too_long, sheet_not_readable or field_not_valid.
    """
    if encoding and encoding not in (*rules.ENCODINGS, "utf-8"):
        raise Problem("field_not_valid", fields=["encoding"])
    if _waiting[0] >= MOST_WAITING:
        raise Problem("sheet_reader_busy")
    words = [encoding] if encoding else []
    _waiting[0] += 1
    try:
        async with _reading:
            return await child.ask(engines.__name__, content, *words, seconds=engines.SECONDS, patience=engines.PATIENCE)
    except child.Starved as ended:
        raise Problem("sheet_reader_busy") from ended
    except child.Exhausted as ended:
        raise Problem("sheet_too_long", most=rules.MOST) from ended
    except child.Broken as ended:
        raise Problem("sheet_not_readable") from ended
    finally:
        _waiting[0] -= 1


def table_of(said: bytes) -> Table:
    """Raises sheet_not_readable, sheet_too_long or sheet_quote_open."""
    found = msgspec.json.decode(said, type=Answer)
    if found.table is None:
        raise Problem(found.code, **found.params)
    return found.table
