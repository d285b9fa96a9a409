"""Ways of days, and who looked at them."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from ...db import Tx
from ...ids import new_id
from ...model import Scope
from ..rules import Fix

IS_FOLLOWED = "select exists (select from engineers where user_id = $3 and ($1 or station_id = any($2::uuid[])))"


async def is_followed(tx: Tx, scope: Scope, engineer_id: UUID) -> bool:
    return bool(await tx.value(IS_FOLLOWED, scope.everything, scope.stations, engineer_id))


FIXES = "select device_time, lat, lon, accuracy_m, speed_mps, heading_deg from fixes_between($1, $2, $3) order by device_time"


async def fixes(tx: Tx, engineer_id: UUID, since: datetime, until: datetime) -> list[Fix]:
    return await tx.all(FIXES, Fix, engineer_id, since, until)


NOTE = "insert into trail_looks (org_id, id, engineer_id, day, looked_by, looked_at) values (current_org(), $1, $2, $3, $4, $5)"


async def note(tx: Tx, engineer_id: UUID, day: date, by: UUID, now: datetime) -> None:
    await tx.run(NOTE, new_id(now), engineer_id, day, by, now)


class TrailLook(msgspec.Struct):
    """day: whose way was looked at. name: who looked."""

    id: UUID
    engineer_id: UUID
    engineer: str
    day: date
    name: str
    looked_at: datetime


LOOKS = """
select l.id, l.engineer_id, engineer.name as engineer, l.day, person.name, l.looked_at
from trail_looks l join users person on person.id = l.looked_by join users engineer on engineer.id = l.engineer_id
where ($1::uuid is null or l.engineer_id = $1) and ($2::uuid is null or l.id < $2) order by l.id desc limit $3
"""


async def looks(tx: Tx, engineer_id: UUID | None, before: UUID | None, most: int) -> list[TrailLook]:
    return await tx.all(LOOKS, TrailLook, engineer_id, before, most)
