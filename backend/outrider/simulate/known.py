"""A lived day in the words of the product: engineers, visits, ways, and the clock."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec

from ..assign.fit.rules import Engineer, Wanted
from ..model import Status
from ..rescue.plans.rules import Head
from ..roads.rules import Key, Place, Source, Travel, key
from ..schedule.rules import Route, Span
from ..solve.evaluate import unfit
from ..solve.instance import Engineer as Sent
from ..solve.instance import Id, Instance
from ..solve.instance import Visit as Asked
from ..worktimes.rules import Job, Learnt
from .lived import Course, LivedDay

MIDNIGHT = datetime(2026, 3, 2, tzinfo=UTC)
STATION = UUID(int=0)  # one, of which everybody is
EVERYBODY = 1 << 64  # from here on numbers are engineers'


def at(seconds: float) -> datetime:
    return MIDNIGHT + timedelta(seconds=seconds)


def seconds(moment: datetime) -> float:
    return (moment - MIDNIGHT).total_seconds()


class Known(msgspec.Struct):
    """visits, course, heads, engineers: by their ids in the product; numbers: those of the file. travel: what everybody knows of the ways;
    lived: how long they are.
    """

    visits: dict[UUID, Wanted]
    course: dict[UUID, Course]
    heads: dict[UUID, Head]
    engineers: dict[UUID, Engineer]
    numbers: dict[UUID, Id]
    travel: Travel
    lived: Travel


def known_of(day: LivedDay, learnt: Learnt) -> Known:
    instance = day.instance
    visits = {UUID(int=n + 1): visit for n, visit in enumerate(instance.visits)}
    people = {UUID(int=EVERYBODY + n): engineer for n, engineer in enumerate(instance.engineers)}
    course = {UUID(int=n + 1): row for n, row in enumerate(day.course)}
    return Known(
        {id: _wanted(id, visit) for id, visit in visits.items()},
        course,
        {id: Head(id, str(visit.id), str(visit.id), Status.ASSIGNED) for id, visit in visits.items()},
        {id: _engineer(id, engineer, instance, learnt) for id, engineer in people.items()},
        {id: row.id for rows in (visits, people) for id, row in rows.items()},
        _travel(instance, [1.0] * len(course)),
        _travel(instance, [row.way for row in course.values()]),
    )


def _skill(visit: Asked) -> str:
    """All that it asks, as one: whoever may do it has that."""
    return " ".join([*sorted(map(str, visit.skills)), *([f"engineer {visit.engineer}"] if visit.engineer is not None else [])])


def _wanted(id: UUID, visit: Asked) -> Wanted:
    [(since, until)] = visit.hours
    job = Job(skill=_skill(visit))
    return Wanted(id, *_place(visit), max(1, round(visit.service / 60)), at(since), at(until), job.skill, STATION, job=job)


def _engineer(id: UUID, engineer: Sent, instance: Instance, learnt: Learnt) -> Engineer:
    home = _place(engineer)
    skills = sorted({_skill(visit) for visit in instance.visits if unfit(engineer, visit) is None})
    knows = {"work": learnt.times, "pace": learnt.paces.get(id, 1.0)}
    route = msgspec.structs.replace(Route(id, *home, *home, None, [Span(*map(at, engineer.shift))], [], []), **knows)
    return Engineer(str(engineer.id), STATION, skills, route)


def _place(row: Sent | Asked) -> Place:
    assert row.lat is not None and row.lon is not None  # a day without is refused as it is read
    return row.lat, row.lon


def _travel(instance: Instance, factors: list[float]) -> Travel:
    """factors: of the way to each visit."""
    rows: list[Sent | Asked] = [*instance.engineers, *instance.visits]
    ways, places, first = instance.travel(), [_place(row) for row in rows], len(instance.engineers)
    legs = dict[Key, tuple[float | None, Source]]()
    for n, here in enumerate(places):
        for m, there in enumerate(places[first:]):
            legs[key(here, there)] = (float(ways[n, first + m]) * factors[m], "osrm")
    return Travel(legs=legs, kept=True)
