"""What an engineer says of themselves. Pure. The words are frozen: they lie in the queues of phones."""

from datetime import datetime
from typing import Literal

import msgspec

State = Literal["on", "break", "off", "sick"]


class DutyState(msgspec.Struct, frozen=True):
    """since: the corrected time of the tap. It holds until the day ends at the organisation's place."""

    state: State
    since: datetime
