"""A crew: somebody joins an open visit with a promise of their own, or is withdrawn from it. Who leads is assigned (assign/actions.py)."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from ...db import Tx
from ...intake.booking.rules import check_window
from ...model import Cause, Status
from ...problems import Problem
from ...status import actions as status
from ...status.order import actions as orders
from .. import actions as assign
from .. import store as days
from ..fit import rules as fit


class Joining(msgspec.Struct, frozen=True):
    """Who comes, and when they are promised. choice: where a soft rule stands against them."""

    engineer_id: UUID
    window_from: datetime
    window_to: datetime
    reason: str = ""
    reason_code: str = ""
    choice: fit.Choice = fit.NO_CHOICE


async def join(tx: Tx, order_id: UUID, joining: Joining, expected: Status, cause: Cause) -> status.Changed:
    """The order stays with whoever leads, and where it is.

    Raises status_moved, action_not_possible where nobody leads, already_assigned, window_not_valid, and what assigning refuses.
    """
    now, engineer_id = cause.moment.server_time, joining.engineer_id
    order = await orders.lock_order(tx, order_id, cause.scope)
    if order.status != expected:
        raise Problem("status_moved", expected=expected, found=order.status)
    visit = await days.wanted(tx, order_id)
    if visit is None or order.engineer_id is None:
        raise Problem("action_not_possible", status=order.status, action="join_crew")
    if engineer_id in (order.engineer_id, *order.crew):
        raise Problem("already_assigned")
    check_window(joining.window_from, joining.window_to, now)
    if joining.window_to <= now:
        raise Problem("window_not_valid", fields=["window_from", "window_to"])
    window: dict[str, Any] = {"window_from": joining.window_from, "window_to": joining.window_to, "promised": True}
    wanted = msgspec.structs.replace(visit, **window)
    engineer, against = await assign.chosen(tx, order, engineer_id, wanted, cause, joining.choice)
    await assign.lock_days(tx, [engineer_id], now)
    data: dict[str, Any] = {"engineer_id": engineer_id, "engineer_name": engineer.name}
    data |= {"joins_from": joining.window_from, "joins_to": joining.window_to}
    data |= status.read_why("join_crew", joining.reason, joining.reason_code)
    data |= fit.read_choice(joining.choice, engineer_id, joining.reason, against, taken_away=True)
    changed = await status.apply(tx, order, "join_crew", cause, data)
    await assign.give(tx, order_id, engineer, wanted, cause, joins=True)
    orders.touch(tx, order, engineer_id)
    return changed


async def leave(tx: Tx, order_id: UUID, engineer_id: UUID, reason: str, reason_code: str, expected: Status, cause: Cause) -> status.Changed:
    """Whoever leads is withdrawn by giving the visit to somebody else, or to nobody. Raises status_moved, or not_found where they do not join."""
    order = await orders.lock_order(tx, order_id, cause.scope)
    if order.status != expected:
        raise Problem("status_moved", expected=expected, found=order.status)
    if engineer_id not in order.crew:
        raise Problem("not_found")
    await assign.lock_days(tx, [engineer_id], cause.moment.server_time)
    data = {"engineer_id": engineer_id, "engineer_name": await orders.name_of(tx, engineer_id)}
    return await status.apply(tx, order, "leave_crew", cause, data | status.read_why("leave_crew", reason, reason_code))
