"""What can be promised: read from the days of the engineers of the order's station, as they stand."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from ...db import Tx
from ...intake.booking.rules import check_window
from ...model import Who
from ...problems import Problem
from ...schedule import actions as schedule
from ...schedule.rules import Route
from ...status.order import actions as orders
from .. import store as assign
from ..rules import Engineer, Wanted
from . import rules, store

MOST_OFFERED = 12


async def offer_windows(tx: Tx, who: Who, order_id: UUID, now: datetime) -> list[rules.OfferedWindow]:
    """The soonest that somebody can keep."""
    wanted, zone = await _wanted(tx, who, order_id), ZoneInfo(await store.time_zone(tx, order_id))
    slots = list(rules.slots(now, zone))
    engineers, stations = await _engineers(tx, who, wanted, slots[-1][1], now)
    found = (rules.offered(engineers, wanted, start, end, now, stations) for start, end in slots)
    return [row for row in found if row.keepers][:MOST_OFFERED]


async def look_at(tx: Tx, who: Who, order_id: UUID, start: datetime, end: datetime, now: datetime) -> rules.OfferedWindow:
    """Whether anybody can keep this one, before it is promised. Raises window_not_valid."""
    check_window(start, end, now)
    wanted = await _wanted(tx, who, order_id)
    engineers, stations = await _engineers(tx, who, wanted, end, now)
    return rules.offered(engineers, wanted, start, end, now, stations)


async def _wanted(tx: Tx, who: Who, order_id: UUID) -> Wanted:
    order = await orders.see_order(tx, order_id, who.scope)
    wanted = await assign.wanted(tx, order_id)
    if wanted is None:
        raise Problem("action_not_possible", status=order.status, action="agree_time")
    return wanted


async def _engineers(tx: Tx, who: Who, wanted: Wanted, until: datetime, now: datetime) -> tuple[list[Engineer], set[UUID] | None]:
    """Without the visit itself, which whoever has it would not do twice."""
    routes = await schedule.routes(tx, now, until, station_id=wanted.station_id)
    free = {row.engineer_id: _without(row, wanted.order_id) for row in routes}
    known = [row for row in await assign.engineers(tx, now) if row.engineer_id in free]
    stations = None if who.scope.everything or not who.scope.stations else set(who.scope.stations)
    return [Engineer(row.name, row.station_id, row.skills, free[row.engineer_id]) for row in known], stations


def _without(route: Route, order_id: UUID) -> Route:
    return msgspec.structs.replace(route, stops=[stop for stop in route.stops if stop.order_id != order_id])
