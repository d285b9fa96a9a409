"""The plan of a day within so many seconds of one core. What comes back has been looked at by the evaluator."""

import time
from collections.abc import Callable

import msgspec

from .evaluate import Illegal, Value, evaluate
from .instance import Instance, Plan
from .numbers import day_of, plan_of, routes_of, scale_of
from .search import State, begin, recreate, run, seed_of, state_of
from .timing import Day, Routes

WARM, COLD = 25.0, 0.1  # where cooling begins and ends, in ways between neighbours
END = 0.5  # seconds kept for what follows the search
PIECE = 0.2  # seconds: so often progress is told, and somebody who cancels is heard


class Found(msgspec.Struct, frozen=True):
    """turns: how often the search took something out and put it back."""

    plan: Plan
    value: Value
    turns: int


def solve(
    instance: Instance,
    seconds: float,
    start: Plan | None = None,
    stay: float = 0,
    seed: int = 1,
    spent: Callable[[], float] = time.process_time,
    told: Callable[[float], bool] = lambda share: True,
) -> Found:
    """seconds: on the clock `spent`, start of the process included. start: today's plan. told: hears how much is over; False ends the search."""
    travel = instance.travel()
    day = day_of(instance, travel, start, stay)
    routes = routes_of(instance, day, start or {})
    state = state_of(day, routes)
    seed_of(seed)
    turns = _search(day, routes, state, max(seconds - END, seconds / 2), spent, told) if instance.visits and instance.engineers else 0
    plan = plan_of(instance, state.best_stops, state.best_count)
    value = evaluate(instance, plan, travel)
    if value.faults:
        raise Illegal(value.faults[0])
    return Found(plan, value, turns)


def _search(
    day: Day, routes: Routes, state: State, seconds: float, spent: Callable[[], float], told: Callable[[float], bool]
) -> int:  # fmt: skip
    recreate(day, routes, state, 0, 0.0)
    begin(day, routes, state)
    neighbours = scale_of(day)
    began, turns, piece, share = spent(), 0, 20, 0.0
    while share < 1.0 and told(share):
        before = spent()
        heat = [neighbours * WARM * (COLD / WARM) ** each for each in (share, min(1.0, share + PIECE / max(seconds - began, PIECE)))]
        run(day, routes, state, piece, *heat)
        turns, took = turns + piece, max(spent() - before, 1e-4)
        piece = max(1, min(piece * 4, round(piece * PIECE / took)))
        share = (spent() - began) / (seconds - began) if seconds > began else 1.0
    return turns
