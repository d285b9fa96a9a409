"""Which decisions of the office can be withdrawn, and by whom. Pure."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from ...model import Actor, Moment, Status
from ...problems import Problem
from ...undo import must_be_in_time
from ..order.rules import OrderState

WITHDRAWABLE = frozenset({"assign", "hand_over", "unassign", "cancel", "agree_time", "pin", "unpin", "join_crew", "leave_crew"})


class Decision(msgspec.Struct, frozen=True):
    """The last thing that a person did about an order. engineer_id: who had it before. name: of who decided. payload: what its event says."""

    action: str
    happened_at: datetime
    came_from: Status | None
    user_id: UUID | None
    name: str | None
    engineer_id: UUID | None
    payload: dict[str, Any]
    v: int = 1


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


def check(decision: Decision | None, actor: Actor, undo_seconds: int, now: datetime) -> tuple[Decision, Status]:
    """What is withdrawn, and the status before it. Raises nothing_to_withdraw, acted_meanwhile, customer_acted or too_late_to_withdraw."""
    if decision is None or decision.came_from is None:
        raise Problem("nothing_to_withdraw")
    final = decision.action not in WITHDRAWABLE or decision.payload.get("merged_into")  # the other order tells of it
    if decision.user_id is None:
        raise Problem("customer_acted")
    if decision.user_id != actor.user_id or final:
        raise Problem("acted_meanwhile", action=decision.action, name=decision.name or "–")
    must_be_in_time(decision.happened_at, undo_seconds, now)
    return decision, decision.came_from
