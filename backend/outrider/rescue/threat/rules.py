"""Which promises of a day are about to be broken, or may well be, and can still be kept. Pure."""

from datetime import datetime, timedelta
from statistics import NormalDist
from uuid import UUID

import msgspec

from ...schedule.rules import LATE_AFTER_MINUTES, Arrival, Route, is_late, late_minutes, timeline
from ..chance.rules import EIGHT_IN_TEN, Likely, likely
from ..rules import RISKY, is_risky, percent

OFTEN_ENOUGH = NormalDist().inv_cdf(1 - RISKY / 100)  # deviations before the promise: whoever comes by then is called risky no more


def is_urgent(row: Arrival, now: datetime) -> bool:
    """A promise that would be broken and can still be kept: nobody is there yet, and its time is not over."""
    return row.stop.arrived_at is None and row.stop.promise > now and is_late(late_minutes(row))


class Threatened(msgspec.Struct, frozen=True):
    """until: when somebody has to be there, so that the promise is neither broken nor likely to be."""

    late: bool
    until: datetime


def threatened(route: Route, now: datetime) -> dict[UUID, Threatened]:
    """The visits of somebody whose promise would be broken, or may well be, and can still be kept."""
    rows = timeline(route, now)
    found = dict[UUID, Threatened]()
    for row, sure in zip(rows, likely(route, rows, now), strict=True):
        if is_urgent(row, now):
            found[row.stop.order_id] = Threatened(True, row.stop.promise)
        elif row.stop.arrived_at is None and row.stop.promise > now and is_risky(percent(sure)):
            found[row.stop.order_id] = Threatened(False, _likely_kept(row, sure))
    return found


def _likely_kept(row: Arrival, sure: Likely) -> datetime:
    """By when somebody who comes as surely as this one has to be there."""
    deviation = (sure.latest - row.at) / EIGHT_IN_TEN
    return min(row.stop.promise, row.stop.promise + timedelta(minutes=LATE_AFTER_MINUTES) - OFTEN_ENOUGH * deviation)
