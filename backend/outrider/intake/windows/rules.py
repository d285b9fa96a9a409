"""What is asked about a call that is no order yet, and what can be said to the caller. Pure."""

from datetime import datetime
from uuid import UUID

import msgspec

from ...assign.windows.rules import OfferedWindow
from ...model import WorkKind
from ...problems import Problem
from ...status.rules import Zoned
from ..booking.rules import check_place


class Asked(msgspec.Struct):
    """site_id, or the place of a new one. level: whose limits are told; "" where none was chosen yet."""

    kind: WorkKind = "repair"
    level: str = ""
    account_id: UUID | None = None
    device_id: UUID | None = None
    site_id: UUID | None = None
    lat: float | None = None
    lon: float | None = None
    skill: str | None = None
    window_from: datetime | None = None
    window_to: datetime | None = None


def asked(
    kind: WorkKind = "repair",
    level: str = "",
    account_id: UUID | None = None,
    device_id: UUID | None = None,
    site_id: UUID | None = None,
    lat: float | None = None,
    lon: float | None = None,
    skill: str | None = None,
    window_from: Zoned | None = None,
    window_to: Zoned | None = None,
) -> Asked:
    """From the parameters of an address."""
    return Asked(kind, level, account_id, device_id, site_id, lat, lon, skill, window_from, window_to)


class Limit(msgspec.Struct):
    """By when the level wants a commitment kept, if the order is taken at this moment."""

    what: str
    due_at: datetime


class Promises(msgspec.Struct):
    """windows: the soonest that somebody can keep, or the one that was asked about. limits: the soonest first. time_zone: of the place."""

    windows: list[OfferedWindow]
    limits: list[Limit]
    time_zone: str


def place_of(asked: Asked) -> tuple[float, float]:
    """Raises data_missing, or place_not_valid."""
    if asked.lat is None or asked.lon is None:
        raise Problem("data_missing", fields=["site"])
    check_place(asked.lat, asked.lon)
    return asked.lat, asked.lon
