"""Positions by day, in rows and in packs (migrations/0061_position_days.sql)."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from ...db import Tx

FIRST_DAY = """
select (min(first.device_time) at time zone 'UTC')::date from engineers e
cross join lateral (select min(device_time) as device_time from positions p where p.engineer_id = e.user_id) first
"""


async def first_day(tx: Tx) -> date | None:
    found: date | None = await tx.value(FIRST_DAY)
    return found


SOME = "select user_id from engineers where user_id > $1 order by user_id limit $2"
PACK = """
insert into position_packs (org_id, engineer_id, slot, source, at_ms, lat, lon, accuracy, speed, heading)
select current_org(), f.engineer_id, f.slot, f.source,
  array_agg(floor(extract(epoch from f.device_time - f.slot) * 1000)::int order by f.device_time),
  array_agg(round(f.lat * 1e7)::int order by f.device_time), array_agg(round(f.lon * 1e7)::int order by f.device_time),
  array_agg(round(f.accuracy_m * 10)::smallint order by f.device_time), array_agg(round(f.speed_mps * 10)::smallint order by f.device_time),
  array_agg(round(f.heading_deg * 10)::smallint order by f.device_time)
from (select p.*, position_slot(p.device_time) as slot from positions p
  where p.engineer_id = any($1::uuid[]) and p.device_time >= $2 and p.device_time < $3) f
group by f.engineer_id, f.slot, f.source on conflict do nothing
returning cardinality(at_ms) as fixes
"""


async def pack(tx: Tx, day: date, after: UUID, most: int) -> tuple[int, UUID | None]:
    """How many fixes of a day (UTC) of the next engineers it packed, and behind whom to go on; None: that were all."""
    engineers = [row["user_id"] for row in await tx.connection.fetch(SOME, after, most)]
    since = datetime.combine(day, time(), UTC)
    packed = await tx.connection.fetch(PACK, engineers, since, since + timedelta(days=1))
    return sum(row["fixes"] for row in packed), engineers[-1] if len(engineers) == most else None


OPEN_DAYS = "select open_position_days($1)"


async def open_days(tx: Tx, now: datetime) -> int:
    return int(await tx.value(OPEN_DAYS, now))


DROP_DAYS = "select drop_position_days($1)"


async def drop_days(tx: Tx, now: datetime) -> list[str]:
    found: list[str] = await tx.connection.fetchval(DROP_DAYS, now, timeout=600)
    return found
