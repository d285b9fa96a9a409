"""Why a visit comes late, or may: in figures that a sentence can be made of. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import msgspec

from ...schedule.rules import Arrival
from ..chance.rules import way_between

Reason = Literal["told", "overrun", "busy", "far", "not_set_off"]


class LateCause(msgspec.Struct, frozen=True):
    """minutes: told: past the promise; overrun: on site longer than such a job takes by now; busy: what is left of the job that goes on.
    before: visits that are still to be begun before it. way_from, way_to: eight of ten such ways take between so many minutes.
    """

    reason: Reason
    minutes: int
    before: int
    way_from: int
    way_to: int


def why(row: Arrival) -> Reason:
    """In a word. Whoever is at work no longer than such work takes overruns nothing: the day is only too full for it."""
    if row.told:
        return "told"
    if row.overrun:
        return "overrun"
    if row.busy and row.stop.set_off_at is None:
        return "busy"
    return "far" if row.stop.set_off_at is not None else "not_set_off"


def cause(rows: Sequence[Arrival], place: int, way: float, now: datetime) -> LateCause:
    """rows: the route's timeline, place: of the visit in it. way: minutes that the way there takes in the middle."""
    row = rows[place]
    least, most = way_between(way, row.stop.set_off_at is not None)
    before = sum(1 for other in rows[:place] if other.stop.arrived_at is None)
    return LateCause(why(row), _minutes_of(why(row), rows, place, now), before, round(least), round(most))


def _minutes_of(reason: Reason, rows: Sequence[Arrival], place: int, now: datetime) -> int:
    if reason == "told":
        return rows[place].stop.told_late_minutes or 0
    began = rows[0].stop.arrived_at
    if began is None or reason not in ("overrun", "busy"):
        return 0
    on_site = (now - began).total_seconds() / 60
    return abs(round(on_site - rows[0].takes.minutes))
