"""How much is solved without a visit."""

from datetime import datetime, timedelta

import msgspec

from ...db import Tx
from ...model import Who
from . import store

TARGET = 0.85  # of questions solved by phone or remotely (domain.md section 3)


class Remote(msgspec.Struct):
    """rate: solved of those that ended in one way or the other; None before the first."""

    since: datetime
    until: datetime
    solved: int
    visits: int
    open: int
    rate: float | None
    target: float
    cases: list[store.Case]


async def report(tx: Tx, who: Who, days: int, now: datetime) -> Remote:
    since = now - timedelta(days=days)
    cases = await store.cases(tx, who.scope, since, now + timedelta(minutes=1))
    count = {outcome: sum(1 for case in cases if case.outcome == outcome) for outcome in ("solved", "visit", "open")}
    ended = count["solved"] + count["visit"]
    rate = count["solved"] / ended if ended else None
    return Remote(since, now, count["solved"], count["visit"], count["open"], rate, TARGET, cases)
