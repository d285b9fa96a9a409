"""An order as it stands while somebody holds its lock."""

from datetime import timedelta
from uuid import UUID

import msgspec

from ...model import Status

KEPT_ON_SCREENS = timedelta(hours=24)  # as long board and phone show what is over


class OrderState(msgspec.Struct):
    """engineer_id and attendance_id: the open attendance, if there is one. asked: kinds of what the office has to decide about it."""

    id: UUID
    kind: str
    status: Status
    station_id: UUID
    account_id: UUID
    visit_id: UUID | None
    attendance_id: UUID | None
    engineer_id: UUID | None
    asked: list[str]
