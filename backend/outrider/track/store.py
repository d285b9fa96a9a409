"""Positions: the log always grows, the latest only moves forward in device time."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from ..db import Tx
from ..model import Scope
from ..schedule.rules import in_order
from .rules import Fix, Known
from .view.rules import Box


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


# Of the days on which the fixes lie, and so long before: a word counts until its day ends, and what ended yesterday may reach over midnight.
WORDS_BEFORE, TAPS_BEFORE = timedelta(days=2), timedelta(days=1)
DUTY = """
select
  (select coalesce(jsonb_agg(jsonb_build_object('since', shift.since, 'until', shift.until) order by shift.since), '[]')
    from shift_spans(e.user_id, $2, $3) shift) as shifts,
  (select coalesce(jsonb_agg(jsonb_build_object('state', w.state, 'since', w.since,
      'until', ((w.since at time zone org.time_zone)::date + 1)::timestamp at time zone org.time_zone) order by w.since), '[]')
    from duty_words w where w.engineer_id = e.user_id and w.since > $2::timestamptz - $4::interval and w.since <= $3) as said,
  (select coalesce(jsonb_agg(jsonb_build_object('attendance_id', a.id, 'ended_at', a.ended_at, 'kind', t.kind, 'at', t.happened_at,
      'went_to', case when a.joins_from is null then t.to_status end) order by t.happened_at, t.written), '[]')
    from attendances a join events t on t.order_id = a.order_id and t.attendance_id = a.id
    where a.engineer_id = e.user_id and (a.ended_at is null or a.ended_at > $2::timestamptz - $5::interval)) as taps
from engineers e join orgs org on org.id = e.org_id where e.user_id = $1
"""


async def duty(tx: Tx, engineer_id: UUID, first: datetime, last: datetime) -> Known | None:
    return await tx.one(DUTY, Known, engineer_id, first, last, WORDS_BEFORE, TAPS_BEFORE)


LATEST = """
select device_time, lat, lon, accuracy_m, speed_mps, heading_deg from latest_positions where engineer_id = $1 for update
"""


async def latest(tx: Tx, engineer_id: UUID) -> Fix | None:
    return await tx.one(LATEST, Fix, engineer_id)


ADD_POSITIONS = """
insert into positions (org_id, engineer_id, device_time, lat, lon, accuracy_m, speed_mps, heading_deg, source, received_at)
select current_org(), $1, fix.*, $8, $9
from unnest($2::timestamptz[], $3::float8[], $4::float8[], $5::real[], $6::real[], $7::real[]) as fix on conflict do nothing
"""


async def add_positions(tx: Tx, engineer_id: UUID, columns: list[list[Any]], source: str, now: datetime) -> int:
    return await tx.run(ADD_POSITIONS, engineer_id, *columns, source, now)


# With the latest, only doubted ones are behind it: of them the newest are enough.
LATER = """
select device_time, lat, lon, accuracy_m, speed_mps, heading_deg from positions
where engineer_id = $1 and ($2::timestamptz is null or device_time > $2) order by device_time desc limit 1000
"""


async def later(tx: Tx, engineer_id: UUID, than: datetime | None) -> list[Fix]:
    return list(reversed(await tx.all(LATER, Fix, engineer_id, than)))


MOVE = """
insert into latest_positions (org_id, engineer_id, device_time, lat, lon, accuracy_m, speed_mps, heading_deg, received_at)
values (current_org(), $1, $2, $3, $4, $5, $6, $7, $8)
on conflict (org_id, engineer_id) do update set device_time = excluded.device_time, lat = excluded.lat, lon = excluded.lon,
  accuracy_m = excluded.accuracy_m, speed_mps = excluded.speed_mps, heading_deg = excluded.heading_deg, received_at = excluded.received_at
where latest_positions.device_time < excluded.device_time
"""


async def move(tx: Tx, engineer_id: UUID, fix: Fix, now: datetime) -> None:
    await tx.run(MOVE, engineer_id, *msgspec.structs.astuple(fix), now)


SEEN = f"""
select e.user_id as engineer_id, person.name, e.station_id, p.lat, p.lon, p.accuracy_m, p.device_time, a.order_id, a.status,
  exists (select from absences away where away.engineer_id = e.user_id and away.starts_at <= $3 and away.ends_at > $3) as absent,
  (select said.state from duties said join orgs org on org.id = said.org_id where said.engineer_id = e.user_id
    and (said.since at time zone org.time_zone)::date = ($3::timestamptz at time zone org.time_zone)::date) as duty
from engineers e
join users person on person.id = e.user_id and person.active
join latest_positions p on p.engineer_id = e.user_id
left join lateral (select had.order_id, case when had.joins_from is null then o.status when had.arrived_at is not null then 'arrived'
    when had.set_off_at is not null then 'en_route' else 'assigned' end as status
  from attendances had join orders o on o.id = had.order_id
  left join visits v on v.id = had.visit_id where had.engineer_id = e.user_id and had.ended_at is null
  and (had.joins_from is null or had.finished_at is null)
  order by {in_order("had", "o", "v")} limit 1) a on true
where ($1 or e.station_id = any($2::uuid[])) and ($4::uuid[] is null or e.user_id = any($4))
order by person.name, e.user_id
"""
# Of those whom a map shows: between its edges, or followed.
SEEN_IN = SEEN.replace(
    "($4::uuid[] is null or e.user_id = any($4))",
    """(e.user_id = any($4::uuid[]) or p.lat between $5 and $7
  and case when $6::float8 <= $8::float8 then p.lon between $6 and $8 else p.lon >= $6 or p.lon <= $8 end)""",
)


async def seen(tx: Tx, scope: Scope, now: datetime, engineers: list[UUID] | None = None) -> list[Seen]:
    return await tx.all(SEEN, Seen, scope.everything, scope.stations, now, engineers)


async def seen_in(tx: Tx, scope: Scope, now: datetime, box: Box, followed: list[UUID]) -> list[Seen]:
    return await tx.all(SEEN_IN, Seen, scope.everything, scope.stations, now, followed, *msgspec.structs.astuple(box))


PLACES = "select engineer_id, lat, lon from latest_positions"


async def places(tx: Tx) -> dict[UUID, tuple[float, float]]:
    return {row["engineer_id"]: (row["lat"], row["lon"]) for row in await tx.connection.fetch(PLACES)}


class Moved(msgspec.Struct):
    """id: of the order that the engineer has, a row for each, or of the engineer alone."""

    id: UUID
    engineer_id: UUID
    order_id: UUID | None
    received_at: datetime


LAST_POSITION = "select max(received_at) from latest_positions"


async def last_position(tx: Tx) -> datetime | None:
    found: datetime | None = await tx.value(LAST_POSITION)
    return found


MOVED = """
select coalesce(a.order_id, p.engineer_id) as id, p.engineer_id, a.order_id, p.received_at
from latest_positions p left join attendances a on a.engineer_id = p.engineer_id and a.ended_at is null
where $1::timestamptz is null or p.received_at > $1
"""


async def moved(tx: Tx, after: datetime | None) -> list[Moved]:
    return await tx.all(MOVED, Moved, after)


class Changed(msgspec.Struct):
    seq: int
    engineers: list[UUID]


CHANGED = """
select h.seq, array(select distinct engineer_id from feed
  where seq > $1::bigint and seq <= h.seq and engineer_id is not null) as engineers from feed_heads h where h.org_id = current_org()
"""


async def changed(tx: Tx, after: int | None) -> Changed:
    """Whose visits or duty changed since; without a place to begin at, nobody's."""
    found = await tx.one(CHANGED, Changed, after)
    assert found is not None
    return found
