"""Open attendances with what is known of them, and the latest forecast of each."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from ..db import Tx
from ..model import AT_SITE
from .rules import Leg


class Route(msgspec.Struct):
    engineer_id: UUID
    lat: float
    lon: float
    position_time: datetime | None
    legs: list[Leg]


ROUTES = """
select a.engineer_id, coalesce(p.lat, station.lat) as lat, coalesce(p.lon, station.lon) as lon, p.device_time as position_time,
  jsonb_agg(jsonb_build_object('attendance_id', a.id, 'order_id', a.order_id, 'lat', s.lat, 'lon', s.lon, 'work_minutes', v.work_minutes,
    'window_from', v.window_from, 'window_to', a.arrival_promise, 'set_off_at', a.set_off_at,
    'arrived_at', case when o.status = any($2::text[]) then a.arrived_at end,
    'told_late_minutes', case when a.late_minutes between 1 and 1440 then a.late_minutes end, 'late_since', f.late_since)
    order by o.status = any($2::text[]) desc, a.set_off_at nulls last, v.window_to, a.id) as legs
from attendances a
join visits v on v.id = a.visit_id and v.closed_at is null
join orders o on o.id = a.order_id join sites s on s.id = o.site_id
join engineers e on e.user_id = a.engineer_id join units station on station.id = e.station_id
left join latest_positions p on p.engineer_id = a.engineer_id and p.device_time > $1::timestamptz - interval '2 hours'
left join forecasts f on f.attendance_id = a.id
where a.ended_at is null and a.finished_at is null and a.arrival_promise is not null and v.window_from < $1::timestamptz + interval '18 hours'
  and o.status not in ('awaiting_parts', 'parts_in_transit', 'awaiting_customer')
group by a.engineer_id, p.lat, p.lon, p.device_time, station.lat, station.lon
"""


async def routes(tx: Tx, now: datetime) -> list[Route]:
    return await tx.all(ROUTES, Route, now, AT_SITE)


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
