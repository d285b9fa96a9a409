"""Who will be late, and why. Pure: a route, a time, a forecast for each visit of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from ..schedule.rules import Arrival, Route, late_minutes, timeline

LATE_AFTER_MINUTES = 5  # a card opens here ...
SAFE_AGAIN_MINUTES = 0  # ... and closes only here, so that it does not flicker
Reason = Literal["told", "overrun", "far", "not_set_off"]


class Forecast(msgspec.Struct, frozen=True):
    """late_minutes: past the promise. opens, closes: the card for the dispatcher changes with this forecast."""

    attendance_id: UUID
    order_id: UUID
    predicted_arrival: datetime
    late_minutes: int
    reason: Reason | None
    late_since: datetime | None
    opens: bool
    closes: bool


def forecast(route: Route, late_since: Mapping[UUID, datetime], now: datetime) -> list[Forecast]:
    """One row for each visit that has not begun. late_since: of those whose card is open."""
    return [
        _row(row, row.stop.attendance_id, late_since.get(row.stop.attendance_id), now)
        for row in timeline(route, now)
        if row.stop.attendance_id and row.stop.arrived_at is None
    ]


def _why(row: Arrival) -> Reason:
    if row.told:
        return "told"
    if row.overrun or (row.busy and row.stop.set_off_at is None):
        return "overrun"
    return "far" if row.stop.set_off_at is not None else "not_set_off"


def _row(row: Arrival, attendance_id: UUID, late_since: datetime | None, now: datetime) -> Forecast:
    late, was = late_minutes(row), late_since is not None
    is_late = late > SAFE_AGAIN_MINUTES if was else late >= LATE_AFTER_MINUTES
    since = (late_since or now) if is_late else None
    opens, closes = is_late and not was, was and not is_late
    return Forecast(attendance_id, row.stop.order_id, row.at, late, _why(row) if is_late else None, since, opens, closes)
