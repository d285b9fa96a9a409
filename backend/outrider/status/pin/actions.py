"""Pinning a visit to whoever has it: handlers of reactions.py, and what the event says of the pin before."""

from typing import Any

import msgspec

from ...db import Tx
from ...order_facts import OrderAction
from ...problems import Problem
from ..order.rules import OrderState
from ..rules import OTHER, Happened
from ..withdraw.rules import Withdrawal
from . import store
from .rules import PINS


async def facts(tx: Tx, order: OrderState, action: str, data: dict[str, Any]) -> dict[str, Any]:
    """Raises action_not_possible where there is nothing to lift, or field_not_valid where the time is none of the visit's window."""
    if action not in PINS:
        return {}
    before = await store.find(tx, order.attendance_id) if order.attendance_id else None
    if before is None or (action == "unpin" and before.reason is None):
        raise Problem("action_not_possible", status=order.status, action=action)
    at = data.get("pinned_for")
    if at and not before.window_from <= at <= before.window_to:
        raise Problem("field_not_valid", fields=["pinned_for"])
    return {"was_pin": before.reason or "", "was_pinned_for": before.at}


async def put(tx: Tx, what: Happened) -> None:
    assert what.attendance_id  # facts has looked at it
    pinned = what.action == "pin"
    await store.put(tx, what.attendance_id, (what.data.get("reason_code") or OTHER) if pinned else None, what.data.get("pinned_for"))


async def put_back(tx: Tx, what: Withdrawal) -> None:
    said = msgspec.convert(what.decision.payload, OrderAction)
    assert what.order.attendance_id  # whoever takes it from them afterwards has decided last
    await store.put(tx, what.order.attendance_id, said.was_pin or None, said.was_pinned_for)
