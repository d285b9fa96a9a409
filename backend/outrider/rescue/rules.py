"""Who will be late, and why. Pure: a route, a time, a forecast for each visit of it."""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec

from .. import geo

LATE_AFTER_MINUTES = 5  # a card opens here ...
SAFE_AGAIN_MINUTES = 0  # ... and closes only here, so that it does not flicker
OVERRUN_STEP = timedelta(minutes=15)  # a job that has taken its time already is expected to take this much more
Reason = Literal["told", "overrun", "far", "not_set_off"]


class Leg(msgspec.Struct, frozen=True):
    """An open attendance in the order of its engineer's day."""

    attendance_id: UUID
    order_id: UUID
    lat: float
    lon: float
    work_minutes: int
    window_from: datetime
    window_to: datetime
    set_off_at: datetime | None
    arrived_at: datetime | None
    told_late_minutes: int | None
    late_since: datetime | None


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


def free_at(leg: Leg, now: datetime) -> datetime:
    """When the job he is at will be done: as planned, or, once it overruns, a quarter of an hour from now."""
    assert leg.arrived_at is not None
    planned = leg.arrived_at + timedelta(minutes=leg.work_minutes)
    return planned if planned > now else now + OVERRUN_STEP


def forecast(place: tuple[float, float], legs: list[Leg], now: datetime) -> list[Forecast]:
    """One row for each leg that has not arrived. A visit is never predicted before its window opens."""
    at, here, overrun = now, place, False
    rows = []
    for leg in legs:
        if leg.arrived_at is not None:
            overrun = leg.arrived_at + timedelta(minutes=leg.work_minutes) <= now
            at, here = free_at(leg, now), (leg.lat, leg.lon)
            continue
        travel = timedelta(seconds=geo.seconds_between(here, (leg.lat, leg.lon)))
        predicted, reason = _judge(leg, max(at + travel, leg.window_from), overrun, at > now)
        rows.append(_row(leg, predicted, reason, now))
        at, here = predicted + timedelta(minutes=leg.work_minutes), (leg.lat, leg.lon)
    return rows


def _judge(leg: Leg, predicted: datetime, overrun: bool, busy: bool) -> tuple[datetime, Reason]:
    if leg.told_late_minutes is not None:
        told = leg.window_to + timedelta(minutes=leg.told_late_minutes)
        if told >= predicted:
            return told, "told"
    if overrun or (busy and leg.set_off_at is None):
        return predicted, "overrun"
    return predicted, "far" if leg.set_off_at is not None else "not_set_off"


def _row(leg: Leg, predicted: datetime, reason: Reason, now: datetime) -> Forecast:
    late = max(0, round((predicted - leg.window_to).total_seconds() / 60))
    was = leg.late_since is not None
    is_late = late > SAFE_AGAIN_MINUTES if was else late >= LATE_AFTER_MINUTES
    since = (leg.late_since or now) if is_late else None
    return Forecast(
        leg.attendance_id, leg.order_id, predicted, late, reason if is_late else None, since, is_late and not was, was and not is_late
    )
