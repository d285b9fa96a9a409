"""Asking for the plan of a day, the job that makes it, and looking at it. Taking it is `part`."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from ... import child, jobs
from ...db import Transactions, Tx
from ...ids import new_id
from ...model import Scope, Who
from ...problems import Problem
from ...status.levels import actions as levels
from ..day.rules import Days
from . import rules, store
from .ground import actions as grounds
from .ground import rules as ground_rules
from .ground.rules import Ground
from .ground.store import facts
from .night import store as night
from .search import actions as searches
from .search import rules as budgets
from .storm import actions as storms

log = logging.getLogger("outrider.plan")
AHEAD = timedelta(days=31)
KEPT = timedelta(days=60)
SHOWN = 20
TRIES = 2  # a search whose worker was killed is begun again once
FAULTS: dict[type[Exception], rules.Fault] = {child.Starved: "starved", child.Exhausted: "too_long", child.Broken: "no_plan"}
_searching = asyncio.Semaphore(1)  # of one worker: a search takes a core


class PlanDesk(msgspec.Struct):
    """today: by the organisation's own days. stations: whose days the asker may plan. plans: the newest first."""

    today: date
    stations: list[store.PlanStation]
    plans: list[store.Plan]


async def desk(tx: Tx, who: Who, now: datetime) -> PlanDesk:
    return PlanDesk(await grounds.today(tx, now), await store.stations(tx, who.scope), await store.newest(tx, who.scope, SHOWN))


async def ask(tx: Tx, who: Who, stations: Sequence[UUID], day: date | None, now: datetime, storm: bool = False) -> store.Plan:
    """stations: none means all that they see; day: none means today. One that is being searched already is answered in place of a second.
    storm: of today, for what comes late, without regard to how many visits change engineer.

    Raises not_found, field_not_valid or date_not_valid.
    """
    seen = [row.id for row in await store.stations(tx, who.scope)]
    wanted = set(stations or seen)
    if not wanted <= set(seen):
        raise Problem("not_found")
    if not wanted:
        raise Problem("field_not_valid", fields=["stations"])
    today = await grounds.today(tx, now)
    day = day or today
    if not today <= day <= today + AHEAD or (storm and day != today):
        raise Problem("date_not_valid", fields=["day"])
    return await known(tx, who.scope, await request(tx, sorted(wanted), day, who.user_id, now, storm))


async def request(tx: Tx, stations: Sequence[UUID], day: date, by: UUID | None, now: datetime, storm: bool = False) -> UUID:
    """by: nobody, where the organisation has it made every night."""
    await store.forget(tx, now - KEPT)
    plan_id = await store.add(tx, new_id(now), stations, day, now, by, storm)
    store.touch(tx, plan_id, stations)
    await _enqueue(tx, plan_id)
    return plan_id


async def _enqueue(tx: Tx, plan_id: UUID) -> None:
    await jobs.enqueue(tx, jobs.MAKE_PLAN, msgspec.json.encode((tx.org_id, plan_id)), f"{plan_id}")


async def enqueue_missing(tx: Tx) -> int:
    """Searches whose job may have died: while one waits or works, no second is queued."""
    found = await store.unfinished(tx)
    for plan_id in found:
        await _enqueue(tx, plan_id)
    return len(found)


async def known(tx: Tx, scope: Scope, plan_id: UUID) -> store.Plan:
    found = await store.find(tx, scope, plan_id)
    if found is None:
        raise Problem("not_found")
    return found


class ShownPlan(msgspec.Struct):
    """changed: rows whose visit has another engineer or status than it was planned with; taken: those that have whom the plan says."""

    plan: store.Plan
    proposal: rules.PlanProposal | None
    changed: list[UUID]
    taken: list[UUID]


async def look(tx: Tx, who: Who, plan_id: UUID) -> ShownPlan:
    """Raises not_found."""
    plan, made = await known(tx, who.scope, plan_id), await store.proposal(tx, plan_id)
    stands = await facts(tx, [row.id for row in made.rows if row.kind != "order"]) if made else {}
    changed, taken = rules.changes(made.rows if made else [], stands)
    return ShownPlan(plan, made, changed, taken)


async def ready(tx: Tx, who: Who, plan_id: UUID) -> tuple[store.Plan, rules.PlanProposal]:
    """Raises not_found, or plan_over where it is not one that waits to be taken."""
    plan, made = await known(tx, who.scope, plan_id), await store.proposal(tx, plan_id)
    if plan.state != "ready" or made is None:
        raise Problem("plan_over")
    return plan, made


async def end(tx: Tx, who: Who, plan_id: UUID, now: datetime) -> None:
    """What is searched is cancelled, what is there put aside. Raises not_found or plan_over."""
    await known(tx, who.scope, plan_id)
    if not await store.end(tx, plan_id, now, who.user_id):
        raise Problem("plan_over")


async def make(transactions: Transactions, org_id: int, plan_id: UUID, clock: Callable[[], datetime]) -> None:
    """The job. May run twice; whoever cancels it is heard within a second or two."""
    async with _searching:
        read = await _begin(transactions, org_id, plan_id, clock())
        if read is None:
            return
        fault, made = None, None
        try:
            made = await _search(transactions, org_id, plan_id, read)
        except (child.Starved, child.Exhausted, child.Broken) as ended:
            log.warning("a plan was not found", extra={"fields": {"plan": str(plan_id), "why": type(ended).__name__}})
            fault = FAULTS[type(ended)]
        async with transactions(org_id) as tx:
            await store.finish(tx, plan_id, "failed" if fault else "ready" if made else "nothing", clock(), fault, made)


class Begun(msgspec.Struct, frozen=True):
    """What a search stands on. drop: by level, what it costs to leave a visit out; most: the share of visits that may change engineer."""

    ground: Ground
    drop: dict[str, float]
    most: float


async def _begin(transactions: Transactions, org_id: int, plan_id: UUID, now: datetime) -> Begun | None:
    """None: there is nothing to search, and why is written down."""
    async with transactions(org_id) as tx:
        claimed = await store.claim(tx, plan_id)
        if claimed is None:
            return None
        store.touch(tx, plan_id, claimed.stations)
        ground = await grounds.read(tx, claimed.stations, claimed.day, now)
        fault: rules.Fault | None = "stopped" if claimed.tries > TRIES else None
        if not claimed.storm and budgets.budget_of(len(ground.visits)) is None:
            fault = "too_large"
        if fault or not ground.visits or not ground.engineers:
            await store.finish(tx, plan_id, "failed" if fault else "nothing", now, fault)
            return None
        most = 1.0 if claimed.storm else (await night.settings(tx)).most_moved
        return Begun(msgspec.structs.replace(ground, storm=claimed.storm), ground_rules.drop_of(await levels.levels(tx)), most)


async def _search(transactions: Transactions, org_id: int, plan_id: UUID, begun: Begun) -> rules.PlanProposal | None:
    async def heard(share: float) -> bool:
        async with transactions(org_id) as tx:
            return await store.say(tx, plan_id, share)

    if begun.ground.storm:
        found = await storms.search(begun.ground, begun.drop, heard)
    else:
        found = await _of_the_day(begun, heard)
    return await asyncio.to_thread(rules.propose, begun.ground, found, begun.most) if found else None


async def _of_the_day(begun: Begun, heard: searches.Heard) -> Days | None:
    """Where it would disturb more than it may, a second time with a dearer disturbance."""
    rest = await asyncio.to_thread(ground_rules.ask, begun.ground, begun.drop)
    budget = budgets.budget_of(len(begun.ground.visits))
    assert budget is not None
    found = await searches.search(rest, budget, budgets.STAY, heard)
    if found and rules.disturbs(begun.ground, rules.wish_of(begun.ground, found), begun.most):
        found = await searches.search(rest, budget, budgets.STAY * budgets.DEARER, heard)
    return found
