"""An order as it stands while somebody holds its lock, and whose it is to see. Pure."""

from datetime import timedelta
from uuid import UUID

import msgspec

from ...model import ENDED, Status

# For SQL, written out: with a parameter in its place PostgreSQL does not plan with the index of the open ones.
OVER = "(" + ", ".join(f"'{status}'" for status in ENDED) + ")"
KEPT_ON_SCREENS = timedelta(hours=24)  # as long board and phone show what is over


class OrderState(msgspec.Struct):
    """engineer_id and attendance_id: of whoever leads, if anybody has it; pinned: to that engineer. crew: who else is to be there. asked: kinds of
    what the office has to decide about it.
    """

    id: UUID
    kind: str
    status: Status
    station_id: UUID
    account_id: UUID
    visit_id: UUID | None
    attendance_id: UUID | None
    engineer_id: UUID | None
    asked: list[str]
    pinned: bool = False
    crew: list[UUID] = []


def in_scope(order: str, first: int) -> str:
    """For SQL: an order, or a row of the feed, that a scope covers. Of `Scope.keys`, those from $first on."""
    return f"(${first} or {order}.station_id = any(${first + 1}::uuid[]) or {order}.account_id = any(${first + 2}::uuid[]))"


def seen_by(order: str, first: int) -> str:
    """For SQL: one that a scope covers, or that was theirs. Of `Scope.keys`, all four from $first on."""
    theirs = f"exists (select from attendances mine where mine.order_id = {order}.id and mine.engineer_id = ${first + 3})"
    return f"({in_scope(order, first)} or {theirs})"
