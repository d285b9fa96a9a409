"""Who is not offered and why, and where nobody is, what would help. Pure."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec
import numpy as np

from ..everybody.rules import View
from ..fit.rules import HARD, RULES, SOFT, STATION, Wanted, sieve

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


def not_offered(view: View, out: Mapping[str, Any], wanted: Wanted, stations: set[UUID] | None, most: int) -> list[NotOffered]:
    """The nearest of those who may be chosen nevertheless, and then of the others. out: the numbers of whom each rule took out first."""
    through, some = sieve(wanted, view.now, stations), list[int]()
    for soft in (True, False):
        if rows := [numbers for rule, numbers in out.items() if (rule in SOFT) == soft]:
            who = np.concatenate(rows)
            some += view.first(who, view.metres(who, wanted), most - len(some))
    found = list[NotOffered]()
    for engineer in map(view.engineer, some):
        rules = list(through(engineer))
        found.append(NotOffered(engineer.route.engineer_id, engineer.name, rules, SOFT.issuperset(rules)))
    return sorted(found, key=lambda row: not row.may_choose)


def what_would_help(against: Mapping[str, Any]) -> Nobody:
    """Only what would help by itself: of whom two rules stand against, nothing is said. against: of each rule, whom."""
    rules = np.array([*against.values()])
    alone = {rule: int((stands & (rules.sum(axis=0) == 1)).sum()) for rule, stands in against.items()}
    blocks = {rule: int(stands.sum()) for rule, stands in against.items()}
    ways = [Way(action, rule, alone[rule]) for rule in RULES if alone.get(rule) for action in HELPS[rule]]
    most = max(RULES, key=lambda rule: blocks.get(rule, 0)) if any(blocks.values()) else None
    return Nobody(most, sorted(ways, key=lambda way: -way.engineers))
