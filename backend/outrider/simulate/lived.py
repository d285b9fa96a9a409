"""A day that was lived through, as a file brings it: the day of `solve`, its plan, and what became of everybody and everything.

Nothing that forecasts, ranks or rescues in the product may know it; it is played against them.
"""

from pathlib import Path
from typing import Annotated

import msgspec

from ..solve.evaluate import unfit
from ..solve.instance import Engineer, Id, Instance, Plan, Seconds, Unreadable, Visit, plan_of, read, read_bytes

LATEST = 2 * 86_400.0
Times = Annotated[float, msgspec.Meta(gt=0, le=100)]


class Health(msgspec.Struct, frozen=True):
    """Of an engineer. sick_from: they end what they work at and begin nothing more. silent: when nothing is heard of their phone."""

    id: Id
    sick_from: Seconds | None = None
    silent: list[tuple[Seconds, Seconds]] = []


class Course(msgspec.Struct, frozen=True):
    """Of a visit. work: what it took in seconds, None as long as planned; way: how many times what is known the way there took.

    known_from: when it is called in, before that nobody knows of it; cancelled_at: when the customer no longer wants it.
    """

    id: Id
    work: Seconds | None = None
    way: Times = 1.0
    known_from: Seconds = 0.0
    cancelled_at: Seconds | None = None


class _File(msgspec.Struct, frozen=True):
    engineers: list[Health]
    visits: list[Course]
    plan: dict[str, list[Id]]


class LivedDay(msgspec.Struct, frozen=True):
    """plan: what each engineer has in the morning, in order; what is known from the morning and not in it is no part of the day."""

    instance: Instance
    plan: Plan
    health: list[Health]
    course: list[Course]


def read_lived(path: Path) -> LivedDay:
    """Raises Unreadable."""
    instance = read(path)
    try:
        found = msgspec.json.decode(read_bytes(path), type=_File)
    except msgspec.ValidationError as wrong:
        raise Unreadable(f"{path.name}: {wrong}.") from wrong
    day = LivedDay(instance, plan_of(found.plan, instance, path.name), found.engineers, found.visits)
    if fault := fault_of(day):
        raise Unreadable(f"{path.name}: {fault}")
    return day


def fault_of(day: LivedDay) -> str | None:
    """The first thing of the day that cannot be played."""
    if not day.instance.engineers:
        return "There is nobody in the day."
    for engineer in day.instance.engineers:
        if engineer.breaks:
            return f"Engineer {engineer.id} has breaks, which are not played."
        if engineer.shift[1] > LATEST:
            return f"The shift of engineer {engineer.id} ends after the second day."
    rows: list[Engineer | Visit] = [*day.instance.engineers, *day.instance.visits]
    for row in rows:
        if row.lat is None or row.lon is None:
            return f"{type(row).__name__} {row.id} has no latitude and longitude; on the way nobody would know where anybody is."
    for visit in day.instance.visits:
        if len(visit.hours) > 1:
            return f"Visit {visit.id} has several windows; a promise is one."
    return _fault_of_plan(day)


def _fault_of_plan(day: LivedDay) -> str | None:
    visits = {visit.id: (visit, course) for visit, course in zip(day.instance.visits, day.course, strict=True)}
    seen = set[Id]()
    for engineer in day.instance.engineers:
        for id in day.plan.get(engineer.id, []):
            visit, course = visits[id]
            if id in seen:
                return f"Visit {id} stands in the plan twice."
            if course.known_from > 0:
                return f"Visit {id} stands in the plan, and nobody knows of it before {course.known_from:.0f}."
            if fault := unfit(engineer, visit):
                return fault
            seen.add(id)
    return None
