"""What the card of a late visit shows: each plan, every visit that it makes earlier or later, and the days of those concerned. Pure."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from ....model import Status
from ...why.rules import LateCause
from ...words.rules import Consent, CustomerWords

Kind = Literal["stay", "reorder", "hand_over", "swap", "chain"]  # stay: nothing moves, and the customer is told


class Head(msgspec.Struct, frozen=True):
    """An order as people know it, and where it stands."""

    order_id: UUID
    number: str
    account: str
    status: Status


class HandOver(msgspec.Struct, frozen=True):
    """A visit that somebody else gets. expected: its status as the plan was made; seen_engineer_id: who had it."""

    order_id: UUID
    engineer_id: UUID
    seen_engineer_id: UUID
    expected: Status


class DayOrder(msgspec.Struct, frozen=True):
    """In which order an engineer goes on, without what has begun."""

    engineer_id: UUID
    name: str
    orders: list[UUID]


class VisitChange(msgspec.Struct, frozen=True):
    """A visit that another engineer does or that is reached at another time. minutes: later, or, below nothing, earlier.

    late, was_late: past its promise, in minutes; risk, was_risk: in percent, that they are. promise: none where no time is.
    confirmed: the customer was told this time by name.
    """

    order_id: UUID
    number: str
    account: str
    was_engineer: str
    engineer: str
    was_at: datetime
    at: datetime
    minutes: int
    was_late: int
    late: int
    was_risk: int
    risk: int
    promise: datetime | None
    confirmed: bool


class StripStop(msgspec.Struct, frozen=True):
    """promise: None where no time is. moved: somebody else had it."""

    order_id: UUID
    account: str
    at: datetime
    leaves: datetime
    promise: datetime | None
    late: bool
    moved: bool


class Strip(msgspec.Struct, frozen=True):
    """The day of somebody whom a plan concerns, as it will be; what has begun too."""

    engineer_id: UUID
    name: str
    stops: list[StripStop]


class RescuePlan(msgspec.Struct, frozen=True):
    """keeps: the promises that are kept by it and broken without; travel_minutes: more than as things stand. words: for the customers whose visits
    it moves.
    """

    way: Kind
    keeps: list[UUID]
    moves: list[HandOver]
    days: list[DayOrder]
    changes: list[VisitChange]
    strips: list[Strip]
    travel_minutes: int
    words: list[CustomerWords] = []


class Rescue(msgspec.Struct, frozen=True):
    """late: what the engineer would be late for, of promises that can still be kept. plans: best first, none where no few moves help.
    consent: where they come late as things stand. stay: what the customer would be told where nothing moves; cause: why it comes late, or may.
    """

    order_id: UUID
    engineer_id: UUID
    engineer: str
    late: list[UUID]
    plans: list[RescuePlan]
    consent: Consent | None
    computed_at: datetime
    stay: CustomerWords | None = None
    cause: LateCause | None = None
