"""What is known of ways, for whoever computes a day; and what an engine has said, kept for the next who asks."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from ..db import Tx
from . import store
from .rules import Pair, Source, Travel, band, key


async def travel(tx: Tx, now: datetime, pairs: Iterable[Pair] = ()) -> Travel:
    """Learnt speeds, and of these ways what an engine has said lately."""
    known = await store.speeds(tx)
    legs = await store.legs(tx, sorted({key(*pair) for pair in pairs}), band(now, known.zone), now)
    speeds = {(north, east, hours): factor for north, east, hours, factor in known.speeds}
    return Travel(known.zone, {leg.key: (leg.seconds, leg.source) for leg in legs}, speeds, kept=True)


async def keep(tx: Tx, found: Mapping[Pair, float | None], source: Source, now: datetime) -> None:
    """found: what the engine said, None where it knows no way."""
    if found:
        rows = {key(*pair): seconds for pair, seconds in found.items()}
        await store.keep(tx, rows, band(now, (await store.speeds(tx)).zone), source, now)


async def learn(tx: Tx, now: datetime) -> int:
    """What our own trips say of the speeds, anew."""
    return await store.learn(tx, now)


async def forget(tx: Tx, now: datetime) -> int:
    return await store.forget(tx, now)
