"""How long a job takes, learnt from our own ended visits: in parts of what was planned, by kind of job and by who does it. Pure.

A group with few visits leans on the one above it, and the first of all on the plan. Medians and a middle part of the deviations say it: the one
job in ten that drags on moves neither by much.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import NormalDist, median
from typing import TypeAlias
from uuid import UUID

import msgspec

LEAN = 10  # visits: a group with so many counts as much as what stands above it
FEW = 3  # visits: a group with fewer is not worth a row
ROUNDS = 2  # the pace of people is seen beside their jobs, that of jobs beside the people
BELIEVED = 0.1, 10.0  # times what was planned: what is told by a forgotten tap lies beyond
LEAST, MOST = 1 / 3, 3.0  # times what was planned: nothing is taken beyond
SPREAD = math.sqrt(math.log(1 + 0.5**2))  # the deviation of the logarithm, where nothing is known: it varies by half of itself (domain.md)
SURE = 0.1  # it is never less
EIGHT_IN_TEN = NormalDist().inv_cdf(0.9)
Path: TypeAlias = tuple[str, ...]  # from everything to the kind of work, the skill that it asks, the device's model, the level


def job_of(order: str, device: str) -> str:
    """For SQL: a Job, of an order and its device, which there may be none of."""
    skill, model = f"coalesce({order}.skill, '')", f"coalesce({device}.model, '')"
    return f"jsonb_build_object('kind', {order}.kind, 'skill', {skill}, 'model', {model}, 'level', {order}.level)"


class Job(msgspec.Struct, frozen=True):
    """What is known of a job before anybody has seen it; skill and kind stand for the class of the fault."""

    kind: str = ""
    skill: str = ""
    model: str = ""
    level: str = ""

    def paths(self) -> Iterator[Path]:
        """The groups that it belongs to, the narrowest first."""
        whole = self.kind, self.skill, self.model, self.level
        yield from (whole[:depth] for depth in range(len(whole), -1, -1))


ANY = Job()


class Done(msgspec.Struct, frozen=True):
    """An ended visit. planned, took: minutes."""

    job: Job
    engineer_id: UUID
    planned: int
    took: float


class Usual(msgspec.Struct, frozen=True):
    """factor: what a group takes in the middle, in parts of what is planned. spread: the deviation of its logarithm, of as far around
    the middle as eight of ten lie.
    """

    factor: float = 1.0
    spread: float = SPREAD


class Takes(msgspec.Struct, frozen=True):
    """minutes: in the middle; spread: as a Usual has it."""

    minutes: int
    spread: float = SPREAD


class WorkTimes(msgspec.Struct, frozen=True):
    usual: Mapping[Path, Usual] = {}

    def of(self, job: Job, planned: int, pace: float = 1.0) -> Takes:
        """pace: of whoever does it."""
        found = self.usual_of(job)
        minutes = max(1, round(planned * bounded(found.factor * pace)))
        return Takes(minutes, found.spread)

    def usual_of(self, job: Job) -> Usual:
        """Of the narrowest group that is known."""
        return next((self.usual[path] for path in job.paths() if path in self.usual), PLANNED) if self.usual else PLANNED


PLANNED = Usual()
PLAIN = WorkTimes()


class Learnt(msgspec.Struct, frozen=True):
    """visits: of how many each group and each engineer's pace (1.0: as others at the same jobs) is learnt."""

    times: WorkTimes
    paces: Mapping[UUID, float]
    visits: Mapping[Path | UUID, int]


NOTHING = Learnt(PLAIN, {}, {})


def learn(done: Iterable[Done]) -> Learnt:
    """In whatever order they come."""
    rows = [row for row in done if BELIEVED[0] <= row.took / row.planned <= BELIEVED[1]]
    groups, people = defaultdict[Path, list[Done]](list), defaultdict[UUID, list[Done]](list)
    for row in rows:
        people[row.engineer_id].append(row)
        for path in row.job.paths():
            groups[path].append(row)
    many = {path: found for path, found in sorted(groups.items()) if len(found) >= FEW}
    said, paces = dict[Path, _Said](), dict[UUID, float]()
    for _ in range(ROUNDS):
        said = _said(many, paces)
        paces = {id: _pace(found, said) for id, found in people.items() if len(found) >= FEW and said}
    visits: dict[Path | UUID, int] = {path: len(many[path]) for path in said} | {id: len(people[id]) for id in paces}
    return Learnt(WorkTimes({path: row.usual for path, row in said.items()}), paces, visits)


class _Said(msgspec.Struct, frozen=True):
    """usual: what is learnt; middle, spread: what the group's own visits say."""

    usual: Usual
    middle: float = 1.0
    spread: float = SPREAD


def _said(groups: Mapping[Path, Sequence[Done]], paces: Mapping[UUID, float]) -> dict[Path, _Said]:
    """groups: the wider before the narrower that lie in them."""
    found = dict[Path, _Said]()
    for path, rows in groups.items():
        above = found[path[:-1]] if path else _Said(PLANNED)
        parts = [row.took / row.planned / paces.get(row.engineer_id, 1.0) for row in rows]
        middle = median(parts)
        factor = bounded(leaning(above.usual.factor, middle / above.middle, len(parts)))
        spread = max(SURE, spread_of([part / factor for part in parts]))
        usual = Usual(factor, max(SURE, leaning(above.usual.spread, spread / above.spread, len(parts))))
        found[path] = _Said(usual, middle, spread)
    return found


def _pace(rows: Sequence[Done], said: Mapping[Path, _Said]) -> float:
    """Beside the middle of the same jobs, whoever did them: what leans on the plan is nobody's pace."""
    middles = [next(said[path].middle for path in row.job.paths() if path in said) for row in rows]
    return bounded(leaning(1.0, median(row.took / row.planned / middle for row, middle in zip(rows, middles, strict=True)), len(rows)))


def leaning(above: float, times: float, visits: int) -> float:
    """What stands above a group, and so many times as much as the group says that it differs: of few visits only a part of it. Who has the same
    visits as the group above says nothing new.
    """
    return above * float(times ** (visits / (visits + LEAN)))


def spread_of(parts: Sequence[float]) -> float:
    """The deviation of the logarithm by which eight of ten of these, in parts of the middle, lie around one."""
    away = sorted(abs(math.log(part)) for part in parts)
    return away[math.ceil(0.8 * len(away)) - 1] / EIGHT_IN_TEN


def bounded(factor: float) -> float:
    return min(MOST, max(LEAST, factor))
