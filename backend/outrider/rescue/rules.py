"""Who will be late, and why. Pure: a route, a time, a forecast for each visit of it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from ..schedule.rules import Arrival, Route, is_late, late_minutes, timeline
from .chance.rules import Likely, likely
from .why.rules import Reason, why

SHOWN_AFTER = timedelta(minutes=3)  # an arrival that moves by less is not worth a word to every screen
RISKY = 30  # percent: from here on a visit that is not late yet is shown as one that may come late
RISK_STEP, SMALL_STEP = 10, 5  # a risk that changes by less is not worth a word; by less than the second not even over the threshold
SAFE_AGAIN_MINUTES = 0  # a card opens where somebody is late, and closes only here, so that it does not flicker


class Before(msgspec.Struct, frozen=True):
    """The last forecast of an attendance. late_since: its card is open. shown_arrival: what the screens have heard."""

    attendance_id: UUID
    late_since: datetime | None = None
    shown_arrival: datetime | None = None
    predicted_arrival: datetime | None = None
    late_minutes: int | None = None
    reason: Reason | None = None
    risk: int = 0


class Forecast(msgspec.Struct, frozen=True):
    """late_minutes: past the promise. earliest, latest: eight of ten such arrivals lie between them. risk: in percent, that it is late.
    reason: of what is late or may well be.

    opens, closes: the card for the dispatcher changes with this forecast; shows: what the screens say does. differs: from what is stored,
    by as much as anybody can see.
    """

    attendance_id: UUID
    order_id: UUID
    predicted_arrival: datetime
    late_minutes: int
    reason: Reason | None
    late_since: datetime | None
    shown_arrival: datetime
    earliest: datetime
    latest: datetime
    risk: int
    opens: bool
    closes: bool
    shows: bool
    differs: bool


def forecast(route: Route, before: Mapping[UUID, Before], now: datetime) -> list[Forecast]:
    """One row for each visit that has not begun."""
    rows = timeline(route, now)
    return [
        _row(row, sure, before.get(row.stop.attendance_id) or Before(row.stop.attendance_id), now)
        for row, sure in zip(rows, likely(route, rows, now), strict=True)
        if row.stop.attendance_id and row.stop.arrived_at is None
    ]


def _row(row: Arrival, sure: Likely, before: Before, now: datetime) -> Forecast:
    late, was = late_minutes(row), before.late_since is not None
    open_ = late > SAFE_AGAIN_MINUTES if was else is_late(late)
    since = (before.late_since or now) if open_ else None
    opens, closes = open_ and not was, was and not open_
    moves = before.shown_arrival is None or abs(row.at - before.shown_arrival) >= SHOWN_AFTER
    risk = percent(sure)
    reason = why(row) if open_ or is_risky(risk) else None
    shows = moves or opens or closes or _tells(risk, before.risk)
    shown = row.at if shows else before.shown_arrival or row.at
    stood = (before.predicted_arrival and _minute(before.predicted_arrival), before.late_minutes, before.reason, before.late_since)
    differs = shows or stood != (_minute(row.at), late, reason, since)
    told = (shown, sure.earliest, sure.latest, risk)
    return Forecast(before.attendance_id, row.stop.order_id, row.at, late, reason, since, *told, opens, closes, shows, differs)


def percent(sure: Likely) -> int:
    return round(sure.chance * 100)


def is_risky(risk: int) -> bool:
    return risk >= RISKY


def _tells(risk: int, before: int) -> bool:
    step = abs(risk - before)
    return step >= RISK_STEP or (step >= SMALL_STEP and is_risky(risk) != is_risky(before))


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
