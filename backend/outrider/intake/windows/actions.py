"""What can be promised while the caller is still on the telephone: the order that it would be is judged as one that is taken."""

from datetime import datetime

from ...accounts.organisation import actions as organisation
from ...assign import actions as assign
from ...assign.fit.rules import Wanted
from ...assign.windows import actions as windows
from ...db import Tx
from ...ids import new_id
from ...model import Scope
from ...problems import Problem
from ...status.clocks import actions as clocks
from ..booking import actions as booking
from ..booking.rules import WORK_MINUTES, station_of
from ..entitlement import actions as entitlements
from . import rules, store
from .rules import Asked, Limit, Promises


async def promises(tx: Tx, asked: Asked, scope: Scope, now: datetime) -> Promises:
    """Raises data_missing or place_not_valid without a place, not_found where it is none of the customer's, not_allowed without a station,
    window_not_valid."""
    place = await _place(tx, asked)
    today = now.astimezone(await organisation.time_zone(tx)).date()
    found = await entitlements.entitlement(tx, asked.account_id, asked.device_id, asked.kind, today)
    stations = [] if found.station_id else await booking.stations_of(tx, scope)
    station = station_of(found, (place.lat, place.lon), stations)
    about = assign.About(new_id(now), asked.account_id, asked.site_id, found.contract_id, station, asked.skill, asked.device_id)
    start, end = asked.window_from or now, asked.window_to or now
    wanted = Wanted(
        about.id, place.lat, place.lon, WORK_MINUTES, start, end, asked.skill, station, demands=await assign.demands_of(tx, about)
    )
    if asked.window_from and asked.window_to:
        offered = [await windows.look_at_wanted(tx, scope, wanted, start, end, now)]
    else:
        offered = await windows.offer_wanted(tx, scope, wanted, place.time_zone, now)
    due = await clocks.limits(tx, asked.level, found.calendar, asked.kind, now) if asked.level else {}
    limits = sorted((Limit(what, at) for what, at in due.items()), key=lambda row: row.due_at)
    return Promises(offered, limits, place.time_zone)


async def _place(tx: Tx, asked: Asked) -> store.Place:
    if asked.site_id is None:
        return store.Place(*rules.place_of(asked), str(await organisation.time_zone(tx)))
    found = await store.site(tx, asked.site_id, asked.account_id)
    if found is None:
        raise Problem("not_found")
    return found
