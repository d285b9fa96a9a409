"""An order as it stands while somebody holds its lock."""

from uuid import UUID

import msgspec

from ...model import Status


class OrderState(msgspec.Struct):
    """engineer_id and attendance_id: the open attendance, if there is one."""

    id: UUID
    status: Status
    station_id: UUID
    account_id: UUID
    visit_id: UUID | None
    attendance_id: UUID | None
    engineer_id: UUID | None
