"""Nobody works two shifts at once."""

from typing import Any
from uuid import UUID

from ..db import Tx
from ..problems import Problem
from . import rules, store


async def hold_engineers(tx: Tx, rows: list[tuple[UUID, dict[str, Any]]]) -> None:
    """Of two people who write one engineer's roster, the second sees what the first wrote."""
    await store.hold_engineers(tx, [values["engineer_id"] for _, values in rows])


async def apart(tx: Tx, shifts: list[UUID]) -> None:
    """Raises shift_overlaps, naming the other one."""
    if other := await store.crossing(tx, shifts):
        raise Problem("shift_overlaps", fields=["starts", "ends"], value=rules.shift_in_words(other.day, other.starts, other.ends))
