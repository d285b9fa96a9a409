"""How much a search may use. Pure."""

from typing import NamedTuple

STAY = 1_200.0  # what giving a visit to another engineer costs, in seconds of travel
DEARER = 4  # times as much in a second search, where the first would disturb more than it may


class Budget(NamedTuple):
    """visits: for up to so many. seconds: of a core; memory: megabytes that the process may take, code and all."""

    visits: int
    seconds: int
    memory: int


BUDGETS = (Budget(60, 3, 2_048), Budget(600, 10, 2_048), Budget(2_000, 25, 2_048), Budget(6_000, 60, 4_096))
STARTS = 20  # seconds of a core beside those: to begin, and to compile where that was not done
PATIENCE = 15  # how much longer it may take on the wall, on a machine that others use


def budget_of(visits: int) -> Budget | None:
    """None: more than anybody plans at once."""
    return next((row for row in BUDGETS if visits <= row.visits), None)
