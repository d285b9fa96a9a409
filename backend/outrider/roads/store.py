"""Ways as an engine said them, and how fast our own people are."""

from datetime import datetime, timedelta

import msgspec

from ..db import Tx
from ..geo import EARTH_M, SECONDS_PER_M, SECONDS_PER_TRIP
from .rules import BAND_HOURS, CELL, LEAST, MOST, Key, Source

ANY_HOUR = timedelta(hours=1)  # so long an answer counts whatever the hour ...
SAME_HOURS = timedelta(days=7)  # ... and so long in the same hours of the day
TRIPS = 20  # of the last LEARNT_FROM, to an area in the same hours: from so many on something is learnt
LEARNT_FROM = timedelta(days=60)


class Speeds(msgspec.Struct):
    """speeds: rows of north, east, band, factor."""

    zone: str
    speeds: list[tuple[int, int, int, float]]


SPEEDS = """
select org.time_zone as zone, (select coalesce(jsonb_agg(jsonb_build_array(lat_cell, lon_cell, band, factor)), '[]') from travel_speeds) as speeds
from orgs org where org.id = current_org()
"""


async def speeds(tx: Tx) -> Speeds:
    found = await tx.one(SPEEDS, Speeds)
    assert found is not None
    return found


class Leg(msgspec.Struct):
    from_lat: int
    from_lon: int
    to_lat: int
    to_lon: int
    seconds: float | None
    source: Source

    @property
    def key(self) -> Key:
        return self.from_lat, self.from_lon, self.to_lat, self.to_lon


LEGS = """
select distinct on (from_lat, from_lon, to_lat, to_lon) from_lat, from_lon, to_lat, to_lon, seconds, source
from unnest($1::int[], $2::int[], $3::int[], $4::int[]) as asked (from_lat, from_lon, to_lat, to_lon)
join leg_times using (from_lat, from_lon, to_lat, to_lon)
where at > $6::timestamptz - $8::interval and (band = $5 or at > $6::timestamptz - $7::interval)
order by from_lat, from_lon, to_lat, to_lon, at desc
"""


async def legs(tx: Tx, keys: list[Key], band: int, now: datetime) -> list[Leg]:
    columns = [list(column) for column in zip(*keys, strict=True)]
    return await tx.all(LEGS, Leg, *columns, band, now, ANY_HOUR, SAME_HOURS) if keys else []


KEEP = """
insert into leg_times (org_id, from_lat, from_lon, to_lat, to_lon, band, source, seconds, at)
select current_org(), row.from_lat, row.from_lon, row.to_lat, row.to_lon, $6, $7, row.seconds, $8
from unnest($1::int[], $2::int[], $3::int[], $4::int[], $5::float8[]) as row (from_lat, from_lon, to_lat, to_lon, seconds)
order by 2, 3, 4, 5
on conflict (org_id, from_lat, from_lon, to_lat, to_lon, band, source) do update set seconds = excluded.seconds, at = excluded.at
"""


async def keep(tx: Tx, found: dict[Key, float | None], band: int, source: Source, now: datetime) -> None:
    columns = [list(column) for column in zip(*found, strict=True)]
    await tx.run(KEEP, *columns, list(found.values()), band, source, now)


FORGET = "delete from leg_times where at < $1::timestamptz - $2::interval"


async def forget(tx: Tx, now: datetime) -> int:
    """Positions are asked of once, and nobody comes by there again."""
    return await tx.run(FORGET, now, SAME_HOURS)


# A trip begins where the tap was made or, without that, at the position nearest in time. What is shorter than three minutes says nothing of the
# roads, and what is told by a forgotten tap is beyond all bounds. The median of the rest counts.
LEARN = f"""
with trips as (
  select extract(epoch from a.arrived_at - a.set_off_at) as seconds, s.lat, s.lon,
    extract(hour from a.set_off_at at time zone org.time_zone)::int / {BAND_HOURS} as band,
    {SECONDS_PER_TRIP} + {SECONDS_PER_M} * 2 * {EARTH_M} * asin(sqrt(least(1, sin(radians(s.lat - start.lat) / 2) ^ 2
      + cos(radians(start.lat)) * cos(radians(s.lat)) * sin(radians(s.lon - start.lon) / 2) ^ 2))) as estimate
  from attendances a join orders o on o.id = a.order_id join sites s on s.id = o.site_id join orgs org on org.id = a.org_id
  cross join lateral (
    select at.lat, at.lon from (
      (select lat, lon, 0 as rank from events e where e.order_id = a.order_id and e.attendance_id = a.id and e.kind = 'set_off' and e.lat is not null
        order by e.happened_at desc limit 1)
      union all
      (select lat, lon, 1 from fixes_between(a.engineer_id, a.set_off_at - interval '10 minutes', a.set_off_at + interval '2 minutes') p
        order by abs(extract(epoch from p.device_time - a.set_off_at)) limit 1)) at
    order by at.rank limit 1) start
  where a.set_off_at > $1::timestamptz - $3::interval and a.arrived_at > a.set_off_at
), learnt as (
  select floor(lat * {CELL})::int as lat_cell, floor(lon * {CELL})::int as lon_cell, band, count(*)::int as trips,
    least({MOST}, greatest({LEAST}, percentile_cont(0.5) within group (order by seconds / estimate))) as factor
  from trips where estimate > 180 and seconds / estimate between 0.2 and 6 group by 1, 2, 3 having count(*) >= $2
), forgotten as (
  delete from travel_speeds old where not exists (
    select from learnt where (learnt.lat_cell, learnt.lon_cell, learnt.band) = (old.lat_cell, old.lon_cell, old.band))
)
insert into travel_speeds (org_id, lat_cell, lon_cell, band, factor, trips, learnt_at)
select current_org(), lat_cell, lon_cell, band, factor, trips, $1 from learnt
on conflict (org_id, lat_cell, lon_cell, band) do update set factor = excluded.factor, trips = excluded.trips, learnt_at = excluded.learnt_at
"""


async def learn(tx: Tx, now: datetime) -> int:
    """How many areas and hours something is known of."""
    return await tx.run(LEARN, now, TRIPS, LEARNT_FROM)
