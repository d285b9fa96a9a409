"""Who leads when somebody of the crew takes over. Pure."""

from datetime import datetime
from uuid import UUID

import msgspec

from ...model import AT_WORK, Status


class Member(msgspec.Struct):
    """An open attendance of somebody who joins."""

    id: UUID
    set_off_at: datetime | None
    arrived_at: datetime | None
    finished_at: datetime | None


def landing(status: Status, member: Member) -> Status | None:
    """Where the order stands with them: they are where they are, and go on with what is being done there. None: as with anybody else."""
    if member.finished_at or not (member.arrived_at or member.set_off_at):
        return None
    if member.arrived_at is None:
        return Status.EN_ROUTE
    return status if status in AT_WORK else Status.ARRIVED
