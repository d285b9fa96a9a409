"""Two orders for one thing become one: the double is cancelled, and what it said stands in the history of the one that goes on."""

from uuid import UUID

from ... import events
from ...db import Tx
from ...event_kinds import Event
from ...model import BEFORE_VISIT, ENDED, PLANNED, Cause, Status
from ...order_facts import DoubleMerged
from ...problems import Problem
from ...status import actions as status
from ...status.order import actions as orders
from . import store

MERGEABLE = (*BEFORE_VISIT, *PLANNED)  # nobody has set off for it yet


async def merge(tx: Tx, order_id: UUID, into: UUID, expected: Status, cause: Cause) -> status.Changed:
    """Raises status_moved, or merge_not_possible where somebody is on the way, the other one is over, or they are of two customers."""
    for each in sorted({order_id, into}, key=str):
        await orders.lock_order(tx, each, cause.scope)
    double, kept = await orders.see_order(tx, order_id, cause.scope), await orders.see_order(tx, into, cause.scope)
    if double.status != expected:
        raise Problem("status_moved", expected=expected, found=double.status)
    apart = order_id == into or double.account_id != kept.account_id
    if apart or double.status not in MERGEABLE or kept.status in ENDED:
        raise Problem("merge_not_possible")
    said = await store.said(tx, order_id, into)
    changed = await status.apply(tx, double, "cancel", cause, {"reason": said.kept, "merged_into": said.kept})
    await store.merge(tx, order_id, into)
    about = (kept.id, kept.visit_id, kept.attendance_id)
    payload = DoubleMerged(said.double, said.fault, said.contact)
    await events.append(tx, Event("double_merged", cause.actor, cause.moment, *about, payload=payload))
    orders.touch(tx, kept, kept.engineer_id)
    return changed
