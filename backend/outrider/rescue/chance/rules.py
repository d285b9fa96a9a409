"""How sure an arrival is: the timeline says the time in the middle, this says how far around it, and how likely the promise is missed. Pure.

Work varies by half of itself and a way by a quarter (domain.md, the simulated days); what one job takes longer all that follow start later,
as far as nobody waits for a window in between.
"""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import NormalDist

import msgspec

from ...schedule.rules import BREAK, LATE_AFTER_MINUTES, Arrival, Route

WORK, WAY = 0.5, 0.25  # the deviation of a job and of a way, in parts of what it takes in the middle
REST = 1 / 3  # of a job: what is left of it varies at least as if so much were left
TOLD = 10.0  # minutes: by so much whoever said when they come is wrong
SILENT = 0.5  # of the age of a position: so far ahead of it, or behind, whoever is on the way may be
EIGHT_IN_TEN = NormalDist().inv_cdf(0.9)


class Likely(msgspec.Struct, frozen=True):
    """Of ten arrivals eight lie between earliest and latest. chance: that the promise is missed, 0 to 1; of no promise 0.

    way: minutes that the way there takes in the middle.
    """

    earliest: datetime
    latest: datetime
    chance: float
    way: float = 0.0


def likely(route: Route, rows: Sequence[Arrival], now: datetime) -> list[Likely]:
    """One for each row of the route's timeline."""
    found, variance, free = list[Likely](), _unseen(route, now), now
    for row in rows:
        if row.stop.arrived_at is not None:
            found.append(Likely(row.at, row.at, 0.0))
            variance = (WORK * max(_minutes(row.leaves - now), REST * row.stop.work_minutes)) ** 2
        else:
            way = row.way_seconds / 60
            slack = max(0.0, _minutes(row.at - free) - way)
            if timedelta(minutes=slack) > BREAK:  # another day
                variance = 0.0
            variance = TOLD**2 if row.told else _absorbed(variance, slack) + (WAY * way) ** 2
            found.append(_likely(row, math.sqrt(variance), way, now))
            variance += (WORK * row.stop.work_minutes) ** 2
        free = row.leaves
    return found


def _unseen(route: Route, now: datetime) -> float:
    """Of somebody on the way: where they are by now nobody knows since their last position."""
    on_the_way = bool(route.stops) and route.stops[0].set_off_at is not None and route.stops[0].arrived_at is None
    return (SILENT * _minutes(now - route.position_time)) ** 2 if on_the_way and route.position_time else 0.0


def _absorbed(variance: float, slack: float) -> float:
    """Whoever has to wait anyway is late only by what goes beyond it."""
    if not variance or not slack:
        return variance
    beyond = 1 - NormalDist(0, math.sqrt(variance)).cdf(slack)
    return variance * min(1.0, 2 * beyond)


def _likely(row: Arrival, deviation: float, way: float, now: datetime) -> Likely:
    around = timedelta(minutes=EIGHT_IN_TEN * deviation)
    earliest = max(now, row.stop.window_from if row.at <= row.stop.window_from else row.at - around)
    missed = row.stop.promise + timedelta(minutes=LATE_AFTER_MINUTES)
    chance = 0.0 if not row.stop.promised else 1 - NormalDist(_minutes(row.at - now), max(deviation, 0.01)).cdf(_minutes(missed - now))
    return Likely(min(earliest, row.at), row.at + around, round(chance, 2), way)


def _minutes(span: timedelta) -> float:
    return span.total_seconds() / 60
