"""A lived day, played from the morning to the end with the forecast of the product and somebody who acts on it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from ..rescue.rules import Before, Forecast, forecast, is_risky
from ..schedule.rules import LATE_AFTER_MINUTES, Route
from ..solve.instance import Id
from ..worktimes.rules import NOTHING, Learnt
from .known import at, seconds
from .lived import LivedDay
from .strategies import Office, Strategy
from .world import World

STEP = 300.0  # seconds: so often somebody looks
MARKS = (15, 30, 60)  # minutes before its promise it is noted what is said of a visit
LAST = 6 * 3600.0  # after the last shift whatever is not done is not done any more
Other = Callable[[Route, datetime], Mapping[UUID, float]]  # another forecaster: how likely each visit is late


class Ahead(msgspec.Struct, omit_defaults=True):
    """How likely a visit was said to be late, so many minutes before its promise, while nobody was at it. other: by the other forecaster.

    between: seconds of the day, between which somebody was to come with eight of ten; None where they may have to wait for the window to open.
    """

    minutes: int
    ours: float
    other: float | None = None
    between: tuple[float, float] | None = None


class Became(msgspec.Struct):
    """What became of a visit. promise, arrived: seconds of the day, None where nobody came; flagged_at: when it was first said
    to come late, or to be likely to.
    """

    id: Id
    engineer: Id | None
    promise: float
    arrived: float | None
    late: bool
    flagged_at: float | None
    said: list[Ahead]


class Played(msgspec.Struct):
    """visits: all that were wanted to the end."""

    visits: list[Became]
    rescues: int
    moves: int

    @property
    def late(self) -> set[Id]:
        return {row.id for row in self.visits if row.late}


def play(
    day: LivedDay,
    strategy: Strategy,
    other: Other | None = None,
    marks: tuple[int, ...] = (),
    hindsight: bool = False,
    learnt: Learnt = NOTHING,
) -> Played:
    """marks: so many minutes before its promise it is noted what is said of a visit. hindsight: the office knows how long all will take.
    learnt: what it knows of how long work takes.
    """
    world = World(day, learnt)
    office, before, flagged, said = Office(world, hindsight), dict[UUID, Before](), dict[UUID, float](), dict[UUID, list[Ahead]]()
    now, end = min(row.shift[0] for row in day.instance.engineers), max(row.shift[1] for row in day.instance.engineers) + LAST
    while now < end and len(world.arrived) + len(world.gone) < len(world.visits):
        world.go_on(now)
        for id in list(world.nobodys):
            office.place(id, at(now), careful=False)
        rows = list[Forecast]()
        for route in world.routes(hindsight):
            found = forecast(route, before, at(now))
            rows += found
            for minutes in marks:
                _note(route, found, minutes, other, now, said)
        before = {row.attendance_id: _before(row) for row in rows}
        for row in rows:
            if row.late_since or is_risky(row.risk):
                flagged.setdefault(row.order_id, now)
        strategy(office, rows, at(now))
        now += STEP
    return Played([_became(world, id, flagged, said) for id in world.visits if id not in world.gone], office.rescues, office.moves)


def _note(route: Route, rows: Sequence[Forecast], minutes: int, other: Other | None, now: float, said: dict[UUID, list[Ahead]]) -> None:
    """Of those whose promise is so far ahead for the last time."""
    promise = {stop.order_id: seconds(stop.promise) for stop in route.stops}
    opens = {stop.order_id: stop.window_from for stop in route.stops}
    due = [row for row in rows if 0 <= promise[row.order_id] - now - minutes * 60 < STEP]
    others = other(route, at(now)) if other and due else {}
    for row in due:
        between = (seconds(row.earliest), seconds(row.latest)) if row.predicted_arrival > opens[row.order_id] else None
        said.setdefault(row.order_id, []).append(Ahead(minutes, row.risk / 100, others.get(row.order_id), between))


def _before(row: Forecast) -> Before:
    stands = (row.late_since, row.shown_arrival, row.predicted_arrival, row.late_minutes, row.reason, row.risk)
    return Before(row.attendance_id, *stands)


def _became(world: World, id: UUID, flagged: Mapping[UUID, float], said: Mapping[UUID, list[Ahead]]) -> Became:
    """Late as every screen says it: who is not much past the promise is in time."""
    holder, promise, arrived = world.holder(id), seconds(world.known.visits[id].window_to), world.arrived.get(id)
    late = arrived is None or round((arrived - promise) / 60) >= LATE_AFTER_MINUTES
    number = world.known.numbers
    return Became(number[id], number[holder.id] if holder else None, promise, arrived, late, flagged.get(id), said.get(id, []))
