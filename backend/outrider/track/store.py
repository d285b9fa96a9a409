"""Positions: the log always grows, the latest only moves forward in device time."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from ..db import Tx
from ..model import AT_SITE, Scope
from .rules import Duty


class Seen(msgspec.Struct):
    """Where an engineer was last, how sure, and when: a place without its age is never shown."""

    engineer_id: UUID
    name: str
    station_id: UUID
    lat: float
    lon: float
    accuracy_m: float
    device_time: datetime
    order_id: UUID | None
    status: str | None
    absent: bool
    duty: str | None


DUTY = """
select (d.day + coalesce(s.starts, e.shift_start)) at time zone org.time_zone as shift_from,
  (d.day + coalesce(s.ends, e.shift_end)) at time zone org.time_zone as shift_to,
  exists (select from attendances a join orders o on o.id = a.order_id where a.engineer_id = e.user_id and a.ended_at is null
    and (o.status = 'en_route' or o.status = any($3::text[]))) as called_out,
  said.state as said, said.since as said_at
from engineers e join orgs org on org.id = e.org_id cross join lateral (select ($2::timestamptz at time zone org.time_zone)::date as day) d
left join shifts s on s.engineer_id = e.user_id and s.day = d.day
left join duties said on said.engineer_id = e.user_id and (said.since at time zone org.time_zone)::date = d.day
where e.user_id = $1
"""


async def duty(tx: Tx, engineer_id: UUID, at: datetime) -> Duty | None:
    return await tx.one(DUTY, Duty, engineer_id, at, AT_SITE)


ADD_POSITIONS = """
with fixes as (
  select * from unnest($2::timestamptz[], $3::float8[], $4::float8[], $5::real[], $6::real[], $7::real[])
    as fix (device_time, lat, lon, accuracy_m, speed_mps, heading_deg)
), logged as (
  insert into positions (org_id, engineer_id, device_time, lat, lon, accuracy_m, speed_mps, heading_deg, source, received_at)
  select current_org(), $1, fixes.*, $8, $9 from fixes on conflict do nothing returning 1
), moved as (
  insert into latest_positions (org_id, engineer_id, device_time, lat, lon, accuracy_m, speed_mps, heading_deg, received_at)
  select current_org(), $1, fixes.*, $9 from fixes order by device_time desc limit 1
  on conflict (org_id, engineer_id) do update set device_time = excluded.device_time, lat = excluded.lat, lon = excluded.lon,
    accuracy_m = excluded.accuracy_m, speed_mps = excluded.speed_mps, heading_deg = excluded.heading_deg, received_at = excluded.received_at
  where latest_positions.device_time < excluded.device_time
) select count(*) from logged
"""


async def add_positions(tx: Tx, engineer_id: UUID, columns: list[list[Any]], source: str, now: datetime) -> int:
    return int(await tx.value(ADD_POSITIONS, engineer_id, *columns, source, now))


SEEN = """
select e.user_id as engineer_id, person.name, e.station_id, p.lat, p.lon, p.accuracy_m, p.device_time, a.order_id, o.status,
  exists (select from absences away where away.engineer_id = e.user_id and away.starts_at <= $3 and away.ends_at > $3) as absent,
  (select said.state from duties said join orgs org on org.id = said.org_id where said.engineer_id = e.user_id
    and (said.since at time zone org.time_zone)::date = ($3::timestamptz at time zone org.time_zone)::date) as duty
from engineers e
join users person on person.id = e.user_id and person.active
join latest_positions p on p.engineer_id = e.user_id
left join lateral (select order_id from attendances where engineer_id = e.user_id and ended_at is null
  order by arrived_at nulls last, set_off_at nulls last, planned_start limit 1) a on true
left join orders o on o.id = a.order_id
where $1 or e.station_id = any($2::uuid[])
order by person.name, e.user_id
"""


async def seen(tx: Tx, scope: Scope, now: datetime) -> list[Seen]:
    return await tx.all(SEEN, Seen, scope.everything, scope.stations, now)
