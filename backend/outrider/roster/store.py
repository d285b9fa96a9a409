"""Shifts that stand beside others."""

from datetime import date
from uuid import UUID

import msgspec

from ..db import Tx


class Shift(msgspec.Struct):
    day: date
    starts: str
    ends: str


HOLD_ENGINEERS = "select from engineers where user_id = any($1) order by user_id for no key update"


async def hold_engineers(tx: Tx, users: list[UUID]) -> None:
    await tx.run(HOLD_ENGINEERS, users)


# Shifts reach into the next day at most.
CROSSING = """
select other.day, other.starts::text as starts, other.ends::text as ends
from shifts mine join shifts other on other.engineer_id = mine.engineer_id and other.id <> mine.id
  and other.day between mine.day - 1 and mine.day + 1
  and other.day + other.starts < mine.day + mine.ends + case when mine.ends <= mine.starts then interval '1 day' else interval '0' end
  and mine.day + mine.starts < other.day + other.ends + case when other.ends <= other.starts then interval '1 day' else interval '0' end
where mine.id = any($1) order by other.day, other.starts, other.id limit 1
"""


async def crossing(tx: Tx, shifts: list[UUID]) -> Shift | None:
    """A shift of the same engineer that one of these overlaps."""
    return await tx.one(CROSSING, Shift, shifts)
