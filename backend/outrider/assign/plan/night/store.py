"""What an organisation says of its plans."""

from datetime import datetime
from uuid import UUID

import msgspec

from ....db import Tx
from .rules import PlanSettings

SETTINGS = "select hour, stations, round(most_moved::numeric, 4)::float8 as most_moved from plan_settings"


async def settings(tx: Tx) -> PlanSettings:
    return await tx.one(SETTINGS, PlanSettings) or PlanSettings()


SAVE = """
insert into plan_settings (org_id, hour, stations, most_moved, next_at, changed_at, changed_by) values (current_org(), $1, $2, $3, $4, $5, $6)
on conflict (org_id) do update set hour = excluded.hour, stations = excluded.stations, most_moved = excluded.most_moved,
  next_at = excluded.next_at, changed_at = excluded.changed_at, changed_by = excluded.changed_by
"""


async def save(tx: Tx, wanted: PlanSettings, next_at: datetime | None, now: datetime, by: UUID) -> None:
    await tx.run(SAVE, wanted.hour, sorted(wanted.stations), wanted.most_moved, next_at, now, by)


class Due(msgspec.Struct):
    hour: int
    stations: list[UUID]


DUE = "select hour, stations from plan_settings where next_at <= $1 for update skip locked"


async def due(tx: Tx, now: datetime) -> Due | None:
    return await tx.one(DUE, Due, now)


LATER = "update plan_settings set next_at = $1 where hour is not null"


async def later(tx: Tx, next_at: datetime) -> None:
    await tx.run(LATER, next_at)
