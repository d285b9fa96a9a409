"""A sheet is read by a process of its own, with bounds of memory and time: what kills it is refused, and the server goes on."""

import asyncio
import sys

import msgspec

from ....problems import Problem
from . import engines, rules
from .rules import Answer, Table

AT_ONCE, MOST_WAITING = 2, 20
_reading = asyncio.Semaphore(AT_ONCE)
_waiting = [0]


async def read(content: bytes, encoding: str = "") -> Table:
    """encoding: of a text file, where a person chose one. Raises sheet_not_readable, sheet_too_long, sheet_quote_open or busy."""
    if encoding and encoding not in (*rules.ENCODINGS, "utf-8"):
        raise Problem("field_not_valid", fields=["encoding"])
    if _waiting[0] >= MOST_WAITING:
        raise Problem("busy")
    _waiting[0] += 1
    try:
        async with _reading:
            said = await _asked(content, encoding)
    finally:
        _waiting[0] -= 1
    found = (
        await asyncio.to_thread(msgspec.json.decode, said, type=Answer) if said else Answer(None, "sheet_too_long", {"most": rules.MOST})
    )
    if found.table is None:
        raise Problem(found.code, **found.params)
    return found.table


async def _asked(content: bytes, encoding: str) -> bytes:
    """Nothing where it ended without an answer: too little memory, or time."""
    pipe = asyncio.subprocess.PIPE
    command = (sys.executable, "-m", engines.__name__, *([encoding] if encoding else []))
    child = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.DEVNULL)
    try:
        async with asyncio.timeout(engines.SECONDS):
            said, _ = await child.communicate(content)
    except TimeoutError:
        said = b""
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    return said if child.returncode == 0 else b""
