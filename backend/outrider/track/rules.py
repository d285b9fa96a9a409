"""What happens to a position: an ordered list of small steps. To know it all, read STEPS and HELD_BACK. Pure."""

import json
import math
from collections.abc import Callable, Container, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

import msgspec

from ..geo import metres_between
from ..model import UNDER_WAY, UNREADABLE, Status
from ..status.rules import TABLE

FUTURE = timedelta(minutes=10)
OLDEST = timedelta(days=7)
WORST_ACCURACY_M = 2_000.0
UNKNOWN_M = 50.0
FASTEST_MPS = 400.0  # beyond it a speed is a fault of the device
# Nobody drives that far between two fixes: such a place is wrong, until another fix agrees with it.
LEAP_MPS = 70.0
MOST_FIXES = 1000
LEADS_TO = {line.action: line.to for line in TABLE if line.to in set(Status)}
# What whoever joins says moves no order: their own way and work, as it would be of somebody who leads.
LEADS_TO |= {"crew_set_off": Status.EN_ROUTE, "crew_arrived": Status.ARRIVED, "crew_left": Status.SIGNED}


class Fix(msgspec.Struct, frozen=True):
    """One position as a device measured it. Degrees WGS-84, metres, metres a second, degrees from north."""

    device_time: datetime
    lat: float
    lon: float
    accuracy_m: float = UNKNOWN_M
    speed_mps: float | None = None
    heading_deg: float | None = None


class Span(msgspec.Struct, frozen=True):
    """until None: it goes on."""

    since: datetime
    until: datetime | None = None

    def holds(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at <= self.until)


class Word(msgspec.Struct, frozen=True):
    """What an engineer said of themselves; it stands until the next one, or the end of that day."""

    state: str
    since: datetime
    until: datetime


class Tap(msgspec.Struct, frozen=True):
    """An event of one of the engineer's visits. went_to: the order's status after it; null where the order had moved on without them."""

    attendance_id: UUID
    ended_at: datetime | None
    kind: str
    at: datetime
    went_to: str | None


class Known(msgspec.Struct, frozen=True):
    """Of the days of some fixes: the engineer's shifts, their words, and what was tapped at their visits, each oldest first."""

    shifts: list[Span]
    said: list[Word]
    taps: list[Tap]


class Duty(msgspec.Struct, frozen=True):
    """When a position may be kept, judged at its own time: at a visit, or else by the engineer's word, or else in their shift."""

    shifts: list[Span]
    said: list[Word] = []
    visits: list[Span] = []


def duty_of(known: Known) -> Duty:
    return Duty(known.shifts, known.said, visits_of(known.taps))


def visits_of(taps: list[Tap]) -> list[Span]:
    """From setting off until the engineer is neither on the way nor at it; at the latest when the visit was taken from them."""
    begun: dict[UUID, datetime] = {}
    last: dict[UUID, Tap] = {}
    spans = []
    for tap in taps:
        to = tap.went_to or LEADS_TO.get(tap.kind)
        last[tap.attendance_id] = tap
        if to in UNDER_WAY:
            begun.setdefault(tap.attendance_id, tap.at)
        elif to is not None and tap.attendance_id in begun:
            spans.append(Span(begun.pop(tap.attendance_id), tap.at))
    for visit, since in begun.items():
        ended = last[visit].ended_at
        spans.append(Span(since, max(ended, last[visit].at) if ended else None))
    return spans


class Around(msgspec.Struct, frozen=True):
    """What a fix is judged by. kept: the times of those of its batch that stay."""

    duty: Duty
    now: datetime
    kept: Container[datetime] = ()


def impossible(fix: Fix, around: Around) -> Fix | None:
    """A coordinate of exactly nought is what a device says that knows none."""
    nowhere = not (-90 <= fix.lat <= 90 and -180 <= fix.lon <= 180) or abs(fix.lat) < 1e-9 or abs(fix.lon) < 1e-9
    return None if nowhere else fix


def from_the_future(fix: Fix, around: Around) -> Fix | None:
    return None if fix.device_time > around.now + FUTURE else fix


def too_old(fix: Fix, around: Around) -> Fix | None:
    return None if fix.device_time < around.now - OLDEST else fix


def imprecise(fix: Fix, around: Around) -> Fix | None:
    return fix if 0 <= fix.accuracy_m <= WORST_ACCURACY_M else None


def off_duty(fix: Fix, around: Around) -> Fix | None:
    """By the duty of the fix's own time, whenever it arrives."""
    at, duty = fix.device_time, around.duty
    if any(visit.holds(at) for visit in duty.visits):
        return fix
    words = [word.state for word in duty.said if word.since <= at < word.until]
    on = words[-1] == "on" if words else any(shift.holds(at) for shift in duty.shifts)
    return fix if on else None


def repeated(fix: Fix, around: Around) -> Fix | None:
    """Within its batch; a batch that comes again finds its rows in the log."""
    return None if fix.device_time in around.kept else fix


def plausible(fix: Fix, around: Around) -> Fix | None:
    """A speed or heading that cannot be is unknown; the place beside it stays."""
    speed, heading = fix.speed_mps, fix.heading_deg
    speed = speed if speed is not None and 0 <= speed <= FASTEST_MPS else None
    heading = heading if heading is not None and 0 <= heading <= 360 else None
    return msgspec.structs.replace(fix, speed_mps=speed, heading_deg=heading)


class Mark(msgspec.Struct):
    """Where the map has the engineer, and a place that another fix has to agree with."""

    latest: Fix | None
    doubted: Fix | None = None


def late_arrival(fix: Fix, mark: Mark) -> bool:
    return mark.latest is not None and fix.device_time <= mark.latest.device_time


def leap(fix: Fix, mark: Mark) -> bool:
    """It is believed when the fix after it agrees."""
    return mark.latest is not None and not reaches(mark.latest, fix) and not (mark.doubted is not None and reaches(mark.doubted, fix))


# What the log keeps. Each hands the fix on, as it is or mended; None: it is refused under the step's name.
STEPS: tuple[Callable[[Fix, Around], Fix | None], ...] = (
    impossible, from_the_future, too_old, imprecise, off_duty, repeated, plausible,
)  # fmt: skip
# What the log keeps and the map does not follow.
HELD_BACK: tuple[Callable[[Fix, Mark], bool], ...] = (late_arrival, leap)


class Sorted(msgspec.Struct):
    """keep: unique by device time, oldest first. dropped: how many each step took out."""

    keep: list[Fix]
    dropped: dict[str, int]


def sort_out(fixes: list[Fix], duty: Duty, now: datetime) -> Sorted:
    keep: dict[datetime, Fix] = {}
    dropped: dict[str, int] = {}
    around = Around(duty, now, keep)
    for fix in fixes:
        for step in STEPS:
            handed_on = step(fix, around)
            if handed_on is None:
                dropped[step.__name__] = dropped.get(step.__name__, 0) + 1
                break
            fix = handed_on
        else:
            keep[fix.device_time] = fix
    return Sorted([keep[at] for at in sorted(keep)], dropped)


def reaches(a: Fix, b: Fix) -> bool:
    """Whether one can have come from the one place to the other, each as wrong as it says of itself."""
    metres = metres_between((a.lat, a.lon), (b.lat, b.lon)) - a.accuracy_m - b.accuracy_m
    return metres <= LEAP_MPS * abs((b.device_time - a.device_time).total_seconds())


def followed(latest: Fix | None, fixes: Iterable[Fix]) -> Iterator[Fix]:
    """Of these fixes (oldest first) those that the map follows, from where it has the engineer."""
    mark = Mark(latest)
    for fix in fixes:
        held = next((step for step in HELD_BACK if step(fix, mark)), None)
        if held is None:
            mark = Mark(fix)
            yield fix
        elif held is leap:
            mark.doubted = fix


def newest(latest: Fix | None, later: Iterable[Fix]) -> Fix | None:
    """Where the engineer is, after these fixes (oldest first)."""
    return [latest, *followed(latest, later)][-1]


def read_batch(body: bytes) -> tuple[list[Fix], int]:
    """A phone's fixes, each by itself, and how many were none: a phone forgets what is refused, so one costs no other.

    Raises what msgspec says of a body that is no batch at all.
    """
    try:
        rows: list[Any] = msgspec.json.decode(body, type=_Rows).fixes
    except UNREADABLE:
        rows = msgspec.convert(_with_holes(body), _Rows).fixes
    fixes = [fix for fix in map(_read_fix, rows) if fix is not None]
    return fixes, len(rows) - len(fixes)


class _Rows(msgspec.Struct):
    fixes: Annotated[list[Any], msgspec.Meta(max_length=MOST_FIXES)]


def _with_holes(body: bytes) -> Any:
    """NaN, infinities and numbers beyond all bounds are no JSON, and are values that nobody knows."""
    try:
        return json.loads(body, parse_constant=lambda _: None)
    except (ValueError, RecursionError) as wrong:
        raise msgspec.DecodeError("no JSON") from wrong


def _read_fix(row: Any) -> Fix | None:
    try:
        known = {name: value for name, value in row.items() if value is not None and value not in (math.inf, -math.inf)}
        fix = msgspec.convert(known, Fix)
    except (msgspec.ValidationError, AttributeError):
        return None
    return fix if fix.device_time.tzinfo else None
