"""Agreeing another time with the customer: the promise moves, and the one before stays on record."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from ...db import Tx
from ...model import Moment
from ...order_facts import OrderAction
from ...problems import Problem
from ..order.rules import OrderState
from ..rules import Happened
from ..withdraw.rules import Withdrawal
from . import rules, store


async def facts(tx: Tx, order: OrderState, action: str, data: dict[str, Any], moment: Moment) -> dict[str, Any]:
    """What the event of an action says of the promise beside what the person said. Raises window_not_valid or action_not_possible."""
    if action == "reopen":
        return {"window_from": moment.happened_at}
    if action != "agree_time":
        return {}
    start, end = data["agreed_from"], data["agreed_to"]
    rules.check(start, end, moment.happened_at)
    before = await store.window(tx, order.id)
    if before is None or await store.chosen_since(tx, order.id, moment.happened_at):  # what a customer has chosen since stands
        raise Problem("action_not_possible", status=order.status, action=action)
    return {
        "agreed_from": None,
        "agreed_to": None,
        "window_from": start,
        "window_to": end,
        "was_from": None if before.to_agree else before.window_from,
        "was_to": None if before.to_agree else before.window_to,
        "was_planned": before.planned_start,
        "was_late": before.late_minutes,
    }


async def move(tx: Tx, what: Happened) -> None:
    """It stands in the engineer's day where it was promised now."""
    start, end = what.data["agreed_from"], what.data["agreed_to"]
    await store.move(tx, what.order.id, store.Window(start, end, start, None, to_agree=False))


async def current(tx: Tx, order_id: UUID) -> tuple[datetime, datetime] | None:
    """What is promised now. None: nobody is to come, or no time is agreed yet."""
    found = await store.window(tx, order_id)
    return (found.window_from, found.window_to) if found and not found.to_agree else None


async def move_back(tx: Tx, what: Withdrawal) -> None:
    said = msgspec.convert(what.decision.payload, OrderAction)
    start, end = said.was_from or said.window_from, said.was_to or said.window_to
    assert start and end
    await store.move(tx, what.order.id, store.Window(start, end, said.was_planned, said.was_late, to_agree=said.was_to is None))


async def promises(tx: Tx, order_id: UUID, now: datetime) -> list[rules.Promise]:
    return rules.promises(await store.told(tx, order_id), now)
