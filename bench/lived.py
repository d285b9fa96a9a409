"""Days that are lived through, from a seed: how long work and ways take, who falls sick, what comes in and what is called off.

And the forecaster that knows all of these distributions, but not what is drawn of them.
"""

import math
import random
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
import numpy as np

from outrider.schedule.rules import LATE_AFTER_MINUTES, Route
from outrider.simulate.lived import Course, Health, LivedDay
from outrider.solve.instance import Instance, Plan
from outrider.solve.plan import solve

from .field import day_of

VARIES = 0.5  # the coefficient of variation of work, whose mean is what is planned
LONG, TIMES = 0.1, 2.5  # one job in ten takes so much more
WAY = 0.25  # of the lognormal of a way, whose median is what is known
SICK, URGENT, CANCELLED, SILENT = 0.05, 0.08, 0.05, 0.2
SILENCE, NOTICE = 1_800.0, 7_200.0  # seconds
SIGMA = math.sqrt(math.log(1 + VARIES**2))
ENGINEERS, VISITS, TURNS = 25, 110, 60  # turns: how often the search of the plan is asked whether it is over
DRAWN = 2_000  # lives that the knowing forecaster looks at


def lived_day(seed: int) -> LivedDay:
    """What does not fit into the plan is no part of the day; of the rest some is called in only as the day goes on."""
    draw = random.Random(seed)
    base = day_of(ENGINEERS, VISITS, seed)
    urgent = {visit.id for visit in base.visits if draw.random() < URGENT}
    planned = _planned(base, urgent)
    wanted = {id for row in planned.values() for id in row} | urgent
    keep = [n for n, visit in enumerate(base.visits) if visit.id in wanted]
    course, visits = list[Course](), []
    for n in keep:
        visit = base.visits[n]
        comes = draw.uniform(30_000, 52_000) if visit.id in urgent else 0.0
        if visit.id in urgent:  # an hour or two later somebody has to be there
            visit = msgspec.structs.replace(visit, window=(comes, comes + NOTICE))
        off = draw.uniform(28_800, 50_400) if draw.random() < CANCELLED and visit.id not in urgent else None
        work = visit.service * draw.lognormvariate(-(SIGMA**2) / 2, SIGMA) * (TIMES if draw.random() < LONG else 1.0)
        course.append(Course(visit.id, round(work), draw.lognormvariate(0, WAY), round(comes), off))
        visits.append(visit)
    rows = [*range(ENGINEERS), *(ENGINEERS + n for n in keep)]
    matrix = [[base.matrix[n][m] for m in rows] for n in rows] if base.matrix else None
    instance = Instance(base.engineers, visits, matrix, name=f"lived-{seed}")
    return LivedDay(instance, planned, [_health(row.id, row.shift, draw) for row in base.engineers], course)


def _planned(day: Instance, without: set[int | str]) -> Plan:
    """The same on every machine: so many turns, not so many seconds."""
    rows = [n for n, visit in enumerate(day.visits) if visit.id not in without]
    kept = [*range(ENGINEERS), *(ENGINEERS + n for n in rows)]
    matrix = [[day.matrix[n][m] for m in kept] for n in kept] if day.matrix else None
    asked = msgspec.structs.replace(day, visits=[day.visits[n] for n in rows], matrix=matrix)
    ticks = iter(range(10_000))
    return solve(asked, TURNS, spent=lambda: float(next(ticks))).plan


def _health(id: int | str, shift: tuple[float, float], draw: random.Random) -> Health:
    sick = draw.uniform(*shift) if draw.random() < SICK else None
    since = draw.uniform(shift[0], shift[1] - SILENCE)
    return Health(id, sick, [(since, since + SILENCE)] if draw.random() < SILENT else [])


Draws = np.ndarray[Any, np.dtype[np.float64]]


@cache
def _lives() -> tuple[Draws, Draws]:
    """For up to twenty stops: parts of what work was planned, and of what a way was known, to take."""
    random = np.random.default_rng(1)
    work = random.lognormal(-(SIGMA**2) / 2, SIGMA, (20, DRAWN)) * np.where(random.random((20, DRAWN)) < LONG, TIMES, 1.0)
    return work, random.lognormal(0, WAY, (20, DRAWN))


def knowing(route: Route, now: datetime) -> dict[UUID, float]:
    """How likely each visit is late for who knows how work and ways vary, and sees what the office sees."""
    works, ways = _lives()
    minutes: Callable[[datetime], float] = lambda at: (at - now).total_seconds() / 60  # noqa: E731
    here, free, found = (route.lat, route.lon), np.zeros(DRAWN), dict[UUID, float]()
    free += max(0.0, minutes(route.shifts[0].since))
    for n, stop in enumerate(route.stops[:20]):
        work = works[n] * stop.work_minutes
        if stop.arrived_at is not None:
            been = -minutes(stop.arrived_at)
            left = work[work > been] - been
            free = np.resize(left if len(left) else np.array([10.0]), DRAWN)
        else:
            way = route.travel.to(here, stop.place, now, stop.way)[0] / 60
            at = np.maximum(free + way * ways[n], minutes(stop.window_from))
            missed = minutes(stop.promise) + LATE_AFTER_MINUTES - 0.5
            found[stop.order_id] = float((at > missed).mean())
            free = at + work
        here = stop.place
    return found
