"""What a place in somebody's day is worth, and what set one before another. Pure."""

import msgspec


class Terms(msgspec.Struct, frozen=True):
    """What a score is made of, each weighted: minutes of driving that it is worth."""

    travel: float = 0.0
    others_late: float = 0.0
    own_late: float = 0.0
    waiting: float = 0.0
    level: float = 0.0
    outside: float = 0.0
    overtime: float = 0.0
    workload: float = 0.0
    not_preferred: float = 0.0

    def sum(self) -> float:
        return float(sum(msgspec.structs.astuple(self)))


class Because(msgspec.Struct, frozen=True):
    """Why somebody stands behind than, and not before them (the first: before than, and not behind): what made most of it, and by how much.

    term: of Terms, or named, or declined, or equal, or alone. by: minutes; of level steps, of workload hours.
    """

    term: str
    than: str = ""
    by: float = 0
