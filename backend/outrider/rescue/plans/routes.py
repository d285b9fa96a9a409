"""The card of a late visit: its plans, the one press that carries one out, and the one that takes it back."""

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.datastructures import State

from ...db import Tx, one_look_of
from ...idempotency import once
from ...model import Who, cause_of
from . import actions, rules


@get("/api/orders/{order_id:uuid}/rescue", opt={"permission": "orders.assign"})
async def plans(state: State, who: Who, order_id: UUID, now: datetime) -> rules.Rescue:
    """Up to three plans that keep the promise, best first, each with every visit that it makes earlier or later."""
    async with one_look_of(state.pool)(who.org_id) as tx:
        return await actions.plans(tx, order_id, who, now, state.everybody)


class CarriedOut(msgspec.Struct):
    """undo_until: so long it can be taken back as a whole."""

    undo_until: datetime | None


@post("/api/orders/{order_id:uuid}/rescue", opt={"permission": "orders.assign"}, status_code=200)
@once
async def carry_out(tx: Tx, who: Who, order_id: UUID, data: actions.ChosenPlan, now: datetime) -> CarriedOut:
    """Carries out a plan as it was offered: every hand-over and the order of the days, or nothing of it."""
    return CarriedOut(await actions.carry_out(tx, order_id, data, cause_of(who, now)))


@post("/api/orders/{order_id:uuid}/rescue/withdrawal", opt={"permission": "orders.assign"}, status_code=204)
@once
async def withdraw(tx: Tx, who: Who, order_id: UUID, now: datetime) -> None:
    """Takes the whole plan back, where nobody has built on it."""
    await actions.withdraw(tx, order_id, cause_of(who, now))


ROUTES = [plans, carry_out, withdraw]
