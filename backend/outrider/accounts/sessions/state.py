"""What sign-ins cost this process: passwords are verified in threads, a few at a time, and only so many may wait."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from ...problems import Problem

AT_ONCE = 2  # each takes 64 MB and one core
MOST_WAITING, MOST_OF_ADDRESS = 200, 20
SLOWED = 1.0  # seconds
T = TypeVar("T")

_verifying = asyncio.Semaphore(AT_ONCE)
_waiting: Counter[str] = Counter()


async def verified(work: Callable[[], T]) -> T:
    """Off the event loop. Raises too_many_attempts rather than letting very many wait."""
    async with _place("all", MOST_WAITING), _verifying:
        return await asyncio.to_thread(work)


async def slow_down(of: str) -> None:
    """of: an address or a device that has failed often; others of the same do not wait behind more than a few."""
    async with _place(of, MOST_OF_ADDRESS):
        await asyncio.sleep(SLOWED)


@asynccontextmanager
async def _place(of: str, most: int) -> AsyncIterator[None]:
    if _waiting[of] >= most:
        raise Problem("too_many_attempts", minutes=1)
    _waiting[of] += 1
    try:
        yield
    finally:
        _waiting[of] -= 1
        if not _waiting[of]:
            del _waiting[of]
