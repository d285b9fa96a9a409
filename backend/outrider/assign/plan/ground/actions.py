"""The days of the engineers of some stations, read for a plan."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from ....accounts.organisation import actions as organisation
from ....db import Tx
from ....schedule import actions as schedule
from ....schedule.rules import joins
from ... import actions as assign
from ...day import actions as days
from . import rules, store
from .rules import Ground


async def read(tx: Tx, stations: Collection[UUID], day: date, now: datetime) -> Ground:
    """From now on, where the day is today's. Whoever joins somebody is not planned anew: two come at times that fit each other."""
    since, until = rules.bounds(day, await organisation.time_zone(tx), now)
    routes = [row for station in sorted(stations) for row in await schedule.routes(tx, now, until, station_id=station)]
    known = {row.engineer_id: row for row in await schedule.by_road(tx, routes, now)}
    engineers = await assign.as_they_will_be(tx, {id: row for id, row in known.items() if not joins(row)}, since)
    open_ = await store.unassigned(tx, stations, since, until, overdue=since <= now)
    remote = await store.at_remote_support(tx, stations, since, until, overdue=since <= now)
    visits = await days.visits(tx, engineers, open_)
    facts = await store.facts(tx, [*visits, *remote])
    return rules.ground_of(engineers, visits, facts, stations, (now, since, until), remote)


async def today(tx: Tx, now: datetime) -> date:
    """By the organisation's own days."""
    return now.astimezone(await organisation.time_zone(tx)).date()
