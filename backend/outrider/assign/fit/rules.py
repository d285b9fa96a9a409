"""Who may be sent: what an engineer has, what a visit asks, and the one table of rules that stand between the two. Pure."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, Literal, TypeAlias, get_args
from uuid import UUID

import msgspec

from ...problems import Problem
from ...schedule.rules import Route, Span, Stop, working
from ...text import key
from ...worktimes.rules import Job

Level = Literal["basic", "skilled", "expert"]
LEVELS: tuple[str, ...] = get_args(Level)
HIGHEST = len(LEVELS) - 1


class Qualified(msgspec.Struct, frozen=True):
    """skills: codes of what is valid when the visit begins."""

    name: str
    station_id: UUID
    skills: list[str]


class Person(Qualified, frozen=True, kw_only=True):
    """levels: beside skills, each 0 to 2. cleared: trained for classified customers. serves: stations beside their own."""

    levels: list[int] = []
    cleared: bool = False
    resident_site_id: UUID | None = None
    serves: list[UUID] = []


class Engineer(Person, frozen=True):
    """Whom a visit can be given. workload_hours: of work and travel in the last fortnight above the station's median; 0 where that does not count."""

    route: Route
    workload_hours: float = 0.0


def with_day(person: Person, route: Route, workload_hours: float = 0.0) -> Engineer:
    has: dict[str, Any] = {name: getattr(person, name) for name in ("levels", "cleared", "resident_site_id", "serves")}
    return Engineer(person.name, person.station_id, person.skills, route, **has, workload_hours=workload_hours)


class Weights(msgspec.Struct, frozen=True):
    """What each is worth beside a minute of driving, for a class of customer: a minute of lateness of others and of its own, of waiting, of
    overtime; each level below the highest; being of elsewhere; an hour of work above the station's median; being none of those whom the contract
    names. As shipped for ordinary customers.
    """

    travel: float = 1.0
    others_late: float = 3.0
    own_late: float = 10.0
    waiting: float = 0.05
    level_step: float = 0.0
    outside: float = 0.0
    overtime: float = 0.0
    workload: float = 0.0
    not_preferred: float = 30.0


# Key accounts get the best qualified, the others the nearest.
SHIPPED: dict[str, Weights] = {"ordinary": Weights(), "key": Weights(travel=0.5, level_step=20.0, outside=10.0), "classified": Weights()}


class Demands(msgspec.Struct, frozen=True):
    """What the customer of an order asks of whoever goes, beside the skill. classified: they take only who is cleared, of the designated station.

    certificate: the order's skill, where that is one; product_line: that of the device. blocked: who is never sent there;
    preferred: whom the contract names.
    """

    site_id: UUID | None = None
    classified: bool = False
    designated_id: UUID | None = None
    certificate: str | None = None
    product_line: str | None = None
    blocked: frozenset[UUID] = frozenset()
    preferred: frozenset[UUID] = frozenset()
    least_level: int = 0
    weights: Weights = Weights()

    @property
    def of_the_person(self) -> bool:
        """Whether anything counts that is the same at every place of a day."""
        weights = self.weights
        return bool(weights.level_step or weights.outside or weights.workload or (self.preferred and weights.not_preferred))


class Visit(msgspec.Struct, frozen=True):
    """What needs somebody. named_engineer_id: whom the order was promised to when it was taken.

    promised: else its window is room in the plan, and any time from its beginning on will do. job: of which kind it is.
    """

    order_id: UUID
    lat: float
    lon: float
    work_minutes: int
    window_from: datetime
    window_to: datetime
    skill: str | None
    station_id: UUID
    named_engineer_id: UUID | None = None
    promised: bool = True
    job: Job = msgspec.field(default_factory=Job)


class Declined(msgspec.Struct, frozen=True):
    """An engineer gave the visit back. reason_code: or, of an older phone, in words."""

    at: datetime
    reason_code: str
    reason: str


class Wanted(Visit, frozen=True):
    """The visit, what its customer asks, and who declined it."""

    demands: Demands = Demands()
    declined: dict[UUID, Declined] = {}

    @property
    def asks_for(self) -> tuple[object, ...]:
        """All that says who may go, but for the place: two visits that ask for the same can be given to the same people."""
        asks = self.demands
        return self.skill, asks.classified, asks.designated_id, asks.certificate, asks.product_line, asks.blocked, asks.least_level

    def begins(self, now: datetime) -> datetime:
        """When whoever goes is there at the earliest."""
        return max(now, self.window_from)

    def lies_in(self, span: Span, now: datetime) -> bool:
        """Whether any of what is left of its window does."""
        return (not self.promised or span.since <= max(self.window_to, now)) and self.begins(now) < span.until

    def stop(self) -> Stop:
        when = self.window_from, self.window_to
        return Stop(None, self.order_id, self.lat, self.lon, self.work_minutes, *when, promised=self.promised, job=self.job)


def level_of(engineer: Person, wanted: Wanted) -> int:
    """The lowest of what the visit asks; where it asks nothing, the highest that they have."""
    asked = [code for code in (wanted.skill, wanted.demands.product_line) if code]
    if not asked:
        return max(engineer.levels, default=0)
    held = dict(zip(engineer.skills, engineer.levels, strict=False))
    return min(held.get(code, 0) for code in asked)


def outside(engineer: Person, wanted: Wanted) -> bool:
    """The order's station is none of theirs."""
    return engineer.station_id != wanted.station_id and wanted.station_id not in engineer.serves


Hard: TypeAlias = Callable[[UUID, Person, Demands], bool]
Soft: TypeAlias = Callable[[Engineer, Wanted, datetime], bool]
# What nobody overrides, with the problem that says so: where the record is wrong, the record is corrected.
HARD: dict[str, tuple[str, Hard]] = {
    "blocked": ("engineer_blocked", lambda id, who, asks: id in asks.blocked),
    "resident": ("engineer_resident", lambda id, who, asks: who.resident_site_id not in (None, asks.site_id)),
    "clearance": (
        "engineer_not_cleared",
        lambda id, who, asks: asks.classified and not (who.cleared and who.station_id == asks.designated_id),
    ),
    "certificate": ("certificate_not_valid", lambda id, who, asks: asks.certificate is not None and asks.certificate not in who.skills),
}
# Who chooses somebody nevertheless says why.
OF_THE_PERSON: dict[str, Soft] = {
    "skill": lambda who, wanted, now: wanted.skill is not None and wanted.demands.certificate is None and wanted.skill not in who.skills,
    "product_line": lambda who, wanted, now: wanted.demands.product_line is not None and wanted.demands.product_line not in who.skills,
    "level": lambda who, wanted, now: wanted.demands.least_level > 0 and level_of(who, wanted) < wanted.demands.least_level,
}
STATION = "station"  # whose person it is, the asker is not to say: no reason helps, and no record is wrong
# By the time of the visit, not by now: tomorrow's is judged by tomorrow.
OF_THE_TIME = ("shift_over", "absent")
# Of these rules, whether this visit asks at all: what it does not ask of anybody is not looked at ten thousand times.
ASKED: dict[str, Callable[[Wanted], bool]] = {
    "blocked": lambda wanted: bool(wanted.demands.blocked),
    "clearance": lambda wanted: wanted.demands.classified,
    "certificate": lambda wanted: wanted.demands.certificate is not None,
    "skill": lambda wanted: wanted.skill is not None,
    "product_line": lambda wanted: wanted.demands.product_line is not None,
    "level": lambda wanted: wanted.demands.least_level > 0,
}
SOFT = {*OF_THE_PERSON, *OF_THE_TIME}
RULES = (*HARD, *OF_THE_PERSON, STATION, *OF_THE_TIME)
OTHER = "other"
# Why this person: against a soft rule, or in place of whoever stands first. Never renamed; other has to be said in words.
OFFERED = ("customer_wish", "knows_site", "has_part", "agreed_with_them", "with_help", "spreads_work", "nobody_else", OTHER)
CHOICES = ("was_there", *OFFERED)


class Choice(msgspec.Struct, frozen=True):
    """code: of CHOICES, or empty. first: who stood first in the list that the person saw."""

    code: str = ""
    first: UUID | None = None


NO_CHOICE, WAS_THERE = Choice(), Choice("was_there")


def read_choice(choice: Choice, engineer_id: UUID, words: str, against: list[str], taken_away: bool) -> dict[str, Any]:
    """What the event keeps of it. taken_away: there is a reason already, that for taking the visit from somebody.

    Raises field_not_valid where the code is none, or data_missing where it is not said why somebody was passed over.
    """
    if choice.code not in ("", *CHOICES):
        raise Problem("field_not_valid", fields=["choice_code"])
    past = choice.first if choice.first != engineer_id else None
    if past and not choice.code and not taken_away:
        raise Problem("data_missing", fields=["choice_code"])
    if choice.code == OTHER and not key(words):
        raise Problem("data_missing", fields=["reason"])
    said = {"choice_code": choice.code, "first_engineer_id": past, "against": against, "reason": words if choice.code else ""}
    return {name: value for name, value in said.items() if value}


def barred(engineer_id: UUID, engineer: Person, demands: Demands) -> str | None:
    """The first hard rule that stands against them."""
    return next((rule for rule, (_, stands) in HARD.items() if stands(engineer_id, engineer, demands)), None)


def refuse_barred(engineer_id: UUID, engineer: Person, demands: Demands) -> None:
    """Raises the problem of the hard rule that stands against them."""
    if rule := barred(engineer_id, engineer, demands):
        raise Problem(HARD[rule][0], rule=rule, fields=["engineer_id"])


def exclusion(engineer: Engineer, wanted: Wanted, now: datetime, stations: set[UUID] | None) -> str | None:
    """The first rule that stands against them."""
    return next(sieve(wanted, now, stations)(engineer), None)


def broken(engineer: Engineer, wanted: Wanted, now: datetime, stations: set[UUID] | None) -> list[str]:
    return list(sieve(wanted, now, stations)(engineer))


def sieve(wanted: Wanted, now: datetime, stations: set[UUID] | None) -> Callable[[Engineer], Iterator[str]]:
    """What stands against an engineer, in the order of RULES: made once for many of them. stations: whose people the asker may send; None: all."""
    asks = wanted.demands
    hard = [(rule, bars) for rule, (_, bars) in HARD.items() if rule not in ASKED or ASKED[rule](wanted)]
    soft = [(rule, stands) for rule, stands in OF_THE_PERSON.items() if ASKED[rule](wanted)]

    def against(engineer: Engineer) -> Iterator[str]:
        route = engineer.route
        for rule, bars in hard:
            if bars(route.engineer_id, engineer, asks):
                yield rule
        for rule, stands in soft:
            if stands(engineer, wanted, now):
                yield rule
        if stations is not None and engineer.station_id not in stations:
            yield STATION
        if not _lies_in(wanted, route.shifts, now):
            yield "shift_over"
        elif route.away and not _lies_in(wanted, working(route), now):
            yield "absent"

    return against


def _lies_in(wanted: Wanted, spans: Iterable[Span], now: datetime) -> bool:
    return any(wanted.lies_in(span, now) for span in spans)
