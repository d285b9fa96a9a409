"""Who is not offered and why, and where nobody is, what would help. Pure."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from heapq import nsmallest
from typing import TypeAlias
from uuid import UUID

import msgspec

from ..fit.rules import HARD, RULES, SOFT, STATION, Engineer, Wanted, sieve

Out: TypeAlias = tuple[str, Engineer]  # whom a rule took out, and the first that does
# What would let somebody be sent against whom a rule alone stands.
HELPS: dict[str, tuple[str, ...]] = {
    "shift_over": ("move_window", "overtime"),
    "absent": ("move_window",),
    "skill": ("lift_skill", "choose"),
    "product_line": ("choose",),
    "level": ("choose",),
    STATION: ("ask_station",),
    **dict.fromkeys(HARD, ("correct_record",)),
}


class NotOffered(msgspec.Struct):
    """rules: all that stand against them. may_choose: nothing does that nobody overrides."""

    engineer_id: UUID
    name: str
    rules: list[str]
    may_choose: bool


class Way(msgspec.Struct):
    """action: of HELPS. engineers: how many could be sent then."""

    action: str
    rule: str
    engineers: int


class Nobody(msgspec.Struct):
    """rule: what stands against most; None: there is no engineer at all. ways: what would help, what helps most first."""

    rule: str | None
    ways: list[Way]


def not_offered(out: Sequence[Out], wanted: Wanted, now: datetime, stations: set[UUID] | None, most: int) -> list[NotOffered]:
    """The nearest of those who may be chosen nevertheless, and then of the others."""

    def near(engineer: Engineer) -> tuple[float, UUID]:
        route = engineer.route
        return (route.lat - wanted.lat) ** 2 + (route.lon - wanted.lon) ** 2, route.engineer_id

    through = sieve(wanted, now, stations)
    some = nsmallest(most, [engineer for rule, engineer in out if rule in SOFT], key=near)
    some += nsmallest(most - len(some), [engineer for rule, engineer in out if rule not in SOFT], key=near)
    against = [list(through(engineer)) for engineer in some]
    found = [NotOffered(who.route.engineer_id, who.name, rules, SOFT.issuperset(rules)) for who, rules in zip(some, against, strict=True)]
    return sorted(found, key=lambda row: not row.may_choose)


def what_would_help(out: Sequence[Out], wanted: Wanted, now: datetime, stations: set[UUID] | None) -> Nobody:
    """Only what would help by itself: of whom two rules stand against, nothing is said."""
    through = sieve(wanted, now, stations)
    against = [list(through(engineer)) for _, engineer in out]
    blocks, alone = Counter(rule for rules in against for rule in rules), Counter(rules[0] for rules in against if len(rules) == 1)
    ways = [Way(action, rule, alone[rule]) for rule in RULES if alone[rule] for action in HELPS[rule]]
    most = max(RULES, key=lambda rule: blocks[rule]) if blocks else None
    return Nobody(most, sorted(ways, key=lambda way: -way.engineers))
