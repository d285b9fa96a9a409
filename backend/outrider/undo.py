"""Undo, as the office means it: for a few seconds whoever decided something takes it back, where nobody has built on it."""

from datetime import datetime, timedelta

from .db import Tx
from .problems import Problem

LONGEST_UNDO = timedelta(seconds=60)  # that an organisation may choose: orgs_undo_seconds_check

UNDO_SECONDS = "select undo_seconds from orgs where id = current_org()"


async def seconds(tx: Tx) -> int:
    return int(await tx.value(UNDO_SECONDS))


def until(decided_at: datetime, undo_seconds: int) -> datetime | None:
    """None: it stands from the beginning."""
    return decided_at + timedelta(seconds=undo_seconds) if undo_seconds else None


def must_be_in_time(decided_at: datetime | None, undo_seconds: int, now: datetime) -> None:
    """Raises too_late_to_withdraw. None: it was longer ago than anybody may choose."""
    last = until(decided_at, undo_seconds) if decided_at else None
    if last is None or now > last:
        raise Problem("too_late_to_withdraw", seconds=undo_seconds)
