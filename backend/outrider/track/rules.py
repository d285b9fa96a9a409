"""What happens to a position: an ordered list of small steps. To know it all, read STEPS. Pure."""

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

FUTURE = timedelta(minutes=10)
OLDEST = timedelta(days=7)
WORST_ACCURACY_M = 2_000.0


class Fix(msgspec.Struct, frozen=True):
    """One position as a device measured it. Degrees WGS-84, metres, metres a second, degrees from north."""

    device_time: datetime
    lat: float
    lon: float
    accuracy_m: float = 50.0
    speed_mps: float | None = None
    heading_deg: float | None = None


class Duty(msgspec.Struct, frozen=True):
    """When a position may be kept: on duty, or while on the way or at work on a visit (an accepted call-out).

    said, said_at: what he said of himself today; from then on it counts, and before it his shift.
    """

    shift_from: datetime
    shift_to: datetime
    called_out: bool
    said: str | None = None
    said_at: datetime | None = None


def impossible(fix: Fix, duty: Duty, now: datetime) -> bool:
    return not (-90 <= fix.lat <= 90 and -180 <= fix.lon <= 180) or (abs(fix.lat) < 1e-9 and abs(fix.lon) < 1e-9)


def from_the_future(fix: Fix, duty: Duty, now: datetime) -> bool:
    return fix.device_time > now + FUTURE


def too_old(fix: Fix, duty: Duty, now: datetime) -> bool:
    return fix.device_time < now - OLDEST


def imprecise(fix: Fix, duty: Duty, now: datetime) -> bool:
    return not 0 <= fix.accuracy_m <= WORST_ACCURACY_M


def off_duty(fix: Fix, duty: Duty, now: datetime) -> bool:
    if duty.called_out:
        return False
    if duty.said_at and fix.device_time >= duty.said_at:
        return duty.said != "on"
    return not duty.shift_from <= fix.device_time <= duty.shift_to


STEPS: tuple[Callable[[Fix, Duty, datetime], bool], ...] = (impossible, from_the_future, too_old, imprecise, off_duty)


class Sorted(msgspec.Struct):
    """keep: unique by device time, oldest first. dropped: how many each step took out."""

    keep: list[Fix]
    dropped: dict[str, int]


def sort_out(fixes: list[Fix], duty: Duty, now: datetime) -> Sorted:
    keep: dict[datetime, Fix] = {}
    dropped: dict[str, int] = {}
    for fix in fixes:
        reason = next((step.__name__ for step in STEPS if step(fix, duty, now)), None)
        if reason is None and fix.device_time in keep:
            reason = "repeated"
        if reason:
            dropped[reason] = dropped.get(reason, 0) + 1
        else:
            keep[fix.device_time] = fix
    return Sorted([keep[at] for at in sorted(keep)], dropped)
