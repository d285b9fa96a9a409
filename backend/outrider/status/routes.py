"""The console's buttons. The phone's taps come through offline/."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import post

from ..db import Tx
from ..idempotency import once
from ..model import Cause, Status, Who, actor_of, moment_of
from ..problems import Problem
from . import actions, rules
from .withdraw import actions as withdrawals


class Act(msgspec.Struct):
    """expected, seen_engineer_id: the status, and with whom, that the person saw on deciding."""

    action: str
    expected: Status
    data: dict[str, Any] = {}
    seen_engineer_id: UUID | None = None


@post("/api/orders/{order_id:uuid}/actions", opt={"permission": "orders.act"}, status_code=200)
@once
async def act(tx: Tx, who: Who, order_id: UUID, data: Act, now: datetime) -> actions.Changed:
    """A person's action on an order, as the table of statuses allows it."""
    if data.action in rules.NOT_BY_TAP:
        raise Problem("action_not_possible", status=data.expected, action=data.action)
    line = rules.TRANSITIONS.get((data.expected, data.action))
    by = who.narrowed(line.roles) if line else who
    cause = Cause(actor_of(by), who.scope, moment_of(now))
    changed = await actions.change(
        tx, order_id, data.action, cause, expected=data.expected, data=data.data, seen=data.seen_engineer_id, by=by.scope
    )
    changed.undo_until = await withdrawals.until(tx, data.action, now)
    return changed


ROUTES = [act]
