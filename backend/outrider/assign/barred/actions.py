"""Whoever has a visit and may not go there any more: a record was changed since, or their certificate will have run out by then."""

from collections import defaultdict
from datetime import date, datetime

from ...db import Tx
from ...status.review import actions as review
from ...status.review.rules import BARRED
from .. import store as engineers
from ..fit import rules as fit
from . import store


async def watch(tx: Tx, now: datetime) -> int:
    """Asks a dispatcher to send somebody else, and takes the question back where nothing stands against them. How many there are of either."""
    held = await store.holding(tx, BARRED, now)
    wanted = await engineers.all_wanted(tx, [row.order_id for row in held])
    by_day = defaultdict[date, list[store.Holding]](list)
    for row in held:
        if row.order_id in wanted:
            by_day[row.day].append(row)
    changed = 0
    for rows in by_day.values():
        at = min(row.at for row in rows)
        known = {row.engineer_id: row for row in await engineers.engineers_of(tx, at, sorted({row.engineer_id for row in rows}))}
        for row in rows:
            changed += await _ask(tx, row, known.get(row.engineer_id), wanted[row.order_id].demands, now)
    return changed


async def _ask(tx: Tx, held: store.Holding, engineer: engineers.Known | None, asks: fit.Demands, now: datetime) -> bool:
    """engineer: None where they may not sign in any more, which is asked about elsewhere."""
    stands = engineer is not None and fit.barred(held.engineer_id, engineer, asks) is not None
    if stands and not held.asked:
        await review.open_review(tx, held.order_id, BARRED, now, held.attendance_id)
    elif held.asked and not stands:
        await review.close_review(tx, held.order_id, BARRED, now, held.attendance_id)
    return stands != held.asked
