"""Days whose work and ways vary as the forecaster does not expect: longer and shorter by the skill that is asked and by who does it, drawn of
gamma distributions; and the ended visits of the weeks before, drawn of the same.
"""

import random
from collections.abc import Sequence
from uuid import UUID

import msgspec

from outrider.simulate.known import EVERYBODY, known_of
from outrider.simulate.lived import LivedDay
from outrider.simulate.play import MARKS, Played, play
from outrider.simulate.strategies import STRATEGIES
from outrider.worktimes.rules import NOTHING, Done, Job, Learnt, learn

from .lived import ENGINEERS, LONG, TIMES, lived_day

WORK, WAY = 0.4, 0.3  # coefficients of variation, beside what is drawn of the skill and of the person
LONGER = 0.7, 1.8  # times what is planned: a skill
PACES = 0.8, 1.3
MINUTE = 60.0  # arrivals are said in minutes
HISTORY = 3_000  # visits, of a month or two


class Truth:
    """How long work takes where these people do it, which nobody is told."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.skills = dict[str, float]()
        self.paces = [self.draw.uniform(*PACES) for _ in range(ENGINEERS)]

    def work(self, skill: str, engineer: int) -> float:
        """Times what is planned."""
        longer = self.skills.setdefault(skill, self.draw.uniform(*LONGER))
        return longer * self.paces[engineer] * _gamma(self.draw, WORK) * (TIMES if self.draw.random() < LONG else 1.0)

    def day(self, seed: int) -> LivedDay:
        day = lived_day(seed)
        whose = {id: n for n, engineer in enumerate(day.instance.engineers) for id in day.plan.get(engineer.id, [])}
        course = [
            msgspec.structs.replace(row, way=_gamma(self.draw, WAY), work=round(planned.service * self.work(skill, whose.get(row.id, 0))))
            for row, planned, skill in zip(day.course, day.instance.visits, _skills(day), strict=True)
        ]
        return msgspec.structs.replace(day, course=course)

    def history(self, day: LivedDay) -> Learnt:
        """What is learnt of visits like those of this day."""
        asked = [(skill, round(visit.service / 60)) for skill, visit in zip(_skills(day), day.instance.visits, strict=True)]
        done = list[Done]()
        for _ in range(HISTORY):
            engineer, (skill, planned) = self.draw.randrange(ENGINEERS), self.draw.choice(asked)
            done.append(Done(Job(skill=skill), UUID(int=EVERYBODY + engineer), planned, planned * self.work(skill, engineer)))
        return learn(done)


def _gamma(draw: random.Random, varies: float) -> float:
    """Of mean one."""
    return draw.gammavariate(1 / varies**2, varies**2)


def _skills(day: LivedDay) -> list[str]:
    return [visit.job.skill for visit in known_of(day, NOTHING).visits.values()]


def unlike_days(seeds: Sequence[int]) -> list[tuple[Played, Played]]:
    """Of each day what came of it for a forecaster that has learnt from the weeks before, and for one that goes by the plan."""
    played = list[tuple[Played, Played]]()
    for seed in seeds:
        truth = Truth(seed)
        day = truth.day(seed)
        learnt, none = truth.history(day), STRATEGIES["none"]
        played.append((play(day, none, marks=MARKS, learnt=learnt), play(day, none, marks=MARKS)))
    return played


def within(days: Sequence[Played], minutes: int | None = None) -> float:
    """In percent, how many came between the times that were said so many minutes before their promise; None: of all that was said."""
    hits = [
        ahead.between[0] - MINUTE / 2 <= row.arrived <= ahead.between[1] + MINUTE / 2
        for day in days
        for row in day.visits
        for ahead in row.said
        if ahead.between and row.arrived is not None and minutes in (None, ahead.minutes)
    ]
    return 100 * sum(hits) / len(hits)
