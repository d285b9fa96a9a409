"""Ranking the engineers for one visit, and giving it to one of them."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from ..db import Transactions, Tx
from ..ids import new_id
from ..model import ALL, BENCH, SYSTEM, Cause, Status, Who
from ..problems import Problem
from ..roads import actions as ways
from ..roads.engines import Roads
from ..schedule import actions as schedule
from ..schedule.rules import Placed, Route, with_stop
from ..sign import actions as sign
from ..status import actions as status
from ..status.order import actions as orders
from ..status.order.rules import OrderState
from ..status.review import actions as reviews
from ..status.visit import actions as visits
from . import rules, store
from .back import actions as backs
from .back import rules as back_rules
from .crew import rules as crew_rules
from .crew import store as crew
from .everybody.actions import Kept
from .everybody.columns.rules import Everybody
from .everybody.rules import View
from .fit import rules as fit
from .fit.rules import with_day
from .store import About as About


async def candidates(tx: Tx, order_id: UUID, who: Who, now: datetime, kept: Kept | None = None) -> rules.Ranking:
    """Everybody of the stations that the asker sees, the present engineer and their crew left out; the best with what is known of their ways.

    kept: where everybody is in memory; the transaction has to read one snapshot then.
    """
    return await _by_road(tx, await _shortlist(tx, order_id, who, now, kept), now)


async def candidates_by_road(
    look: Transactions, write: Transactions, roads: Roads, order_id: UUID, who: Who, now: datetime, kept: Kept | None = None
) -> rules.Ranking:
    """The same, and an engine is asked for the ways of the best. No transaction is open meanwhile."""
    async with look(who.org_id) as tx:
        found = await _shortlist(tx, order_id, who, now, kept)
        unknown = await schedule.unknown(tx, [each.route for each in found.best], now, found.wanted.stop().place)
        if not unknown:
            return await _by_road(tx, found, now)
    said = await roads.ask(unknown)
    async with (write if said else look)(who.org_id) as tx:
        await ways.keep(tx, said, roads.source, now)
        return await _by_road(tx, found, now)


async def _shortlist(tx: Tx, order_id: UUID, who: Who, now: datetime, kept: Kept | None) -> rules.Shortlist:
    order = await orders.see_order(tx, order_id, who.scope)
    wanted = await store.wanted(tx, order_id)
    if wanted is None:
        raise Problem("action_not_possible", status=order.status, action="assign")
    wanted = msgspec.structs.replace(wanted, declined=await store.declined(tx, order_id))
    stations = None if who.scope.everything else set(who.scope.stations)
    async with everybody(tx, wanted, now, kept) as view:
        ranking = await asyncio.to_thread(rules.ranked, view, wanted, stations, order.engineer_id)
        ranking.candidates = [row for row in ranking.candidates if row.engineer_id not in order.crew]
    best = [view.engineer(number) for number in view.of.among(row.engineer_id for row in ranking.candidates)]
    return rules.Shortlist(ranking, best, wanted)


@asynccontextmanager
async def everybody(tx: Tx, wanted: rules.Wanted | None, now: datetime, kept: Kept | None) -> AsyncIterator[View]:
    """As they will be when the visit begins. Nobody else changes it meanwhile."""
    if kept:
        workloads = await store.workloads(tx, now) if _counts_workload(wanted) else None
        async with kept.view(tx, wanted, now, workloads) as view:
            if view:
                yield view
                return
    yield View(Everybody(await engineers(tx, wanted, now)), now)


async def _by_road(tx: Tx, found: rules.Shortlist, now: datetime) -> rules.Ranking:
    routes = await schedule.by_road(tx, [each.route for each in found.best], now, found.wanted.stop().place)
    by_road = [msgspec.structs.replace(each, route=route) for each, route in zip(found.best, routes, strict=True)]
    return rules.timed(found.ranking, by_road, found.wanted, now)


async def demands_of(tx: Tx, about: About) -> fit.Demands:
    """Of an order that is not taken yet."""
    return await store.demands_of(tx, about)


async def bench(tx: Tx, order_id: UUID, who: Who, now: datetime) -> list[store.OnBench]:
    """For a device at the counter: its technicians, whom it was promised to first, then whoever has least before them; the present one left out."""
    order = await orders.see_order(tx, order_id, who.scope)
    if order.kind not in BENCH:
        raise Problem("action_not_possible", status=order.status, action="assign")
    return [row for row in await store.on_bench(tx, order_id, now) if row.engineer_id != order.engineer_id]


async def engineers(tx: Tx, wanted: rules.Wanted | None, now: datetime) -> list[rules.Engineer]:
    """As they will be when the visit begins."""
    at, until = (wanted.begins(now), wanted.window_to) if wanted else (now, now)
    routes = {route.engineer_id: route for route in await schedule.routes(tx, now, until)}
    return await as_they_will_be(tx, routes, at, await _workloads(tx, wanted, now))


async def engineer(tx: Tx, engineer_id: UUID, wanted: rules.Wanted | None, now: datetime) -> rules.Engineer | None:
    """One of them. None: there is no such one, or they are gone."""
    known = await store.engineer(tx, wanted.begins(now) if wanted else now, engineer_id)
    return await _of_that_day(tx, known, wanted, now)


async def _of_that_day(tx: Tx, known: store.Known | None, wanted: rules.Wanted | None, now: datetime) -> rules.Engineer | None:
    if known is None or not known.active:
        return None
    routes = await schedule.routes_of(tx, known.engineer_id, now, wanted.window_to if wanted else now)
    if not routes:
        return None
    return with_day(known, routes[0], (await _workloads(tx, wanted, now)).get(known.engineer_id, 0.0))


async def _workloads(tx: Tx, wanted: rules.Wanted | None, now: datetime) -> Mapping[UUID, float]:
    return await store.workloads(tx, now) if _counts_workload(wanted) else {}


async def as_they_will_be(
    tx: Tx, routes: Mapping[UUID, Route], at: datetime, workloads: Mapping[UUID, float] | None = None
) -> list[rules.Engineer]:
    """Those who have one of the routes, with the certificates that they still have then. workloads: hours above the station's median."""
    known = [row for row in await store.engineers(tx, at) if row.engineer_id in routes]
    return [with_day(row, routes[row.engineer_id], (workloads or {}).get(row.engineer_id, 0.0)) for row in known]


def _counts_workload(wanted: rules.Wanted | None) -> bool:
    return wanted is not None and wanted.demands.weights.workload > 0


async def refuse_barred(tx: Tx, order_id: UUID, engineer_id: UUID, now: datetime) -> None:
    """The one place where hard rules refuse: whoever gives a visit to somebody, in whatever way, comes by here.

    Raises engineer_blocked, engineer_resident, engineer_not_cleared or certificate_not_valid.
    """
    await _refuse_barred(tx, order_id, engineer_id, await store.wanted(tx, order_id), now)


async def _refuse_barred(tx: Tx, order_id: UUID, engineer_id: UUID, wanted: rules.Wanted | None, now: datetime) -> store.Known | None:
    """The engineer, where there is such a one."""
    known = await store.engineer(tx, wanted.begins(now) if wanted else now, engineer_id)
    if known:
        fit.refuse_barred(engineer_id, known, wanted.demands if wanted else await store.demands(tx, order_id))
    return known


async def assign(
    tx: Tx,
    order_id: UUID,
    engineer_id: UUID,
    expected: Status,
    cause: Cause,
    reason: str = "",
    back: back_rules.Back | None = None,
    seen: UUID | None = None,
    reason_code: str = "",
    choice: fit.Choice = fit.NO_CHOICE,
    placed: Placed | None = None,
    stays: bool = False,
) -> status.Changed:
    """Gives the visit to an engineer; from somebody else it is a hand-over and needs a reason. back: they go on where they were.
    seen: with whom the person saw it. choice: why this engineer, where a soft rule stands against them or another stood first. placed: where in
    their day; its best place where nobody says it. stays: whoever led before goes on in the crew.

    Whoever joined leads from where they are. Old and new engineer, the office and the customer's page hear of it from the same commit.
    """
    now = cause.moment.server_time
    order = await orders.lock_order_as_seen(tx, order_id, cause.scope, seen or await orders.holder(tx, order_id))
    if order.status != expected:
        raise Problem("status_moved", expected=expected, found=order.status)
    wanted = await store.wanted(tx, order_id)
    engineer, against = await chosen(tx, order, engineer_id, wanted, cause, choice)
    if order.engineer_id == engineer_id:
        raise Problem("already_assigned")
    await lock_days(tx, [id for id in (engineer_id, order.engineer_id) if id], now)
    action = "assign" if order.engineer_id is None else "hand_over"
    data: dict[str, Any] = {"engineer_id": engineer_id, "engineer_name": engineer.name, "previous_engineer_id": order.engineer_id}
    data |= {"lead_stays": stays, **status.read_why(action, reason, reason_code)} if action == "hand_over" else {}
    data |= fit.read_choice(choice, engineer_id, reason, against, taken_away=action == "hand_over")
    member = await crew.member(tx, order_id, engineer_id) if engineer_id in order.crew else None
    landing = back.status if back else crew_rules.landing(order.status, member) if member else None
    changed = await status.apply(tx, order, action, cause, data, landing=landing)
    if not await backs.go_on(tx, order, engineer_id, back, member, stays, action, cause):
        await give(tx, order_id, engineer, wanted, cause, placed)
    orders.touch(tx, order, engineer_id, order.engineer_id)
    return changed


async def lock_days(tx: Tx, engineers: Collection[UUID], now: datetime) -> None:
    """Two who give visits to the same people wait for each other; in order of id, so that none waits for ever."""
    for whose in sorted(set(engineers), key=str):
        await store.lock_day(tx, whose, now.date())


async def give(
    tx: Tx,
    order_id: UUID,
    engineer: rules.Engineer,
    wanted: rules.Wanted | None,
    cause: Cause,
    placed: Placed | None = None,
    joins: bool = False,
) -> None:
    """Where it was put, or at its best place, and the day is kept in that order: what was offered is what is forecast.

    joins: somebody else leads, and the window is theirs alone. Raises plan_outdated where what it should stand before is not there.
    """
    now, attendance, route = cause.moment.server_time, new_id(cause.moment.server_time), engineer.route
    window = (wanted.window_from, wanted.window_to) if joins and wanted else None
    await store.add_attendance(tx, attendance, order_id, route.engineer_id, cause.moment.happened_at, cause.actor.user_id, None, window)
    if wanted:
        [route] = await schedule.by_road(tx, [route], now, wanted.stop().place)
        place = placed.at(route) if placed else rules.best_place(msgspec.structs.replace(engineer, route=route), wanted, now).place
        if place is None:
            raise Problem("plan_outdated")
        stop = msgspec.structs.replace(wanted.stop(), attendance_id=attendance)
        await schedule.plan(tx, with_stop(route, place, stop), now)


async def assign_to_self(tx: Tx, order_id: UUID, attendance_id: UUID, cause: Cause) -> None:
    """The engineer whom the customer called directly has the visit: they are there, and only what nobody overrides is asked.

    Raises what refuse_barred does.
    """
    actor, moment = cause.actor, cause.moment
    assert actor.user_id is not None
    order = await orders.lock_order(tx, order_id, ALL)
    await refuse_barred(tx, order_id, actor.user_id, moment.happened_at)
    await store.lock_day(tx, actor.user_id, moment.server_time.date())
    name = await orders.name_of(tx, actor.user_id)  # their day has none where they were disabled meanwhile
    data = {"engineer_id": actor.user_id, "engineer_name": name, "previous_engineer_id": None}
    await status.apply(tx, order, "assign", Cause(SYSTEM, ALL, moment), data)
    await store.add_attendance(tx, attendance_id, order_id, actor.user_id, moment.happened_at, actor.user_id, moment.happened_at)
    orders.touch(tx, order, actor.user_id)


async def give_back(tx: Tx, review_id: UUID, expected: Status, cause: Cause) -> status.Changed:
    """The visit goes to whoever worked there without network after it had been taken from them, and stands where they left it.

    Raises not_found, field_not_valid where that is not asked, or review_settled.
    """
    review = await reviews.settle(tx, review_id, cause.actor, cause.scope, cause.moment, "give_back")
    order_id, worked = review.order_id, await visits.find_attendance(tx, review.attendance_id) if review.attendance_id else None
    if worked is None:  # of a review of older days nobody knows whose work it was
        raise Problem("not_found")
    order = await orders.lock_order(tx, order_id, cause.scope)
    kept = await store.kept(tx, worked.id) if worked.visit_id == order.visit_id else []
    reached = back_rules.reached(kept, order.kind)
    back = back_rules.Back(worked.id, reached) if reached else None
    changed = await assign(tx, order_id, worked.engineer_id, expected, cause, "give_back", back, choice=fit.WAS_THERE)
    signed = next((row.report_id for row in reversed(kept) if row.report_id), None)
    if reached is not Status.AWAITING_SIGNATURE or signed is None:
        return changed
    order, by = await orders.lock_order(tx, order_id, ALL), Cause(SYSTEM, ALL, cause.moment)
    changed = await status.apply(tx, order, "sign", by, {"report_id": signed, "automatic": True})
    await sign.go_on(tx, order_id, UUID(str(signed)), cause.moment)
    return changed


async def chosen(
    tx: Tx, order: OrderState, engineer_id: UUID, wanted: rules.Wanted | None, cause: Cause, choice: fit.Choice
) -> tuple[rules.Engineer, list[str]]:
    """The engineer, and the soft rules that they were chosen against.

    Raises what refuse_barred does, not_found, or engineer_not_suitable with the first rule.
    """
    now, scope = cause.moment.server_time, cause.scope
    known = await _refuse_barred(tx, order.id, engineer_id, wanted, now)
    engineer = await _of_that_day(tx, known, wanted, now)
    if engineer is None:
        raise Problem("not_found")
    against = fit.broken(engineer, wanted, now, None if scope.everything else set(scope.stations)) if wanted else []
    if order.kind in BENCH and not any(row.engineer_id == engineer.route.engineer_id for row in await store.on_bench(tx, order.id, now)):
        against = [fit.STATION]
    refused = [rule for rule in against if rule == fit.STATION or not choice.code]
    if refused:
        raise Problem("engineer_not_suitable", rule=refused[0], fields=["engineer_id"])
    return engineer, against
