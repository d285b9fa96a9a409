"""Ways as an engine said them, and how fast our own people are."""

from datetime import datetime, timedelta

import msgspec

from ..db import Tx
from .rules import Key, Source

ANY_HOUR = timedelta(hours=1)  # so long an answer counts whatever the hour ...
SAME_HOURS = timedelta(days=7)  # ... and so long in the same hours of the day


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
