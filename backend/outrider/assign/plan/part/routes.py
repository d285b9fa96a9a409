"""Taking a plan, or a part of it."""

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import post

from ....db import Tx
from ....idempotency import once
from ....model import Who
from . import actions


class TickedRows(msgspec.Struct):
    """rows: by their ids; none given means all of the plan."""

    rows: list[UUID] | None = None


@post("/api/plans/{plan_id:uuid}/part", opt={"permission": "orders.assign"}, status_code=200)
async def time(tx: Tx, who: Who, plan_id: UUID, data: TickedRows, now: datetime) -> actions.TimedPart:
    """What the ticked rows would come to, as the days stand, and which of them do not hold alone."""
    return await actions.time(tx, who, plan_id, data.rows, now)


@post("/api/plans/{plan_id:uuid}/take", opt={"permission": "orders.assign"}, status_code=200)
@once
async def take(tx: Tx, who: Who, plan_id: UUID, data: TickedRows, now: datetime) -> actions.TakenPart:
    """Gives the ticked visits to whom the plan says, all at once."""
    return await actions.take(tx, who, plan_id, data.rows, now)


@post("/api/plans/{plan_id:uuid}/withdrawal", opt={"permission": "orders.assign"}, status_code=204)
@once
async def withdraw(tx: Tx, who: Who, plan_id: UUID, now: datetime) -> None:
    """Takes back what was taken last, as a whole, where nobody has built on it."""
    await actions.withdraw(tx, who, plan_id, now)


ROUTES = [time, take, withdraw]
