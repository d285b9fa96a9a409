"""What was promised to a customer, in the order in which it was: each promise was kept, moved with their consent, or missed. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

import msgspec

from ...model import BEFORE_VISIT, HELD_UP, PLANNED, Status
from ...problems import Problem
from ...upcast import upcast

# How a time was agreed. Whoever was not reached has agreed to nothing: the promise before counts as missed.
How = Literal["called", "on_site", "by_link", "not_reached"]
# Why another one is needed.
Why = Literal["customer_wish", "part", "previous_job", "engineer_absent", "access", "traffic", "other"]
HOWS: tuple[str, ...] = get_args(How)
WHYS: tuple[str, ...] = get_args(Why)
CONSENT = {"called", "on_site", "by_link"}
LONGEST, AHEAD, BACK = timedelta(days=31), timedelta(days=366), timedelta(days=31)
# waited: its time passed while the visit could not go on, and nobody was late for it.
Outcome = Literal["open", "kept", "moved", "missed", "waited", "void"]
WAITS = frozenset({*HELD_UP, Status.PARTS_READY})


class Promise(msgspec.Struct):
    """how, why: by which it was agreed; the first one of an order has neither. ended_at: when it was kept or replaced, or needed no longer."""

    window_from: datetime
    window_to: datetime
    told_at: datetime
    how: How | None
    why: Why | None
    outcome: Outcome
    ended_at: datetime | None


class Told(msgspec.Struct):
    """One event, as far as promises care."""

    kind: str
    at: datetime
    payload: dict[str, Any]
    v: int = 1


def promises(events: Sequence[Told], now: datetime) -> list[Promise]:
    """Oldest first. What was withdrawn was never promised, or never came to pass."""
    rows, waits_since = list[Promise](), None
    for event in events:
        said = upcast(event.kind, event.v, event.payload)
        to = said.get("to")
        _lapse(rows, waits_since, event.at)
        if event.kind == "decision_withdrawn":
            _take_back(rows, said.get("action"))
        elif event.kind == "undo" and said.get("from") == Status.ARRIVED:
            _reopen(rows, "kept")
        elif event.kind in ("order_taken", "agree_time") and to is not None and said.get("window_to"):
            _end(rows, event.at, "moved" if said.get("how") in CONSENT else "missed")
            window = (datetime.fromisoformat(said["window_from"]), datetime.fromisoformat(said["window_to"]))
            rows.append(Promise(*window, event.at, said.get("how"), said.get("why"), "open", None))
        elif to == Status.ARRIVED:
            _end(rows, event.at, "kept")
        elif to in (Status.CANCELLED, Status.FOLLOW_UP, Status.CLOSED):
            _end(rows, event.at, "void")
        if to is not None:
            waits_since = (waits_since or event.at) if to in WAITS else None
    _lapse(rows, waits_since, now)
    if rows and rows[-1].outcome == "open" and rows[-1].window_to < now:
        rows[-1].outcome = "missed"
    return rows


def _lapse(rows: list[Promise], waits_since: datetime | None, at: datetime) -> None:
    """Its time went by between two events, while the visit waited."""
    if rows and rows[-1].outcome == "open" and waits_since and waits_since <= rows[-1].window_to < at:
        rows[-1].outcome, rows[-1].ended_at = "waited", rows[-1].window_to


def _take_back(rows: list[Promise], action: str | None) -> None:
    if action == "agree_time" and rows and rows[-1].how:
        rows.pop()
        _reopen(rows, "moved", "missed")
    elif action == "cancel":
        _reopen(rows, "void")


def _reopen(rows: list[Promise], *outcomes: Outcome) -> None:
    """It stands again. What was missed before it was replaced is found so again."""
    if rows and rows[-1].outcome in outcomes:
        rows[-1] = msgspec.structs.replace(rows[-1], outcome="open", ended_at=None)


def _end(rows: list[Promise], at: datetime, outcome: Outcome) -> None:
    """Whatever ends it after its time has passed: it was missed."""
    if rows and rows[-1].outcome == "open":
        rows[-1].outcome = "missed" if rows[-1].window_to < at else outcome
        rows[-1].ended_at = at


def check(start: datetime, end: datetime, happened_at: datetime) -> None:
    """As it was agreed, maybe hours ago by an engineer without network. Raises window_not_valid."""
    fits = start.tzinfo and end.tzinfo and timedelta(0) < end - start <= LONGEST and -BACK <= start - happened_at <= AHEAD
    if not fits:
        raise Problem("window_not_valid", fields=["agreed_from", "agreed_to"])


def needs_new_time(order: str, visit: str) -> str:
    """For SQL: nobody is late, and the customer has to be asked: no time is promised yet, or it had passed before the visit could go on."""
    waited = f"{order}.status in ('{Status.PARTS_READY}', '{Status.AWAITING_CUSTOMER}') and {visit}.window_to < {order}.status_since"
    to_come = ", ".join(f"'{status}'" for status in (*BEFORE_VISIT, *PLANNED, Status.AWAITING_CUSTOMER))
    return f"coalesce({waited} or {visit}.to_agree and {order}.status in ({to_come}), false)"


def promised(visit: str) -> str:
    """For SQL: the columns window_from and window_to as they were promised; both null where no time is agreed yet."""
    return ", ".join(f"case when not {visit}.to_agree then {visit}.{name} end as {name}" for name in ("window_from", "window_to"))


def promised_of(attendance: str, visit: str) -> str:
    """The same for one engineer: whoever joins has a promise of their own."""
    own = {"window_from": f"{attendance}.joins_from", "window_to": f"{attendance}.arrival_promise"}
    return ", ".join(
        f"case when {attendance}.joins_from is not null then {mine} when not {visit}.to_agree then {visit}.{name} end as {name}"
        for name, mine in own.items()
    )
