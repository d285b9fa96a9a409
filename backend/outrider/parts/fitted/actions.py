"""A signed report moves what it fitted; a correction moves what is different in it."""

from ... import events
from ...db import Tx
from ...event_kinds import Event
from ...model import ALL
from ...order_facts import PartMoved
from ...sign.rules import SealedReport
from ...status.order import actions as orders
from ..stock import actions as stock
from . import rules, store


async def move(tx: Tx, what: SealedReport) -> None:
    """Nothing is refused: what the car does not have goes out of it all the same, and stands there as less than nothing."""
    car, order_id = what.actor.user_id, what.order_id
    assert car is not None  # a seal is a phone's command
    said, written = rules.fitted_of(what.report.parts), await store.written(tx, what.report_id)
    if not said and not written:
        return
    await orders.lock_order(tx, order_id, ALL)  # what was sent for it is taken by one report at a time
    sent, lies = await store.sent(tx, order_id), await stock.lines(tx, car)
    piles = rules.piles_of(await store.used(tx, order_id, car), sent, car, lies)
    known: list[rules.Part] = [*piles, *lies, *await store.known(tx, [row.number for row in said])]
    await stock.name_of(tx, car)  # a car is there as soon as it is named
    for line in rules.settle(said, written, piles, known, car, order_id):
        await stock.record(tx, line, what.actor, what.moment, what.report_id)
    await _follow(tx, what, sent)


async def _follow(tx: Tx, what: SealedReport, before: list[rules.Sent]) -> None:
    """A request of which all is fitted waits for nothing more; a correction may say that it was not fitted after all."""
    was = {row.id: row for row in before}
    for row in await store.sent(tx, what.order_id):
        if row.fitted == was[row.id].fitted:
            continue
        to = "fitted" if row.fitted >= row.quantity else "ready" if row.status == "fitted" else row.status
        if to != row.status:
            await store.set_step(tx, row.id, row.status, to)
            fact = PartMoved(row.id, row.status, to, row.name)
            await events.append(tx, Event("part_moved", what.actor, what.moment, what.order_id, payload=fact))
