"""An order's clocks, computed from its events and nothing else. Pure.

The same function makes what is stored, what `outrider clocks verify` compares it with, and what a changed rule would have done.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, TypeVar
from uuid import UUID

import msgspec

from ...model import ENDED, Status
from ...upcast import upcast
from ..calendars import rules as calendars
from ..calendars.rules import Calendar
from ..levels.rules import COMMITMENTS, Level, Limit, limit_of

S = Status
Outcome = Literal["running", "paused", "met", "missed", "void"]
StepName = Literal["warn", "breach"]
T = TypeVar("T")
RESOLVED = (S.AWAITING_SIGNATURE, S.SIGNED, S.FOLLOW_UP, S.CLOSED)
CAUSE_FOUND = (S.REPAIRING, S.TESTING, *RESOLVED)

# A commitment is met when its order first enters one of these, and needed no longer when it enters one of those.
MET_BY: dict[str, tuple[Status, ...]] = {
    "phone_response": tuple(status for status in Status if status not in (S.RECEIVED, S.CANCELLED)),
    "sent_off": (S.EN_ROUTE, S.ARRIVED, S.DIAGNOSING, *CAUSE_FOUND[:-2]),
    "arrival": (S.ARRIVED, S.DIAGNOSING, *CAUSE_FOUND[:-2]),
    "cause_found": CAUSE_FOUND,
    "resolved": RESOLVED,
}
VOID_BY: dict[str, tuple[Status, ...]] = {"sent_off": (S.FOLLOW_UP, *ENDED), "arrival": (S.FOLLOW_UP, *ENDED)}
NEEDED_AGAIN = {"sent_off", "arrival", "cause_found"}  # where a cancelled order is taken up again
COUNTS_TO_THE_LAST = {"resolved"}  # work taken up again makes it run on
NEEDS_A_VISIT = {"sent_off", "arrival"}
EDITED = "order_edited"
UNDONE = ("undo", "decision_withdrawn")


class Entry(msgspec.Struct, frozen=True):
    """The order came into a status. automatic: no person did it, so that it answers nobody."""

    status: Status
    at: datetime
    automatic: bool = False


class Story(msgspec.Struct):
    """What the events say of an order, oldest first. levels: (since, code). windows: (told at, promised from). held: (from, until) of
    workarounds. came_in: "" where nobody said. with_time: the first window came with the order. unread: events that could not be read.
    """

    kind: str
    levels: list[tuple[datetime, str]]
    calendar: str | None
    entries: list[Entry]
    windows: list[tuple[datetime, datetime]]
    held: list[tuple[datetime, datetime]] = []
    came_in: str = ""
    with_time: bool = False
    unread: int = 0


class Clock(msgspec.Struct):
    """n: which stay in this status. due_at None: it stands still, or its calendar never opens again."""

    what: str
    n: int
    started_at: datetime
    warn_at: datetime | None
    due_at: datetime | None
    stopped_at: datetime | None
    outcome: Outcome


class Alarm(msgspec.Struct):
    """due_at: the moment that the alarm is about; fired_at: when it was said."""

    id: UUID
    what: str
    n: int
    step: str
    due_at: datetime
    fired_at: datetime
    withdrawn_at: datetime | None
    withdrawn_why: str | None


class Told(msgspec.Struct):
    """One event, as far as clocks care."""

    kind: str
    at: datetime
    payload: dict[str, Any]
    v: int = 1


# In these the server itself says what was promised; the same word in any other event is somebody else's.
OLDEST, FARTHEST = 1999, 10  # years
PROMISING = ("order_taken", "reopen", "agree_time")
# Work is taken up again: what a workaround was to hold holds no more.
TAKEN_UP = ("reopen", "continue_work", "still_broken")


def story_of(events: Iterable[Told]) -> Story | None:
    """None before the order was taken. Events come in the order in which they were written; what cannot be read is left out and counted."""
    story: Story | None = None
    for event in events:
        try:
            event = msgspec.structs.replace(event, payload=upcast(event.kind, event.v, event.payload))
            if event.kind == "order_taken":
                told = event.payload
                story = Story(told["kind"], [(event.at, told["level"])], told.get("calendar"), [], [], came_in=told.get("came_in", ""))
            if story is not None:
                _go_on(story, event)
        except (ValueError, KeyError, TypeError):
            if story is not None:
                story.unread += 1
    return story


def versions_of(
    levels: Sequence[tuple[datetime, str]], known: Mapping[str, Sequence[tuple[datetime, Level]]]
) -> list[tuple[datetime, Level]]:
    """The level of an order with all its versions; from when another one was chosen on, those of that one."""
    rows = list[tuple[datetime, Level]]()
    for n, (since, code) in enumerate(levels):
        versions, before = known.get(code, ()), rows
        if n:
            versions = [(max(at, since), version) for at, version in versions]
            before = [row for row in rows if row[0] < since]
        rows = [*before, *versions]
    return rows


def _go_on(story: Story, event: Told) -> None:
    to = event.payload.get("to")
    if event.kind == EDITED:
        story.kind = (event.payload.get("kind") or (None, story.kind))[1]
        if event.payload.get("level"):
            was, now = event.payload["level"]
            story.levels = [*([(story.levels[0][0], was)] if len(story.levels) == 1 else story.levels), (event.at, now)]
    if event.kind in PROMISING and to is not None and event.payload.get("window_from"):
        window = datetime.fromisoformat(event.payload["window_from"])
        if window.tzinfo is None:
            raise ValueError("a time without a zone")
        if OLDEST < window.year < event.at.year + FARTHEST:  # an older release took any; no clock can count from the year 9999
            story.windows.append((event.at, window))
            story.with_time = story.with_time or event.kind == "order_taken"
    if event.kind in TAKEN_UP and story.held and to is not None:
        story.held[-1] = (story.held[-1][0], min(story.held[-1][1], event.at))
    if event.kind == "continue_work" and event.payload.get("held_until"):
        story.held.append((event.at, datetime.fromisoformat(event.payload["held_until"])))
    if event.kind in UNDONE and len(story.entries) > 1 and to is not None:
        if event.payload.get("from") != to:
            story.entries.pop()  # a tap taken back is as if it had never been
        if event.payload.get("action") in PROMISING and len(story.windows) > story.with_time:
            story.windows.pop()
    elif to is not None and event.payload.get("from") != to:
        story.entries.append(Entry(Status(to), event.at, event.payload.get("automatic") is True))


def derive(
    story: Story, levels: Sequence[tuple[datetime, Level]], calendars_: Mapping[str, Sequence[tuple[datetime, Calendar]]]
) -> list[Clock]:
    """levels and calendars as (since, version), oldest first. Both lists may have several versions; see `in_force`."""
    if not levels or not story.entries:
        return []
    clocks = [_commitment(story, what, levels, calendars_) for what in COMMITMENTS] + _stays(story, levels, calendars_)
    return [clock for clock in clocks if clock is not None]


def in_force(versions: Sequence[tuple[datetime, T]], stopped_at: datetime | None) -> T:
    """A stopped clock keeps the version under which it stopped; a running one follows the newest."""
    older = [version for since, version in versions if stopped_at is None or since <= stopped_at]
    return older[-1] if older else versions[0][1]


def _commitment(story: Story, what: str, levels: Any, calendars_: Any) -> Clock | None:
    if what in NEEDS_A_VISIT and story.kind == "carry_in":
        return None
    stopped_at, void = stop_of(story.entries, what)
    return _clock(story, what, 1, story.entries[0].at, stopped_at, void, levels, calendars_)


def stop_of(entries: Sequence[Entry], what: str) -> tuple[datetime | None, bool]:
    """When a commitment was met, or was needed no longer (then void)."""
    stopped_at, void, before = None, False, None
    for entry in entries:
        if void and before == S.CANCELLED and what in NEEDED_AGAIN:
            stopped_at, void = None, False
        before = entry.status
        if entry.status in VOID_BY.get(what, ENDED) and entry.status not in MET_BY[what]:
            if stopped_at is None:
                stopped_at, void = entry.at, True
        elif entry.status in MET_BY[what]:
            if stopped_at is None and not entry.automatic:
                stopped_at = entry.at
        elif what in COUNTS_TO_THE_LAST:
            stopped_at, void = None, False
    return stopped_at, void


def _stays(story: Story, levels: Any, calendars_: Any) -> list[Clock | None]:
    seen: dict[Status, int] = {}
    made: list[Clock | None] = []
    for index, entry in enumerate(story.entries):
        seen[entry.status] = seen.get(entry.status, 0) + 1
        left_at = story.entries[index + 1].at if index + 1 < len(story.entries) else None
        if entry.status not in ENDED:
            made.append(_clock(story, entry.status, seen[entry.status], entry.at, left_at, False, levels, calendars_))
    return made


def _clock(
    story: Story, what: str, n: int, started_at: datetime, stopped_at: datetime | None, void: bool, levels: Any, calendars_: Any
) -> Clock | None:
    level = in_force(levels, stopped_at)
    limit = limit_of(level, what, story.kind, story.came_in)
    versions = calendars_.get(story.calendar or level.calendar) or calendars_.get(level.calendar)
    if limit is None or limit.minutes is None or not versions:
        return None
    calendar, counted = in_force(versions, stopped_at), running(story, limit, started_at, stopped_at)
    for since, until in story.held if what in COUNTS_TO_THE_LAST else ():
        counted = [piece for whole in counted for piece in without(whole, since, until)]
    amount = timedelta(minutes=limit.minutes)
    warn_at, due_at = _reached(calendar, counted, amount * limit.warn), _reached(calendar, counted, amount)
    if stopped_at is None:
        outcome: Outcome = "paused" if counted[-1:] == [] or counted[-1][1] is not None else "running"
    else:
        outcome = "void" if void else "missed" if due_at is not None and due_at < stopped_at else "met"
    return Clock(what, n, started_at, warn_at, due_at, stopped_at, outcome)


def running(story: Story, limit: Limit, start: datetime, stop: datetime | None) -> list[tuple[datetime, datetime | None]]:
    """The pieces of time that count; the last one is open where nothing has stopped or paused the clock."""
    if limit.from_window:
        promised = [window for told, window in story.windows if stop is None or told <= stop]
        start = max(start, promised[-1]) if promised else start
    pieces: list[tuple[datetime, datetime | None]] = []
    at: datetime | None = start
    for entry in story.entries:
        if stop is not None and entry.at >= stop:
            break  # what came after the stop does not matter; the last piece stays open, so that its due moment is known
        if entry.status in limit.pauses or entry.status in ENDED:  # opened again, what lay between is nobody's delay
            if at is not None:
                pieces += [(at, entry.at)] if at < entry.at else []
                at = None
        elif at is None:
            at = max(entry.at, start)
    return [*pieces, (at, None)] if at is not None else pieces


def without(piece: tuple[datetime, datetime | None], since: datetime, until: datetime) -> list[tuple[datetime, datetime | None]]:
    """What is left of it before and after."""
    start, end = piece
    before = (start, since if end is None else min(end, since))
    after = (max(start, until), end)
    return [part for part in (before, after) if part[1] is None or part[0] < part[1]]


def _reached(calendar: Calendar, pieces: list[tuple[datetime, datetime | None]], amount: timedelta) -> datetime | None:
    for start, end in pieces:
        if end is None:
            return calendars.after(calendar, start, amount)
        inside = calendars.business_time(calendar, start, end)
        if inside >= amount:
            return calendars.after(calendar, start, amount)
        amount -= inside
    return None


def steps_of(clock: Clock) -> list[tuple[StepName, datetime]]:
    """The moments at which this clock has something to say: those before it stopped."""
    rows: list[tuple[StepName, datetime | None]] = [("warn", clock.warn_at), ("breach", clock.due_at)]
    return [(step, at) for step, at in rows if at is not None and (clock.stopped_at is None or at < clock.stopped_at)]


def due_steps(clock: Clock, said: Iterable[str], now: datetime) -> list[tuple[StepName, datetime]]:
    """What it has to say at this moment: one step after another, until the next one is still to come."""
    rows, heard = list[tuple[StepName, datetime]](), set(said)
    while True:
        at, step = next_step(clock, heard)
        if at is None or step is None or at > now:
            return rows
        rows.append((step, at))
        heard.add(step)


def next_step(clock: Clock, said: Iterable[str]) -> tuple[datetime | None, StepName | None]:
    left = [(at, step) for step, at in steps_of(clock) if step not in set(said)]
    return min(left, key=lambda row: row[0]) if left else (None, None)
