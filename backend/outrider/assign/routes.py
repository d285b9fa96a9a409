"""The ranked list beside an order, and the one tap that assigns or hands over."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.datastructures import State

from ..db import Tx, one_look_of, transactions_of
from ..idempotency import once
from ..model import Status, Who, cause_of
from ..schedule.rules import Placed
from ..status.actions import Changed
from ..status.rules import Reason
from ..status.withdraw import actions as withdrawals
from . import actions, rules, store
from .fit.rules import Choice


class Assignment(msgspec.Struct):
    """A reason (in words, as a code, or both) is asked for when the visit is taken from somebody else.

    choice_code: why this engineer, where a soft rule stands against them or another stood first; seen_engineer_id: with whom the person saw
    it; seen_first: who stood first. placed: where in their day; none means at its best place. lead_stays: whoever led goes on in the crew.
    """

    engineer_id: UUID
    expected: Status
    reason: Reason = ""
    reason_code: str | None = None
    seen_engineer_id: UUID | None = None
    choice_code: str | None = None
    seen_first: UUID | None = None
    placed: Placed | None = None
    lead_stays: bool | None = None


@get("/api/orders/{order_id:uuid}/candidates", opt={"permission": "orders.assign"})
async def candidates(state: State, who: Who, order_id: UUID, now: datetime) -> rules.Ranking:
    """Who could go, best first, with the arrival and whose visits it would move; and who could not, by rule."""
    look = one_look_of(state.pool)
    if state.roads:
        return await actions.candidates_by_road(look, transactions_of(state.pool), state.roads, order_id, who, now, state.everybody)
    async with look(who.org_id) as tx:
        return await actions.candidates(tx, order_id, who, now, state.everybody)


@get("/api/orders/{order_id:uuid}/bench", opt={"permission": "orders.assign"})
async def bench(tx: Tx, who: Who, order_id: UUID, now: datetime) -> list[store.OnBench]:
    """Who can have a device at the counter on their bench: its technicians, first whom it was promised to, then by what each has there already."""
    return await actions.bench(tx, order_id, who, now)


@post("/api/orders/{order_id:uuid}/assignment", opt={"permission": "orders.assign"}, status_code=200)
@once
async def assign(tx: Tx, who: Who, order_id: UUID, data: Assignment, now: datetime) -> Changed:
    """Gives the visit to an engineer, or takes it over from another with a reason."""
    cause = cause_of(who, now)
    seen, code = data.seen_engineer_id, data.reason_code or ""
    how: dict[str, Any] = {"seen": seen, "reason_code": code, "choice": Choice(data.choice_code or "", data.seen_first)}
    how |= {"placed": data.placed, "stays": bool(data.lead_stays)}
    changed = await actions.assign(tx, order_id, data.engineer_id, data.expected, cause, data.reason, **how)
    changed.undo_until = await withdrawals.until(tx, "assign", now)
    return changed


class GiveBack(msgspec.Struct):
    """expected: the status that the person saw on deciding."""

    expected: Status


@post("/api/reviews/{review_id:uuid}/give-back", opt={"permission": "review.settle"}, status_code=200)
@once
async def give_back(tx: Tx, who: Who, review_id: UUID, data: GiveBack, now: datetime) -> Changed:
    """Gives the visit to the engineer who worked there without network after it was taken from them."""
    return await actions.give_back(tx, review_id, data.expected, cause_of(who, now))


ROUTES = [candidates, bench, assign, give_back]
