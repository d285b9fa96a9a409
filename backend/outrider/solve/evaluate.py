"""What a plan is worth, and whether it may be. Own arithmetic, apart from every search: no plan is used that this has not looked at."""

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

import msgspec

from .instance import Break, Engineer, Id, Instance, Plan, Visit


class Illegal(Exception):
    """A search answered what may not be; a fault of ours, with its first sentence."""


Matrix = Any  # [place][place], in seconds


class Value(msgspec.Struct, frozen=True):
    """travel, penalty, objective in seconds; dropped: visits that nobody does; faults: a sentence each, none in a plan that may be used."""

    travel: float
    penalty: float
    dropped: list[Id]
    faults: list[str]

    @property
    def objective(self) -> float:
        return self.travel + self.penalty


def evaluate(instance: Instance, plan: Plan, travel: Matrix) -> Value:
    visits = {visit.id: (len(instance.engineers) + n, visit) for n, visit in enumerate(instance.visits)}
    faults, total, done = list[str](), 0.0, list[Id]()
    for start, engineer in enumerate(instance.engineers):
        stops = [visits[id] for id in plan.get(engineer.id, [])]
        done += [visit.id for _, visit in stops]
        faults += [fault for _, visit in stops if (fault := unfit(engineer, visit))]
        seconds, late = drive(engineer, (start, end_of(instance, start)), stops, travel)
        total, faults = total + seconds, [*faults, *([late] if late else [])]
    times = Counter(done)
    faults += [f"Visit {id} is done {n} times." for id, n in times.items() if n > 1]
    dropped = [visit for visit in instance.visits if visit.id not in times]
    faults += [f"Visit {visit.id} is left out, which is for engineer {visit.engineer}." for visit in dropped if visit.engineer is not None]
    return Value(total, sum(visit.drop_penalty for visit in dropped), [visit.id for visit in dropped], faults)


def unfit(engineer: Engineer, visit: Visit) -> str | None:
    if missing := set(visit.skills) - set(engineer.skills):
        return f"Engineer {engineer.id} has not the skill {sorted(missing, key=str)[0]} that visit {visit.id} needs."
    if visit.engineer is not None and visit.engineer != engineer.id:
        return f"Visit {visit.id} is for engineer {visit.engineer}, not {engineer.id}."
    return None


def end_of(instance: Instance, start: int) -> int:
    """The row of travel where the day of an engineer ends."""
    end = instance.engineers[start].end
    return start if end is None else len(instance.engineers) + len(instance.visits) + end


Stops = Sequence[tuple[int, Visit]]


def drive(engineer: Engineer, day: tuple[int, int], stops: Stops, travel: Matrix) -> tuple[float, str | None]:
    """Seconds of travel, and what is not in time. day: where it begins and ends; that and the first of each stop: rows of travel."""
    breaks = sorted(engineer.breaks, key=lambda each: each.window)
    free, here, total = _paused([engineer.shift[0], *([math.inf] * len(breaks))], breaks), day[0], 0.0
    for row, visit in stops:
        way = float(travel[here][row])
        free = _paused([begins(visit, at + way) + visit.service for at in free], breaks)
        if min(free) == math.inf:
            return total, f"Visit {visit.id} is begun after its window by engineer {engineer.id}."
        total, here = total + way, row
    way = float(travel[here][day[1]]) if stops else 0.0
    back = _paused([at + way for at in free], breaks)[-1]
    if back == math.inf:
        return total + way, f"Engineer {engineer.id} has no break in time."
    late = back - engineer.shift[1]
    return total + way, f"Engineer {engineer.id} is done {late:.0f} s after the end of the shift." if late > 0 else None


def begins(visit: Visit, at: float) -> float:
    """When work begins for who is there at a moment; never, where every window is over."""
    return next((max(at, since) for since, until in visit.hours if at <= until), math.inf)


def _paused(free: list[float], breaks: Sequence[Break]) -> list[float]:
    """free[n]: the earliest that somebody goes on who has had n breaks; here one may have the next."""
    for n, each in enumerate(breaks):
        at = max(free[n], each.window[0])
        free[n + 1] = min(free[n + 1], at + each.duration if at <= each.window[1] else math.inf)
    return free
