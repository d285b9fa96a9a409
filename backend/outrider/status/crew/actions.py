"""The engineers who join: they set off, arrive and leave on their own; the order's work and its report are for whoever leads."""

from typing import Any

from ... import events
from ...db import Tx
from ...event_kinds import Event
from ...model import Cause
from ...order_facts import Fact, OrderAction
from ...problems import Problem
from ...reactions import AFTER_CREW, react
from ..order import actions as orders
from ..order.rules import OrderState
from ..rules import Happened
from ..visit.store import Attendance
from . import rules


async def tell(tx: Tx, order: OrderState, mine: Attendance, action: str, cause: Cause, said: dict[str, Any]) -> None:
    """Kept also where they are withdrawn by now. Raises not_the_lead."""
    fact: Fact
    if action in rules.TOLD:
        kind, fact = rules.TOLD[action], rules.CrewTold(said.get("distance_m"))
    elif action in rules.SAID:
        kind, fact = action, OrderAction(order.status, order.status, **said)
    else:
        raise await not_the_lead(tx, order)
    about = (order.id, mine.visit_id, mine.id)
    await events.append(tx, Event(kind, cause.actor, cause.moment, *about, cause.command_id, fact))
    what = Happened(order, action, order.status, cause.actor, cause.moment, said, mine.id, mine.engineer_id)
    await react(tx, AFTER_CREW, what)


async def not_the_lead(tx: Tx, order: OrderState) -> Problem:
    """Names whoever leads."""
    return Problem("not_the_lead", name=await orders.name_of(tx, order.engineer_id) if order.engineer_id else "–")
