"""What an engineer says of themselves. Pure. The words are frozen: they lie in the queues of phones."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from ...model import Moment

State = Literal["on", "break", "off", "sick"]


class DutyState(msgspec.Struct, frozen=True):
    """since: the corrected time of the tap. It holds until the day ends at the organisation's place."""

    state: State
    since: datetime


class OpenVisit(msgspec.Struct):
    """What somebody still has to do today."""

    order_id: UUID
    attendance_id: UUID
    station_id: UUID


class Declared(msgspec.Struct, frozen=True):
    """What an engineer said of themselves, as its consequences see it (reactions.py). action: the duty."""

    action: State
    engineer_id: UUID
    moment: Moment
    visits: list[OpenVisit]
