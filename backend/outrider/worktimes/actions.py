"""What jobs usually take, for whoever computes a day; learnt anew every few hours."""

import asyncio
from datetime import datetime

from ..db import Tx
from . import rules, store


async def times(tx: Tx) -> rules.WorkTimes:
    return await store.times(tx)


async def learn(tx: Tx, now: datetime) -> int:
    """Of how many groups something is known."""
    done = await store.done(tx, now)
    learnt = await asyncio.to_thread(rules.learn, done)
    await store.keep(tx, learnt, now)
    return len(learnt.times.usual)
