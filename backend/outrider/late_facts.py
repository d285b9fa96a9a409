"""What an event says of a visit that comes late: that it does, and how it was rescued. Stored like the other facts of an order."""

from datetime import datetime
from uuid import UUID

import msgspec

from .order_facts import Fact


class VisitForecast(Fact, frozen=True):
    """visit_late, visit_safe_again. Minutes past the promise."""

    predicted_arrival: datetime
    late_minutes: int
    reason: str | None = None


class MovedVisit(Fact, frozen=True):
    order_id: UUID
    engineer_id: UUID
    previous_engineer_id: UUID


class PlannedStart(Fact, frozen=True):
    """When somebody was to begin with a visit, by the order of their day."""

    attendance_id: UUID
    at: datetime | None = None


class Rescued(Fact, frozen=True):
    """keeps: the orders whose promises the plan keeps; starts: of the days that it concerns, as they were before; told: the orders whose
    customers were told in words of the office.
    """

    way: str
    keeps: list[UUID]
    moves: list[MovedVisit]
    starts: list[PlannedStart]
    told: list[UUID] = msgspec.field(default_factory=list)


class PromiseBroken(Fact, frozen=True):
    """Nobody had the order when its window ended."""

    window_to: datetime
