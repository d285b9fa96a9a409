"""What a technician says on their phone of a device on their bench: as the counter says it, and where the order stood then. Pure."""

from ...carry_in.rules import Inspection, NewQuote
from ...model import Status


class BenchInspection(Inspection, kw_only=True):
    expected: Status


class BenchQuote(NewQuote, kw_only=True):
    """amount as text: no phone rounds it."""

    expected: Status
