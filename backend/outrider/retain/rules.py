"""How long what is kept. Pure."""

from typing import Literal, get_args

import msgspec

What = Literal["positions", "feed", "commands"]
HoldKind = Literal["organisation", "engineer", "order"]


class Term(msgspec.Struct, frozen=True):
    """days: as long as an organisation says nothing else. fewest: that it may say."""

    what: What
    days: int
    fewest: int


# positions: an engineer's way. feed: hints of what changed; a reader behind them reads all again, and phones send again what is thirty days old.
# commands: the words that phones sent; id, hash and outcome stay.
TERMS: tuple[Term, ...] = (Term("positions", 90, 9), Term("feed", 60, 31), Term("commands", 400, 31))
MOST_DAYS = 36_500
assert {term.what for term in TERMS} == set(get_args(What))


class KeptFor(msgspec.Struct, frozen=True):
    """How long, in days, an organisation keeps something."""

    what: What
    days: int


def kept(said: list[KeptFor]) -> list[KeptFor]:
    """All of them: as the organisation said, or as a new one begins."""
    days = {row.what: row.days for row in said}
    return [KeptFor(term.what, days.get(term.what, term.days)) for term in TERMS]


def may_be(wanted: KeptFor) -> bool:
    return any(term.what == wanted.what and term.fewest <= wanted.days <= MOST_DAYS for term in TERMS)
