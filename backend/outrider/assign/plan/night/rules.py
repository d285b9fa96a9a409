"""When tomorrow's plan is made by itself. Pure."""

from datetime import datetime, time, timedelta
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec


class PlanSettings(msgspec.Struct):
    """hour: of every day, when the plan of the next one is made; none: only when somebody asks. stations: none means all of them.

    most_moved: the share of the visits that a plan may give to another engineer.
    """

    hour: Annotated[int, msgspec.Meta(ge=0, le=23)] | None = None
    stations: list[UUID] = []
    most_moved: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.3


def next_at(hour: int, zone: ZoneInfo, now: datetime) -> datetime:
    """The next time that the clock there shows this hour."""
    today = now.astimezone(zone).date()
    rows = (datetime.combine(today + timedelta(days=n), time(hour), zone).astimezone(now.tzinfo) for n in range(3))
    return next(row for row in rows if row > now)
