"""The plan of the next day, made by itself at an hour of the organisation's choice; it waits for whoever comes in the morning."""

from datetime import datetime, timedelta

import msgspec

from ....accounts.organisation import actions as organisation
from ....db import Tx
from ....model import ALL, Actor
from ....problems import Problem
from .. import actions as plans
from .. import store as plan_store
from . import rules, store


class KnownPlanSettings(msgspec.Struct):
    """stations: those that there are."""

    settings: rules.PlanSettings
    stations: list[plan_store.PlanStation]


async def settings(tx: Tx) -> KnownPlanSettings:
    return KnownPlanSettings(await store.settings(tx), await plan_store.stations(tx, ALL))


async def change(tx: Tx, actor: Actor, was: rules.PlanSettings, wanted: rules.PlanSettings, now: datetime) -> None:
    """was: what the person saw. Raises value_moved or field_not_valid."""
    assert actor.user_id is not None
    if _said(was) != _said(await store.settings(tx)):
        raise Problem("value_moved", fields=["hour", "stations", "most_moved"])
    known = {row.id for row in await plan_store.stations(tx, ALL)}
    if not set(wanted.stations) <= known:
        raise Problem("field_not_valid", fields=["stations"])
    at = None if wanted.hour is None else rules.next_at(wanted.hour, await organisation.time_zone(tx), now)
    await store.save(tx, wanted, at, now, actor.user_id)


def _said(row: rules.PlanSettings) -> tuple[int | None, list[str], float]:
    return row.hour, sorted(map(str, row.stations)), round(row.most_moved, 4)


async def watch(tx: Tx, now: datetime) -> int:
    """Asks for the plan of tomorrow where its hour has come. How many."""
    due = await store.due(tx, now)
    if due is None:
        return 0
    zone = await organisation.time_zone(tx)
    await store.later(tx, rules.next_at(due.hour, zone, now))
    known = [row.id for row in await plan_store.stations(tx, ALL)]
    stations = sorted(set(due.stations) & set(known) if due.stations else known)
    if not stations:
        return 0
    await plans.request(tx, stations, now.astimezone(zone).date() + timedelta(days=1), None, now)
    return 1
