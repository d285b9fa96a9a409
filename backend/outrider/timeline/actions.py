"""The days of engineers side by side, and what a visit would do to them where somebody is about to put it."""

import asyncio
from collections import defaultdict
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from ..accounts.organisation import actions as organisation
from ..assign import actions as assign
from ..assign.day import actions as day
from ..assign.fit import rules as fit
from ..assign.fit.rules import Engineer, Wanted
from ..db import Tx
from ..model import BENCH, Who
from ..problems import Problem
from ..rescue.plans.actions import ChosenPlan
from ..rescue.plans.rules import DayOrder, HandOver
from ..schedule import actions as schedule
from ..schedule.rules import Route, Span
from ..status.order import actions as orders
from ..status.order.rules import OrderState
from . import rules, store
from .rules import Effect, May, TriedDay

AHEAD = timedelta(hours=12)  # whoever has nothing before is free


class Timeline(msgspec.Struct):
    """since, until: the time that is shown. orders: how those of the days are called. stations, skills: by which rows are narrowed; with all
    rows only. phones: of the engineers, where some are asked for.
    """

    now: datetime
    since: datetime
    until: datetime
    days: list[rules.EngineerDay]
    orders: list[rules.Head]
    stations: list[store.Named] | None = None
    skills: list[store.Named] | None = None
    phones: dict[UUID, str] | None = None


async def look(tx: Tx, who: Who, first: date | None, count: int, only: list[UUID] | None, now: datetime) -> Timeline:
    """first: none means today. only: the rows that changed. Raises field_not_valid."""
    if not 1 <= count <= rules.MOST_DAYS:
        raise Problem("field_not_valid", fields=["days"])
    zone = await organisation.time_zone(tx)
    shown = Span(*rules.bounds(first or now.astimezone(zone).date(), count, zone))
    days = await _days_of(tx, who, only, shown, now)
    heads = await store.heads(tx, {row.order_id for day in days for row in day.visits})
    stations, skills = (None, None) if only else (await store.stations(tx, who.scope), await store.skills(tx))
    phones = await store.phones(tx, [row.engineer_id for row in days]) if only else None
    return Timeline(now, shown.since, shown.until, days, heads, stations, skills, phones)


async def free(tx: Tx, who: Who, now: datetime) -> list[rules.FreeEngineer]:
    """Of the stations that the asker sees."""
    return rules.free_now(await _days_of(tx, who, None, Span(now, now + AHEAD), now), now)


async def _days_of(tx: Tx, who: Who, only: list[UUID] | None, shown: Span, now: datetime) -> list[rules.EngineerDay]:
    engineers = await _engineers(tx, who, only, now, shown.until)
    done, shifts = defaultdict[UUID, list[rules.Timed]](list), defaultdict[UUID, list[Span]](list)
    for row in await store.done(tx, shown.since, min(shown.until, now), only):
        times = (row.sets_off, row.at, row.leaves, row.at, row.at, row.window_from, row.promise)
        done[row.engineer_id].append(rules.Timed(row.order_id, *times, 0, False, 0, True, True))
    for shift in await store.shifts(tx, shown.since, shown.until, only):
        shifts[shift.engineer_id].append(Span(shift.since, shift.until))
    return await asyncio.to_thread(_days, engineers, done, shifts, now, shown)


def _days(
    engineers: list[Engineer], done: dict[UUID, list[rules.Timed]], shifts: dict[UUID, list[Span]], now: datetime, shown: Span
) -> list[rules.EngineerDay]:
    return [rules.day_of(row, done.get(row.route.engineer_id, ()), shifts.get(row.route.engineer_id, []), now, shown) for row in engineers]


async def _engineers(tx: Tx, who: Who, only: list[UUID] | None, now: datetime, until: datetime) -> list[Engineer]:
    """Of the stations that the asker sees, with what is known of their ways."""
    found = await (schedule.routes(tx, now, until) if only is None else schedule.routes_of_some(tx, only, now, until))
    known = {row.engineer_id: row for row in await schedule.by_road(tx, found, now)}
    everybody = await assign.as_they_will_be(tx, known, now)
    return [row for row in everybody if who.scope.everything or row.station_id in who.scope.stations]


class Drop(msgspec.Struct):
    """Where a visit is held: in whose day, and before which visit (none: at the end). swap: with which visit of theirs it changes hands."""

    engineer_id: UUID
    before: UUID | None = None
    swap: UUID | None = None


class Tried(msgspec.Struct):
    """rules: what stands against it. plan: what is carried out, where it is not one assignment: another order of the day, or a swap."""

    may: May
    rules: list[str]
    days: list[TriedDay]
    effects: list[Effect]
    plan: ChosenPlan | None = None


async def try_(tx: Tx, who: Who, order_id: UUID, drop: Drop, until: datetime, now: datetime) -> Tried:
    """until: how far the screen shows the days. Nothing is changed.

    Raises not_found, or action_not_possible where somebody has begun it, or it is on a bench.
    """
    order = await orders.see_order(tx, order_id, who.scope)
    asked = await day.visits(tx, [], [order_id, *([drop.swap] if drop.swap else [])])
    wanted = asked.get(order_id)
    if wanted is None or order.kind in BENCH:
        raise Problem("action_not_possible", status=order.status, action="assign")
    if order.engineer_id == drop.engineer_id or drop.swap:
        return await _rearranged(tx, who, order, asked, drop, until, now)
    return await _inserted(tx, who, order, wanted, drop, now)


async def _inserted(tx: Tx, who: Who, order: OrderState, wanted: Wanted, drop: Drop, now: datetime) -> Tried:
    """As assigning will do it."""
    target = await _one(tx, drop.engineer_id, wanted, now)
    holder = await _one(tx, order.engineer_id, wanted, now) if order.engineer_id else None
    _must_be_free([holder], order)
    against = fit.broken(target, wanted, now, None if who.scope.everything else set(who.scope.stations))
    after = rules.inserted(target, holder, wanted, drop.before)
    return _told(against, [target, holder] if holder else [target], after, order.id, now)


async def _one(tx: Tx, engineer_id: UUID, wanted: Wanted, now: datetime) -> Engineer:
    found = await assign.engineer(tx, engineer_id, wanted, now)
    return (await _by_road(tx, [found] if found else [], wanted, now))[0]


async def _by_road(tx: Tx, found: list[Engineer], wanted: Wanted, now: datetime) -> list[Engineer]:
    if not found:
        raise Problem("not_found")
    routes = await schedule.by_road(tx, [row.route for row in found], now, wanted.stop().place)
    return [msgspec.structs.replace(row, route=route) for row, route in zip(found, routes, strict=True)]


async def _rearranged(tx: Tx, who: Who, order: OrderState, asked: dict[UUID, Wanted], drop: Drop, until: datetime, now: datetime) -> Tried:
    """As a plan that is carried out as a whole."""
    wanted = asked[order.id]
    people = sorted({drop.engineer_id, order.engineer_id or drop.engineer_id}, key=str)
    known = {row.engineer_id: row for row in await schedule.routes_of_some(tx, people, now, until)}
    found = await _by_road(tx, await assign.as_they_will_be(tx, known, wanted.begins(now)), wanted, now)
    _must_be_free(found, order)
    whose = {row.route.engineer_id: row for row in found}
    if drop.swap is None:
        mine = whose[drop.engineer_id].route
        days, moves, against = {drop.engineer_id: rules.reordered(mine, order.id, drop.before)}, list[HandOver](), list[str]()
    else:
        days, moves, against = await _swapped(tx, who, order, asked, drop, whose, now)
    told = _told(against, found, rules.rearranged(found, days), order.id, now)
    if drop.swap and told.may == "reason":
        told.may = "no"  # a plan is carried out as it is offered, and offers nobody whom a rule stands against
    told.plan = ChosenPlan("swap" if drop.swap else "reorder", [], moves, [DayOrder(id, whose[id].name, ids) for id, ids in days.items()])
    return told


async def _swapped(
    tx: Tx, who: Who, order: OrderState, asked: dict[UUID, Wanted], drop: Drop, whose: dict[UUID, Engineer], now: datetime
) -> tuple[dict[UUID, list[UUID]], list[HandOver], list[str]]:
    assert drop.swap is not None
    other = await orders.see_order(tx, drop.swap, who.scope)
    given = asked.get(other.id)
    if order.engineer_id is None or other.engineer_id != drop.engineer_id or given is None or len(whose) < 2:
        raise Problem("plan_outdated")
    one, two = whose[order.engineer_id], whose[drop.engineer_id]
    _must_be_free([two], other)
    stations = None if who.scope.everything else set(who.scope.stations)
    against = [*fit.broken(two, asked[order.id], now, stations), *fit.broken(one, given, now, stations)]
    moves = [
        HandOver(order.id, drop.engineer_id, order.engineer_id, order.status),
        HandOver(other.id, order.engineer_id, drop.engineer_id, other.status),
    ]
    return rules.swapped(one.route, order.id, two.route, other.id), moves, against


def _must_be_free(found: list[Engineer | None] | list[Engineer], order: OrderState) -> None:
    if any(stop.begun for row in found if row for stop in row.route.stops if stop.order_id == order.id):
        raise Problem("action_not_possible", status=order.status, action="hand_over")


def _told(against: list[str], found: list[Engineer], after: list[Route], order_id: UUID, now: datetime) -> Tried:
    days = [TriedDay(route.engineer_id, rules.visits_of(route, now)) for route in after]
    effects = rules.effects([row.route for row in found], after, order_id, now)
    return Tried(rules.may(against), list(dict.fromkeys(against)), days, effects)
