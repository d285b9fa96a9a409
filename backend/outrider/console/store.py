"""The board and one order, as an office sees them."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from ..db import Tx
from ..model import Scope, Status


class Line(msgspec.Struct):
    """One order on the board. late_since: its card is open."""

    id: UUID
    number: str
    status: Status
    status_since: datetime
    kind: str
    level: str
    fault: str
    account: str
    site: str
    lat: float
    lon: float
    time_zone: str
    window_from: datetime | None
    window_to: datetime | None
    engineer_id: UUID | None
    engineer: str | None
    predicted_arrival: datetime | None
    late_minutes: int | None
    late_reason: str | None
    late_since: datetime | None
    told_late_minutes: int | None
    arrived_at: datetime | None
    needs_review: str | None


class EventLine(msgspec.Struct):
    id: UUID
    kind: str
    actor: str
    name: str | None
    source: str
    happened_at: datetime
    device_time: datetime
    server_time: datetime
    payload: dict[str, Any]


class AttendanceLine(msgspec.Struct):
    id: UUID
    engineer_id: UUID
    engineer: str
    engineer_phone: str
    assigned_at: datetime
    set_off_at: datetime | None
    arrived_at: datetime | None
    finished_at: datetime | None
    late_minutes: int | None
    late_cause: str | None
    ended_at: datetime | None
    end_reason: str | None


class Extra(msgspec.Struct):
    """What the detail shows beyond its line."""

    address: str
    time_zone: str
    contact: str
    contact_phone: str
    serial: str | None
    model: str | None
    skill: str | None
    access_note: str
    work_minutes: int | None
    station: str
    created_at: datetime
    stars: int | None
    comment: str | None


LINES = """
select o.id, o.number, o.status, o.status_since, o.kind, o.level, o.fault, account.name as account,
  site.name as site, site.lat, site.lon, site.time_zone,
  v.window_from, v.window_to, a.engineer_id, person.name as engineer, f.predicted_arrival, f.late_minutes, f.reason as late_reason,
  f.late_since, a.late_minutes as told_late_minutes, a.arrived_at, o.needs_review
from orders o
join accounts account on account.id = o.account_id
join sites site on site.id = o.site_id
left join lateral (select * from visits where order_id = o.id order by closed_at desc nulls first limit 1) v on true
left join lateral (select * from attendances where order_id = o.id
  and (ended_at is null or o.status in ('signed', 'follow_up', 'closed', 'cancelled'))
  order by ended_at desc nulls first, assigned_at desc limit 1) a on true
left join users person on person.id = a.engineer_id
left join devices device on device.id = o.device_id
left join forecasts f on f.attendance_id = a.id
where ($1::uuid[] is null or o.id = any($1))
  and ($2 or o.station_id = any($3::uuid[]) or o.account_id = any($4::uuid[])
    or exists (select from attendances mine where mine.order_id = o.id and mine.engineer_id = $5))
  and ($6::timestamptz is null or o.status not in ('closed', 'cancelled') or o.status_since > $6)
  and ($7 = '' or strpos(lower(concat_ws(' ', o.number, account.name, site.name, o.fault, person.name, device.serial)), lower($7)) > 0)
order by v.window_to nulls last, o.id limit 2000
"""


async def lines(tx: Tx, scope: Scope, orders: list[UUID] | None, closed_after: datetime | None, words: str = "") -> list[Line]:
    keys = (scope.everything, scope.stations, scope.accounts, scope.engineer)
    return await tx.all(LINES, Line, orders, *keys, closed_after, words)


EXTRA = """
select site.address, site.time_zone, contact.name as contact, contact.phone as contact_phone, device.serial, device.model, o.skill, o.access_note,
  (select work_minutes from visits where order_id = o.id order by closed_at desc nulls first limit 1) as work_minutes,
  station.name as station, o.created_at, rating.stars, rating.comment
from orders o join sites site on site.id = o.site_id join contacts contact on contact.id = o.contact_id
join units station on station.id = o.station_id
left join devices device on device.id = o.device_id left join ratings rating on rating.order_id = o.id where o.id = $1
"""


async def extra(tx: Tx, order_id: UUID) -> Extra | None:
    return await tx.one(EXTRA, Extra, order_id)


EVENTS = """
select e.id, e.kind, e.actor, person.name, e.source, e.happened_at, e.device_time, e.server_time, e.payload
from events e left join users person on person.id = e.user_id where e.order_id = $1 order by e.happened_at, e.written
"""


async def events(tx: Tx, order_id: UUID) -> list[EventLine]:
    return await tx.all(EVENTS, EventLine, order_id)


ATTENDANCES = """
select a.id, a.engineer_id, person.name as engineer, person.phone as engineer_phone, a.assigned_at, a.set_off_at, a.arrived_at, a.finished_at,
  a.late_minutes, a.late_cause, a.ended_at, a.end_reason
from attendances a join users person on person.id = a.engineer_id where a.order_id = $1 order by a.assigned_at, a.ended_at nulls last, a.id
"""


async def attendances(tx: Tx, order_id: UUID) -> list[AttendanceLine]:
    return await tx.all(ATTENDANCES, AttendanceLine, order_id)


CENTRE = "select avg(lat) as lat, avg(lon) as lon from units where kind = 'station'"


async def centre(tx: Tx) -> tuple[float, float] | None:
    row = await tx.connection.fetchrow(CENTRE)
    return (row["lat"], row["lon"]) if row and row["lat"] is not None else None


HEAD = "select seq from feed_heads where org_id = current_org()"
EPOCH = "select feed_epoch()"


async def cursor(tx: Tx) -> tuple[str, int]:
    return str(await tx.value(EPOCH)), int(await tx.value(HEAD))


CHANGED = """
select distinct id from feed where aggregate = 'order' and seq > $1 and seq <= $2
  and ($3 or station_id = any($4::uuid[]) or account_id = any($5::uuid[]) or engineer_id = $6)
"""


async def changed(tx: Tx, scope: Scope, since: int, until: int) -> list[UUID]:
    keys = (scope.everything, scope.stations, scope.accounts, scope.engineer)
    return [row["id"] for row in await tx.connection.fetch(CHANGED, since, until, *keys)]
