"""What whoever joins says of their own way and work: it moves their attendance, and never the order. Pure."""

from datetime import datetime
from uuid import UUID

import msgspec

from ...order_facts import Fact

# Their taps are those of whoever leads; in the history they bear names of their own, so that no clock and no count takes them for the order's.
TOLD: dict[str, str] = {"set_off": "crew_set_off", "arrive": "crew_arrived", "finish_work": "crew_left"}
SAID = ("running_late", "on_time", "ask_for_help", "note")


class CrewMember(msgspec.Struct):
    """Who joins: when they are promised, how far they are, and, until they are there, when they are predicted."""

    engineer_id: UUID
    engineer: str
    window_from: datetime
    window_to: datetime
    set_off_at: datetime | None
    arrived_at: datetime | None
    finished_at: datetime | None
    predicted_arrival: datetime | None
    late_minutes: int | None
    late_since: datetime | None


class CrewTold(Fact, frozen=True):
    """Of somebody who joins: they set off, are there or leave. distance_m: from the place, as their phone knew it."""

    distance_m: int | None = None
