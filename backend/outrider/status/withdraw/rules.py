"""Which decisions of the office can be withdrawn, until when, and by whom. Pure."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from ...model import Actor, Moment, Status
from ...problems import Problem
from ..order.rules import OrderState

WITHDRAWABLE = frozenset({"assign", "hand_over", "unassign", "cancel", "agree_time"})
LONGEST_UNDO = timedelta(seconds=60)  # that an organisation may choose: orgs_undo_seconds_check


class Decision(msgspec.Struct, frozen=True):
    """The last thing that a person did about an order. engineer_id: who had it before. name: of who decided. payload: what its event says."""

    action: str
    happened_at: datetime
    came_from: Status | None
    user_id: UUID | None
    name: str | None
    engineer_id: UUID | None
    payload: dict[str, Any]


class Withdrawal(msgspec.Struct, frozen=True):
    """A decision that is withdrawn, as its consequences see it (reactions.py). order: as it was locked, before; status: where it is again.

    action: what is withdrawn.
    """

    order: OrderState
    decision: Decision
    status: Status
    actor: Actor
    moment: Moment

    @property
    def action(self) -> str:
        return self.decision.action


def until(action: str, happened_at: datetime, undo_seconds: int) -> datetime | None:
    """None: it stands from the beginning."""
    return happened_at + timedelta(seconds=undo_seconds) if undo_seconds and action in WITHDRAWABLE else None


def check(decision: Decision | None, actor: Actor, undo_seconds: int, now: datetime) -> tuple[Decision, Status]:
    """What is withdrawn, and the status before it. Raises nothing_to_withdraw, acted_meanwhile, customer_acted or too_late_to_withdraw."""
    if decision is None or decision.came_from is None:
        raise Problem("nothing_to_withdraw")
    final = decision.action not in WITHDRAWABLE or decision.payload.get("merged_into")  # the other order tells of it
    if decision.user_id is None:
        raise Problem("customer_acted")
    if decision.user_id != actor.user_id or final:
        raise Problem("acted_meanwhile", action=decision.action, name=decision.name or "–")
    last = until(decision.action, decision.happened_at, undo_seconds)
    if last is None or now > last:
        raise Problem("too_late_to_withdraw", seconds=undo_seconds)
    return decision, decision.came_from
