"""Plans of a day: asked for, looked at, cancelled or put aside."""

from datetime import date, datetime
from uuid import UUID

import msgspec
from litestar import get, post

from ...db import Tx
from ...idempotency import once
from ...model import Who
from . import actions, store


class AskedPlan(msgspec.Struct):
    """day: none means today, from now on. stations: none means all that the asker sees. storm: for what comes late, today."""

    day: date | None = None
    stations: list[UUID] = []
    storm: bool = False


@get("/api/plans", opt={"permission": "orders.assign"})
async def plans(tx: Tx, who: Who, now: datetime) -> actions.PlanDesk:
    """The newest plans of the asker's stations, and for which stations they may ask."""
    return await actions.desk(tx, who, now)


@post("/api/plans", opt={"permission": "orders.assign"}, status_code=200)
@once
async def ask(tx: Tx, who: Who, data: AskedPlan, now: datetime) -> store.Plan:
    """Has a plan made in the background; where one is being made for the same stations and day, that one."""
    return await actions.ask(tx, who, data.stations, data.day, now, data.storm)


@get("/api/plans/{plan_id:uuid}", opt={"permission": "orders.assign"})
async def plan(tx: Tx, who: Who, plan_id: UUID, now: datetime) -> actions.ShownPlan:
    """A plan beside the days as they stand, and which rows of it have changed since."""
    return await actions.look(tx, who, plan_id)


@post("/api/plans/{plan_id:uuid}/end", opt={"permission": "orders.assign"}, status_code=204)
@once
async def end(tx: Tx, who: Who, plan_id: UUID, now: datetime) -> None:
    """Cancels a search, or puts a plan aside."""
    await actions.end(tx, who, plan_id, now)


ROUTES = [plans, ask, plan, end]
