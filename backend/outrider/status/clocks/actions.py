"""Keeping clocks true to the events, and saying what they have to say: each alarm once, and taken back where it was wrong."""

import logging
from collections.abc import Callable, Collection, Coroutine, Iterable
from datetime import datetime, timedelta
from typing import Any, TypeAlias, TypeVar
from uuid import UUID

import msgspec

from ... import events
from ...db import Transactions, Tx
from ...event_kinds import Event
from ...ids import new_id
from ...model import SYSTEM, Status, moment_of
from ...order_facts import AlarmFired, AlarmWithdrawn
from ...upcast import version_of
from ..calendars.rules import Calendar
from ..levels import actions as levels
from ..levels.rules import COMMITMENTS, Level
from . import rules, store

log = logging.getLogger("outrider.clocks")
BATCH = 200
A_FEW = 25  # orders whose clocks are computed before somebody else has their turn
NOBODY = UUID(int=0)
CLOSED_LATELY = timedelta(hours=1)
EVENT_OF = {"warn": "clock_warned", "breach": "clock_breached"}


class Fired(msgspec.Struct):
    """One alarm that was said: what the notifications are made of. due_at: the limit, also of a warning."""

    alarm_id: UUID
    owner: store.Owner
    what: str
    step: str
    due_at: datetime
    stopped: bool


T = TypeVar("T", Level, Calendar)
Rules: TypeAlias = dict[tuple[Any, ...], Any]
Tell: TypeAlias = Callable[[Tx, list[Fired], datetime], Coroutine[Any, Any, None]]
TakeBack: TypeAlias = Callable[[Tx, UUID, list[rules.Alarm], datetime], Coroutine[Any, Any, None]]


class Draft(msgspec.Struct):
    """A level or a calendar, as somebody would publish it."""

    code: str
    document: Level | Calendar
    since: datetime


class Difference(msgspec.Struct):
    """A clock that is not what the events say."""

    order_id: UUID
    what: str
    n: int
    stored: rules.Clock | None
    derived: rules.Clock | None


async def derive(tx: Tx, order_id: UUID) -> list[rules.Clock]:
    """From the events alone."""
    return await _derive(tx, order_id, (await store.told(tx, [order_id]))[order_id])


async def status_since(tx: Tx, order_id: UUID) -> datetime | None:
    """Since when the order is where its events say that it is. None where its first event cannot be read."""
    story = rules.story_of((await store.told(tx, [order_id]))[order_id])
    return story.entries[-1].at if story else None


async def _derive(tx: Tx, order_id: UUID, told: list[rules.Told]) -> list[rules.Clock]:
    story = rules.story_of(told)
    if story is not None and story.unread:
        log.warning("events cannot be read", extra={"fields": {"org": tx.org_id, "order": str(order_id), "events": story.unread}})
    return [] if story is None else rules.derive(story, *await _rules(tx, story.levels, story.calendar))


async def _rules(tx: Tx, codes: list[tuple[datetime, str]], calendar: str | None, draft: Draft | None = None) -> tuple[Any, Any]:
    """Every version of the order's levels, and of the calendars that they or the contract name. draft: as if it were published."""
    found: dict[str, list[tuple[datetime, Level]]] = {}
    calendars: dict[str, list[tuple[datetime, Calendar]]] = {}
    for code in dict.fromkeys(code for _, code in codes):
        drafted = _drafted(draft, Level, code)
        wanted = {code for code in (calendar, *(version.calendar for _, version in drafted)) if code}
        versions, named = await levels.with_calendars(tx, code, sorted(wanted))
        found[code] = versions + drafted
        calendars |= {code: known + _drafted(draft, Calendar, code) for code, known in named.items()}
    return rules.versions_of(codes, found), calendars


async def limit_of(tx: Tx, what: str, level: str, calendar: str | None, kind: str, since: datetime) -> datetime | None:
    """When a commitment is due of an order that is taken at this moment. None: its level promises nothing of the kind."""
    return (await limits(tx, level, calendar, kind, since)).get(what)


async def limits(tx: Tx, level: str, calendar: str | None, kind: str, since: datetime) -> dict[str, datetime]:
    """Of an order that is taken at this moment, when each commitment is due."""
    story = rules.Story(kind, [(since, level)], calendar, [rules.Entry(Status.RECEIVED, since)], [])
    derived = rules.derive(story, *await _rules(tx, story.levels, calendar))
    return {clock.what: clock.due_at for clock in derived if clock.what in COMMITMENTS and clock.due_at}


def _drafted(draft: Draft | None, shape: type[T], code: str) -> list[tuple[datetime, T]]:
    return [(draft.since, draft.document)] if draft and draft.code == code and isinstance(draft.document, shape) else []


async def begin(tx: Tx, history: Iterable[Event]) -> None:
    """The clocks of orders that were taken just now: history holds their first events."""
    told: dict[UUID, list[rules.Told]] = {}
    for event in history:
        assert event.order_id is not None
        row = rules.Told(event.kind, event.moment.happened_at, msgspec.to_builtins(event.payload), version_of(event.kind))
        told.setdefault(event.order_id, []).append(row)
    known: Rules = {}
    rows = []
    for order_id, lines in told.items():
        story = rules.story_of(lines)
        assert story is not None
        key = (tuple(story.levels[1:]), story.levels[0][1], story.calendar)
        known[key] = known.get(key) or await _rules(tx, story.levels, story.calendar)
        rows += [(order_id, clock, *rules.next_step(clock, ())) for clock in rules.derive(story, *known[key])]
    await store.save(tx, rows)


async def refresh(tx: Tx, order_id: UUID, now: datetime, why: str = "reported_later") -> list[rules.Alarm]:
    """After anything that happened to an order; the alarms that were taken back by it, and why. The caller holds the order's lock."""
    stored = {(row.what, row.n): row for row in await store.lock_clocks(tx, order_id)}
    known = await store.evidence(tx, order_id)
    derived, live = await _derive(tx, order_id, known.told), known.standing
    wrong = [alarm for alarm in live if not _holds(alarm, derived)]
    await _withdraw(tx, order_id, wrong, now, why)
    said = {(alarm.what, alarm.n, alarm.step) for alarm in live if _holds(alarm, derived)}
    rows = []
    for clock in derived:
        following = rules.next_step(clock, [step for what, n, step in said if (what, n) == (clock.what, clock.n)])
        if _differs(stored.pop((clock.what, clock.n), None), clock, *following):
            rows.append((order_id, clock, *following))
    await store.save(tx, rows)
    if stored:
        await store.drop(tx, order_id, list(stored))
    return wrong


def _holds(alarm: rules.Alarm, derived: Iterable[rules.Clock]) -> bool:
    """True where the moment that it spoke of did come while its clock ran."""
    for clock in derived:
        if (clock.what, clock.n) == (alarm.what, alarm.n):
            return any(step == alarm.step and at <= alarm.fired_at for step, at in rules.steps_of(clock))
    return False


def _differs(row: store.StoredClock | None, clock: rules.Clock, next_at: datetime | None, next_step: str | None) -> bool:
    return row is None or (_plain(row), row.next_at, row.next_step) != (clock, next_at, next_step)


def _plain(row: rules.Clock) -> rules.Clock:
    """Without what the store adds to it."""
    return rules.Clock(row.what, row.n, row.started_at, row.warn_at, row.due_at, row.stopped_at, row.outcome)


async def _withdraw(tx: Tx, order_id: UUID, wrong: list[rules.Alarm], now: datetime, why: str) -> None:
    if not wrong:
        return
    await store.withdraw(tx, [alarm.id for alarm in wrong], now, why)
    for alarm in wrong:
        payload = AlarmWithdrawn(alarm.what, alarm.step, alarm.due_at, alarm.fired_at, why)
        await events.append(tx, Event("alarm_withdrawn", SYSTEM, moment_of(now), order_id, payload=payload))


async def fire(tx: Tx, now: datetime, tell: Tell, limit: int = BATCH, without: Collection[UUID] = (), only: UUID | None = None) -> int:
    """Says what is due, once: alarm, event, notification and the clock's next step are one transaction. How many were said.

    without: orders that are put off, since what was due there failed.
    """
    due = await store.claim(tx, now, limit, without, only)
    if not due:
        return 0
    orders = list(dict.fromkeys(row.order_id for row in due))
    owners, said = await store.owners(tx, orders), await store.said(tx, orders)
    alarms, following, fired = [], [], []
    for row in due:
        alarm, done = new_id(now), (row.order_id, row.what, row.n, row.next_step)
        mine = [step for order, what, n, step in said if (order, what, n) == done[:3]]
        following.append((*done[:3], *rules.next_step(row, [*mine, row.next_step])))
        alarms.append((alarm, *done, row.next_at))
        fired.append(Fired(alarm, owners[row.order_id], row.what, row.next_step, row.due_at or row.next_at, row.stopped_at is not None))
    await store.add_alarms(tx, alarms, now)
    await store.advance(tx, following)
    for each in fired:
        payload = AlarmFired(each.what, each.due_at)
        await events.append(tx, Event(EVENT_OF[each.step], SYSTEM, moment_of(now), each.owner.order_id, payload=payload))
        tx.touch(
            "order", each.owner.order_id, engineer=each.owner.engineer_id, station=each.owner.station_id, account=each.owner.account_id
        )
    await tell(tx, fired, now)
    return len(fired)


async def due(tx: Tx, now: datetime, without: Collection[UUID] = ()) -> list[UUID]:
    """Orders with something due: where saying it all at once failed, each is tried by itself."""
    return await store.due(tx, now, without, BATCH)


async def recompute(transactions: Transactions, org_id: int, kind: str, code: str, now: datetime, take_back: TakeBack) -> int:
    """After a level or a calendar changed: every order that it concerns, in small transactions. May run twice.

    take_back: what the version before said, and this one does not, was said for nothing.
    """
    after, count = NOBODY, 0
    while True:
        async with transactions(org_id) as tx:
            orders = await store.concerned(tx, code if kind == "level" else "", after, now - CLOSED_LATELY, 50)
            for order_id in orders:
                await store.lock(tx, order_id)
                withdrawn = await refresh(tx, order_id, now, "rule_changed")
                await take_back(tx, order_id, withdrawn, now)
                if withdrawn:
                    owner = (await store.owners(tx, [order_id]))[order_id]
                    tx.touch("order", order_id, engineer=owner.engineer_id, station=owner.station_id, account=owner.account_id)
        if not orders:
            return count
        after, count = orders[-1], count + len(orders)


async def would_fire(tx: Tx, draft: Draft, after: UUID, now: datetime, known: Rules) -> tuple[list[UUID], list[Fired]]:
    """What publishing would say at once about the next orders that it concerns, and these. Writes nothing, and locks nothing.

    known: the rules that were read for the orders before.
    """
    orders = await store.concerned(tx, draft.code if isinstance(draft.document, Level) else "", after, now - CLOSED_LATELY, A_FEW)
    owners, told, alarms = await store.owners(tx, orders), await store.told(tx, orders), await store.standing(tx, orders)
    fired = list[Fired]()
    for order_id in orders:
        story = rules.story_of(told[order_id])
        if story is None:
            continue
        key = (tuple(story.levels[1:]), story.levels[0][1], story.calendar)
        known[key] = known.get(key) or await _rules(tx, story.levels, story.calendar, draft)
        derived = rules.derive(story, *known[key])
        said = [alarm for alarm in alarms if alarm.order_id == order_id and _holds(alarm, derived)]
        for clock in derived:
            mine = [alarm.step for alarm in said if (alarm.what, alarm.n) == (clock.what, clock.n)]
            for step, at in rules.due_steps(clock, mine, now):
                fired.append(Fired(NOBODY, owners[order_id], clock.what, step, clock.due_at or at, clock.stopped_at is not None))
    return orders, fired


async def verify(transactions: Transactions, org_id: int) -> tuple[int, list[Difference]]:
    """Recomputes every order's clocks from its events. (orders looked at, what differs)."""
    after, count, found = NOBODY, 0, list[Difference]()
    while True:
        async with transactions(org_id) as tx:
            orders = await store.all_orders(tx, after, BATCH)
            for order_id in orders:
                await store.lock(tx, order_id)
                found += await differences(tx, order_id)
        if not orders:
            return count, found
        after, count = orders[-1], count + len(orders)


async def differences(tx: Tx, order_id: UUID) -> list[Difference]:
    stored = {(row.what, row.n): _plain(row) for row in await store.clocks(tx, order_id)}
    derived = {(clock.what, clock.n): clock for clock in await derive(tx, order_id)}
    keys = dict.fromkeys([*stored, *derived])
    return [Difference(order_id, *key, stored.get(key), derived.get(key)) for key in keys if stored.get(key) != derived.get(key)]


async def of_order(tx: Tx, order_id: UUID) -> tuple[list[store.StoredClock], list[rules.Alarm]]:
    """What the order's page shows."""
    return await store.clocks(tx, order_id), await store.alarms(tx, order_id)
