"""What can be promised: read from the days of the engineers of the order's station, as they stand."""

from datetime import datetime
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from ...db import Tx
from ...intake.booking.rules import check_window
from ...model import ALL, Scope
from ...problems import Problem
from ...schedule import actions as schedule
from ...schedule.rules import Route
from ...status.order import actions as orders
from .. import actions as assign
from .. import store as visits
from ..rules import Wanted
from . import rules, store

MOST_OFFERED = 12


async def offer_windows(tx: Tx, scope: Scope, order_id: UUID, now: datetime) -> list[rules.OfferedWindow]:
    """The soonest that somebody can keep, with what each costs."""
    wanted = await _wanted(tx, scope, order_id)
    return await offer_wanted(tx, scope, wanted, await store.time_zone(tx, order_id), now)


async def offer_wanted(tx: Tx, scope: Scope, wanted: Wanted, zone: str, now: datetime) -> list[rules.OfferedWindow]:
    """The same of a visit that is no order yet. zone: of its place."""
    return rules.marked((await _open_windows(tx, scope, wanted, zone, now))[:MOST_OFFERED])


async def offer_to_customer(tx: Tx, order_id: UUID, now: datetime) -> list[rules.Slot]:
    """All that can be kept beside what is promised to others whom nobody is sent to yet, none of which has begun. Nothing without a visit."""
    wanted = await visits.wanted(tx, order_id)
    if wanted is None:
        return []
    others = await store.unheld(tx, order_id, wanted.station_id, now)
    found = await _open_windows(tx, ALL, wanted, await store.time_zone(tx, order_id), now)
    return [(row.window_from, row.window_to) for row in found if rules.is_free(row, others, now)]


async def look_at(tx: Tx, scope: Scope, order_id: UUID, start: datetime, end: datetime, now: datetime) -> rules.OfferedWindow:
    """Whether anybody can keep this one, before it is promised. Raises window_not_valid."""
    return await look_at_wanted(tx, scope, await _wanted(tx, scope, order_id), start, end, now)


async def look_at_wanted(tx: Tx, scope: Scope, wanted: Wanted, start: datetime, end: datetime, now: datetime) -> rules.OfferedWindow:
    check_window(start, end, now)
    routes = await _routes(tx, wanted, end, now)
    [found] = await _offered(tx, scope, wanted, routes, [(start, end)], now)
    return found


async def _open_windows(tx: Tx, scope: Scope, wanted: Wanted, time_zone: str, now: datetime) -> list[rules.OfferedWindow]:
    zone = ZoneInfo(time_zone)
    slots, found = list(rules.slots(now, zone)), list[rules.OfferedWindow]()
    routes = await _routes(tx, wanted, slots[-1][1], now)
    for _, of_day in groupby(slots, lambda slot: slot[0].astimezone(zone).date()):
        found += await _offered(tx, scope, wanted, routes, list(of_day), now)
    return [row for row in found if row.keepers]


async def _wanted(tx: Tx, scope: Scope, order_id: UUID) -> Wanted:
    order = await orders.see_order(tx, order_id, scope)
    wanted = await visits.wanted(tx, order_id)
    if wanted is None:
        raise Problem("action_not_possible", status=order.status, action="agree_time")
    return wanted


async def _routes(tx: Tx, wanted: Wanted, until: datetime, now: datetime) -> dict[UUID, Route]:
    """Without the visit itself, which whoever has it would not do twice."""
    routes = await schedule.routes(tx, now, until, station_id=wanted.station_id)
    return {row.engineer_id: _without(row, wanted.order_id) for row in await schedule.by_road(tx, routes, now)}


async def _offered(
    tx: Tx, scope: Scope, wanted: Wanted, routes: dict[UUID, Route], of_day: list[rules.Slot], now: datetime
) -> list[rules.OfferedWindow]:
    """The certificates are those of the day: one that has run out by then promises nothing."""
    engineers = await assign.as_they_will_be(tx, routes, max(now, of_day[0][0]))
    stations = None if scope.everything or not scope.stations else set(scope.stations)
    return [rules.offered(engineers, wanted, start, end, now, stations) for start, end in of_day]


def _without(route: Route, order_id: UUID) -> Route:
    return msgspec.structs.replace(route, stops=[stop for stop in route.stops if stop.order_id != order_id])
