"""The watch: every few seconds each open visit is predicted again, and the dispatcher hears of a late one before the customer does."""

from datetime import datetime
from uuid import UUID

import msgspec

from .. import events
from ..backoff import Backoff
from ..db import Tx
from ..event_kinds import Event
from ..late_facts import PromiseBroken, VisitForecast
from ..model import ALL, SYSTEM, moment_of
from ..notify import actions as notify
from ..notify.late import actions as late
from ..schedule import actions as schedule
from ..status.order import actions as orders
from ..status.visit import actions as visits
from ..status.withdraw.rules import Withdrawal
from ..upcast import upcast
from . import rules, store


async def watch(tx: Tx, now: datetime, backoff: Backoff) -> int:
    """How many visits are late now. Writes forecasts; opening or closing a card is an event; what changes reaches every screen.

    A day that cannot be computed has no forecast, is put off and stops nobody else's.
    """
    if not await store.elected(tx):
        return 0
    rows, seen, before = list[rules.Forecast](), dict[UUID, datetime | None](), await store.before(tx)
    async for route in schedule.busy(tx, now):
        item = ("forecast", tx.org_id, route.engineer_id)
        if backoff.waits(item, now):
            continue
        try:
            found = rules.forecast(route, before, now)
        except (ArithmeticError, ValueError) as wrong:
            backoff.failed(item, now, wrong)
            continue
        backoff.done(item)
        rows += found
        seen |= {row.attendance_id: route.position_time for row in found}
    if gone := before.keys() - seen.keys():
        were_late = await store.orders_of(tx, [id for id in sorted(gone) if before[id].late_since])
        await store.drop_forecasts(tx, sorted(gone))
        await _withdraw_late(tx, were_late, now)
    if changed := [row for row in rows if row.differs]:
        await store.save_forecasts(tx, now, [_saved(row, seen[row.attendance_id]) for row in changed])
    if shown := [row.attendance_id for row in rows if row.shows]:
        await store.show(tx, shown)
    for row in sorted((row for row in rows if row.opens or row.closes), key=lambda row: str(row.order_id)):
        await _tell(tx, row, now)
    return sum(1 for row in rows if row.late_since)


def _saved(row: rules.Forecast, position_time: datetime | None) -> store.Saved:
    return store.Saved(
        attendance_id=row.attendance_id,
        predicted_arrival=row.predicted_arrival,
        position_time=position_time,
        late_minutes=row.late_minutes,
        reason=row.reason,
        late_since=row.late_since,
        shown_arrival=row.shown_arrival,
        earliest=row.earliest,
        latest=row.latest,
        risk=row.risk,
    )


async def _tell(tx: Tx, row: rules.Forecast, now: datetime) -> None:
    order = await orders.lock_order(tx, row.order_id, ALL)
    kind = "visit_late" if row.opens else "visit_safe_again"
    payload = VisitForecast(row.predicted_arrival, row.late_minutes, row.reason)
    await events.append(tx, Event(kind, SYSTEM, moment_of(now), row.order_id, order.visit_id, row.attendance_id, payload=payload))
    if row.opens:
        comes = await visits.find_attendance(tx, row.attendance_id)
        whose = (comes.engineer_id if comes else None, None, order.station_id)
        await notify.notify_change(tx, notify.Change([order.id], kind, moment_of(now), *whose, minutes=row.late_minutes))
    else:
        await _withdraw_late(tx, [order.id], now)


async def _withdraw_late(tx: Tx, which: list[UUID], now: datetime) -> None:
    """Of the orders to which nobody of those who go comes late any more."""
    still = await store.still_late(tx, which)
    await late.withdraw_late(tx, [id for id in which if id not in still], now)


async def resume_forecast(tx: Tx, what: Withdrawal) -> None:
    """Whoever has the visit again is as late as they were: nobody is rung a second time."""
    await store.drop_ended(tx, what.order.id)
    told = await store.last_told(tx, what.order.id, what.decision.happened_at)
    if told is None or told.kind != "visit_late":
        return
    said = msgspec.convert(upcast(told.kind, told.v, told.payload), VisitForecast)
    row = store.Saved(
        attendance_id=told.attendance_id,
        predicted_arrival=said.predicted_arrival,
        late_minutes=said.late_minutes,
        reason=said.reason,
        late_since=told.happened_at,
    )
    await store.save_forecasts(tx, what.moment.server_time, [row])


async def watch_promises(tx: Tx, now: datetime) -> int:
    """A promise that passes while nobody has the order is nobody's late visit, and is said once all the same."""
    broken = await store.broken(tx, now)
    for row in broken:
        order = await orders.lock_order(tx, row.order_id, ALL)
        event = Event("promise_broken", SYSTEM, moment_of(now), order.id, order.visit_id, payload=PromiseBroken(row.window_to))
        await events.append(tx, event)
        await notify.notify_change(tx, notify.Change([order.id], "promise_broken", moment_of(now), station=order.station_id))
        orders.touch(tx, order, None)
    return len(broken)
