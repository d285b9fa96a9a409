"""When a customer may choose another time by their link, and how a time is named in a form. Pure."""

from datetime import datetime, timedelta
from itertools import groupby
from typing import TypeAlias
from zoneinfo import ZoneInfo

import msgspec

from ...model import VISITING, Status

S = Status
Slot: TypeAlias = tuple[datetime, datetime]
# Nobody is on the way or at work yet, and when somebody comes can be said.
CHOOSABLE = frozenset(
    {S.RECEIVED, S.AWAITING_ASSIGNMENT, S.ASSIGNED, S.ACCEPTED, S.APPOINTMENT_CONFIRMED, S.PARTS_READY, S.AWAITING_CUSTOMER}
)
WAITING = frozenset({S.AWAITING_PARTS, S.PARTS_IN_TRANSIT})  # nobody can say when it goes on: what suits is said in words
DAY = timedelta(days=1)
MOST_A_DAY = 5  # times chosen for one order


class Offer(msgspec.Struct, frozen=True):
    """windows: one can be chosen. words: it can be said when it suits."""

    windows: bool
    words: bool


NOTHING = Offer(False, False)


def offer(kind: str, status: Status) -> Offer:
    if kind not in VISITING:
        return NOTHING
    return Offer(status in CHOOSABLE, status in CHOOSABLE | WAITING)


def name_of(slot: Slot) -> str:
    """As a form carries it."""
    return "/".join(str(int(at.timestamp())) for at in slot)


def by_day(slots: list[Slot], zone: str) -> list[tuple[datetime, list[Slot]]]:
    """Each day of the place with its times, under its first one."""
    days = groupby(slots, lambda slot: slot[0].astimezone(ZoneInfo(zone)).date())
    return [(rows[0][0], rows) for rows in (list(group) for _, group in days)]
