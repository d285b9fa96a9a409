"""Beside whoever leads: the second action of a candidate, and of somebody of the crew."""

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import post

from ...db import Tx
from ...idempotency import once
from ...model import Status, Who, cause_of
from ...status.actions import Changed
from ...status.rules import Reason, Zoned
from ...status.withdraw import actions as withdrawals
from ..fit.rules import Choice
from . import actions


class Join(msgspec.Struct):
    """expected: the status that the person saw. window_from, window_to: when whoever joins is promised."""

    engineer_id: UUID
    expected: Status
    window_from: Zoned
    window_to: Zoned
    reason_code: str
    reason: Reason = ""
    choice_code: str | None = None


@post("/api/orders/{order_id:uuid}/crew", opt={"permission": "orders.assign"}, status_code=200)
@once
async def join(tx: Tx, who: Who, order_id: UUID, data: Join, now: datetime) -> Changed:
    """Another engineer joins the open visit; whoever leads goes on leading."""
    choice = Choice(data.choice_code or "")
    joining = actions.Joining(data.engineer_id, data.window_from, data.window_to, data.reason, data.reason_code, choice)
    changed = await actions.join(tx, order_id, joining, data.expected, cause_of(who, now))
    changed.undo_until = await withdrawals.until(tx, "join_crew", now)
    return changed


class Leave(msgspec.Struct):
    """expected: the status that the person saw."""

    expected: Status
    reason_code: str
    reason: Reason = ""


@post("/api/orders/{order_id:uuid}/crew/{engineer_id:uuid}/withdrawal", opt={"permission": "orders.assign"}, status_code=200)
@once
async def leave(tx: Tx, who: Who, order_id: UUID, engineer_id: UUID, data: Leave, now: datetime) -> Changed:
    """Withdraws somebody who joined."""
    changed = await actions.leave(tx, order_id, engineer_id, data.reason, data.reason_code, data.expected, cause_of(who, now))
    changed.undo_until = await withdrawals.until(tx, "leave_crew", now)
    return changed


ROUTES = [join, leave]
