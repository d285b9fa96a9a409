"""Every late visit of some stations at once: the pieces are searched two at a time, and what they come to is one set of days."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from .... import child
from ...day.rules import Days
from ..ground import rules as grounds
from ..ground.rules import Ground
from ..search import actions as searches
from . import rules

AT_ONCE = 2  # of one storm: it is the one search that nobody has time to wait for
Heard = Callable[[float], Awaitable[bool]]
FAULTS = (child.Starved, child.Exhausted, child.Broken)


async def search(ground: Ground, drop: Mapping[str, float], heard: Heard) -> Days | None:
    """None: nobody wants it any more. Where one piece fails its days stay as they are; where all do, raises what the first did."""
    pieces, room = await asyncio.to_thread(rules.pieces, ground), asyncio.Semaphore(AT_ONCE)
    shares = [0.0] * len(pieces)

    async def one(n: int) -> Days | None:
        async def told(share: float) -> bool:
            shares[n] = share
            return await heard(sum(shares) / len(shares))

        async with room:
            rest = await asyncio.to_thread(grounds.ask, pieces[n], drop)
            return await searches.search(rest, rules.BUDGET, rules.DISTURBS, told)

    found = await asyncio.gather(*(one(n) for n in range(len(pieces))), return_exceptions=True)
    faults = [row for row in found if isinstance(row, BaseException)]
    if unknown := next((row for row in faults if not isinstance(row, FAULTS)), None):
        raise unknown
    if faults and len(faults) == len(found):
        raise faults[0]
    if None in found:
        return None
    return {id: orders for row in found if isinstance(row, dict) for id, orders in row.items()}
