"""The latest forecast of each open attendance."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from ..db import Tx


class Late(msgspec.Struct):
    attendance_id: UUID
    late_since: datetime


LATE = "select attendance_id, late_since from forecasts where late_since is not null"


async def late_since(tx: Tx) -> dict[UUID, datetime]:
    """Of those whose card is open."""
    return {row.attendance_id: row.late_since for row in await tx.all(LATE, Late)}


SAVE_FORECASTS = """
insert into forecasts (org_id, attendance_id, predicted_arrival, computed_at, position_time, late_minutes, reason, late_since)
select current_org(), row.attendance_id, row.predicted, $1, row.position_time, row.late_minutes, row.reason, row.late_since
from unnest($2::uuid[], $3::timestamptz[], $4::timestamptz[], $5::int[], $6::text[], $7::timestamptz[])
  as row (attendance_id, predicted, position_time, late_minutes, reason, late_since)
on conflict (org_id, attendance_id) do update set predicted_arrival = excluded.predicted_arrival, computed_at = excluded.computed_at,
  position_time = excluded.position_time, late_minutes = excluded.late_minutes, reason = excluded.reason, late_since = excluded.late_since
"""


async def save_forecasts(tx: Tx, now: datetime, columns: list[list[Any]]) -> None:
    await tx.run(SAVE_FORECASTS, now, *columns)


DROP_FORECASTS = "delete from forecasts where attendance_id <> all($1::uuid[])"


async def drop_forecasts(tx: Tx, kept: list[UUID]) -> None:
    """Of visits that need none any more: begun, ended, or waiting for something."""
    await tx.run(DROP_FORECASTS, kept)


ELECT = "select pg_try_advisory_xact_lock(4242002, $1)"


async def elected(tx: Tx) -> bool:
    """One forecaster per organisation at a time: a second process lets this round pass."""
    return bool(await tx.value(ELECT, tx.org_id))
