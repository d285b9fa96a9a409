"""How sure an arrival is: the timeline says the time in the middle, this says how far before and behind it, and how likely the promise is missed.
Pure.

How work varies is learnt (worktimes), a way by somewhat more than a quarter of itself. Both are later by more than they are sooner, above all what
goes on already: who is still at it is rather at a long one. What one job takes longer all that follow start later, as far as nobody waits for a
window in between.
"""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import NormalDist

import msgspec

from ...schedule.rules import BREAK, LATE_AFTER_MINUTES, Arrival, Route

WAY = 0.3  # the deviation of the logarithm of a way: of how long it is, and of how far along it somebody is
TOLD = 10.0  # minutes: by so much whoever said when they come is wrong
SILENT = 0.5  # of the age of a position: so far ahead of it, or behind, whoever is on the way may be
LEFT = 1e-6  # so likely, at the least, a job lasts on
PLAIN = NormalDist()
EIGHT_IN_TEN = PLAIN.inv_cdf(0.9)


class Around(msgspec.Struct, frozen=True):
    """Variances of how much sooner and how much later than in the middle it may be, in square minutes."""

    sooner: float = 0.0
    later: float = 0.0

    def __add__(self, other: "Around") -> "Around":
        return Around(self.sooner + other.sooner, self.later + other.later)

    def after(self, slack: float) -> "Around":
        """Behind a wait of so many minutes."""
        return Around(_absorbed(self.sooner, slack), _absorbed(self.later, slack))


def even(deviation: float) -> Around:
    return Around(deviation**2, deviation**2)


def between(earliest: float, middle: float, latest: float) -> Around:
    """What eight of ten lie between, in minutes."""
    return Around(*((max(0.0, away) / EIGHT_IN_TEN) ** 2 for away in (middle - earliest, latest - middle)))


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
    found, around, free = list[Likely](), _unseen(route, now), now
    for row in rows:
        if row.stop.arrived_at is not None:
            found.append(Likely(row.at, row.at, 0.0))
            around = _of_what_goes_on(row, now)
        else:
            way = row.way_seconds / 60
            slack = max(0.0, _minutes(row.at - free) - way)
            if timedelta(minutes=slack) > BREAK:  # another day
                around = Around()
            least, most = way_between(way, row.stop.set_off_at is not None)
            around = even(TOLD) if row.told else around.after(slack) + between(least, way, most)
            found.append(_likely(row, around, way, now))
            least, most = eight_in_ten(row.takes.minutes, row.takes.spread)
            around += between(least, row.takes.minutes, most)
        free = row.leaves
    return found


def way_between(way: float, begun: bool) -> tuple[float, float]:
    """Minutes that eight of ten such ways take. begun: of ways that somebody is met on, the slow ones are more, by as much as they last longer."""
    least, most = eight_in_ten(way, WAY)
    longer = math.exp(WAY**2) if begun else 1.0
    return least * longer, most * longer


def eight_in_ten(middle: float, deviation: float) -> tuple[float, float]:
    """Between what they lie. deviation: of the logarithm."""
    return middle * math.exp(-EIGHT_IN_TEN * deviation), middle * math.exp(EIGHT_IN_TEN * deviation)


def _of_what_goes_on(row: Arrival, now: datetime) -> Around:
    """A job that has lasted for a while: of those that last so long, eight of ten end in between. row: whoever is there."""
    usual, spread, lasts = row.takes.minutes, row.takes.spread, max(1.0, _minutes(now - row.at))
    left = max(LEFT, 1 - PLAIN.cdf(math.log(lasts / usual) / spread))
    ends = [usual * math.exp(spread * PLAIN.inv_cdf(1 - left * part)) for part in (0.9, 0.1)]
    return between(ends[0], _minutes(row.leaves - row.at), ends[1])


def _unseen(route: Route, now: datetime) -> Around:
    """Of somebody on the way: where they are by now nobody knows since their last position."""
    on_the_way = bool(route.stops) and route.stops[0].set_off_at is not None and route.stops[0].arrived_at is None
    return even(SILENT * _minutes(now - route.position_time)) if on_the_way and route.position_time else Around()


def _absorbed(variance: float, slack: float) -> float:
    """Whoever has to wait anyway is late only by what goes beyond it."""
    if not variance or not slack:
        return variance
    beyond = 1 - NormalDist(0, math.sqrt(variance)).cdf(slack)
    return variance * min(1.0, 2 * beyond)


def _likely(row: Arrival, around: Around, way: float, now: datetime) -> Likely:
    sooner, later = math.sqrt(around.sooner), math.sqrt(around.later)
    earliest = max(now, row.stop.window_from, row.at - timedelta(minutes=EIGHT_IN_TEN * sooner))
    missed = _minutes(row.stop.promise + timedelta(minutes=LATE_AFTER_MINUTES) - row.at)
    chance = 0.0 if not row.stop.promised else 1 - PLAIN.cdf(missed / max(later if missed > 0 else sooner, 0.01))
    return Likely(min(earliest, row.at), row.at + timedelta(minutes=EIGHT_IN_TEN * later), round(chance, 2), way)


def _minutes(span: timedelta) -> float:
    return span.total_seconds() / 60
