"""What a plan is shown as: what moves, the days before and after, what is won, and what it does not mend. Pure."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec


class PlanRow(msgspec.Struct, frozen=True):
    """One thing that can be taken. id: of the order that goes to somebody, or of the engineer whose day is put in another order.

    before, after: when somebody is there (nobody is before, where it is with nobody), and how late; travel_minutes: won by another order.
    holder: who has it; promise: until when somebody has to be there; status: of the order, as it was planned.
    """

    id: UUID
    kind: Literal["assign", "move", "order"]
    to_id: UUID
    to: str
    number: str = ""
    account: str = ""
    status: str = ""
    holder_id: UUID | None = None
    holder: str = ""
    before: datetime | None = None
    after: datetime | None = None
    promise: datetime | None = None
    late_before: int = 0
    late_after: int = 0
    travel_minutes: int = 0


class PlanSlot(msgspec.Struct, frozen=True):
    """A visit in a day. late: past its promise so much that it is called so. pinned: to whoever has it."""

    order_id: UUID
    number: str
    at: datetime
    leaves: datetime
    late: bool
    pinned: bool = False


class PlanDay(msgspec.Struct, frozen=True):
    """The day of an engineer, as it stands and as it would be; travel in minutes."""

    engineer_id: UUID
    name: str
    before: list[PlanSlot]
    after: list[PlanSlot]
    travel_before: int
    travel_after: int


class PlanLeft(msgspec.Struct, frozen=True):
    """A visit that nobody gets. rule: that keeps most engineers away, and how many of them; "time": nobody of those who may has room."""

    order_id: UUID
    number: str
    account: str
    promise: datetime
    rule: str
    engineers: int


class PlanLate(msgspec.Struct, frozen=True):
    """A visit that comes too late all the same. late: minutes past its promise."""

    order_id: UUID
    number: str
    account: str
    engineer: str
    promise: datetime
    at: datetime
    late: int


class PlanSummary(msgspec.Struct, frozen=True):
    """travel: minutes of driving; kept: promises that somebody keeps, of promised. withheld: rows that would have broken something; over: that
    would have moved more than may be.
    """

    engineers: int
    visits: int
    held: int
    travel_before: int
    travel_after: int
    promised: int
    kept_before: int
    kept_after: int
    assigned: int
    moved: int
    unassigned: int
    withheld: int = 0
    over: int = 0


class PlanProposal(msgspec.Struct, frozen=True):
    """late: whose promise is broken with it too. remote: those that remote support is at work on, and that are not planned."""

    made_at: datetime
    since: datetime
    until: datetime
    summary: PlanSummary
    rows: list[PlanRow]
    days: list[PlanDay]
    left: list[PlanLeft]
    late: list[PlanLate] = []
    remote: list[PlanLeft] = []
