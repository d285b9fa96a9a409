"""The board and one order, as an office sees them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from ..db import Tx
from ..model import FINISHED, SEEN, Scope, Status
from ..status.crew.rules import CrewMember
from ..status.order.rules import OVER, in_scope, seen_by
from ..status.pin.rules import pinned_for
from ..status.promise.rules import needs_new_time, promised
from ..upcast import upcast


class BoardRow(msgspec.Struct):
    """late_since: its card is open. clock: the limit that comes next, or passed first. reviews: the kinds of what the office has to decide, most
    urgent first. calls: how often the customer has to be rung. unread: what they wrote and nobody answered or ticked off. pin_reason: a code.
    engineer: who leads; crew: who joins."""

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
    earliest: datetime | None
    latest: datetime | None
    risk: int | None
    told_late_minutes: int | None
    reminded_at: datetime | None
    reminded_by: str | None
    arrived_at: datetime | None
    needs_new_time: bool
    pin_reason: str | None
    pinned_for: datetime | None
    reviews: list[str]
    calls: int
    contact_id: UUID
    unread: int
    clock: str | None
    warn_at: datetime | None
    due_at: datetime | None
    promised_on: date | None
    crew: list[CrewMember]


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


class EventRow(EventLine):
    """v: of its payload, as it was written (upcast.py)."""

    v: int


class AttendanceLine(msgspec.Struct):
    """phone_...: the last word of the engineer's phone, what it then held unsent, and since when."""

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
    joins: bool
    phone_seen_at: datetime | None
    phone_unsent: int | None
    phone_unsent_photos: int | None
    phone_unsent_since: datetime | None


class Extra(msgspec.Struct):
    """What the detail shows beyond its line."""

    address: str
    time_zone: str
    contact: str
    contact_phone: str
    contact_channel: str
    serial: str | None
    model: str | None
    skill: str | None
    access_note: str
    work_minutes: int | None
    station: str
    created_at: datetime
    came_in: str
    stars: int | None
    comment: str | None
    account_id: UUID
    site_id: UUID
    contact_id: UUID
    device_id: UUID | None


# Whoever came has been seen by then: nobody rings to say who comes ($8).
LINES = f"""
select o.id, o.number, o.status, o.status_since, o.kind, o.level, o.fault, account.name as account,
  site.name as site, site.lat, site.lon, site.time_zone,
  {promised("v")}, a.engineer_id, person.name as engineer, f.predicted_arrival, f.late_minutes, f.reason as late_reason,
  f.late_since, f.earliest, f.latest, f.risk, a.late_minutes as told_late_minutes, v.reminded_at, reminder.name as reminded_by,
  a.arrived_at, {needs_new_time("o", "v")} as needs_new_time,
  case when a.ended_at is null then a.pin_reason end as pin_reason, {pinned_for("a", "v")} as pinned_for,
  array(select kind from reviews where order_id = o.id and closed_at is null order by due_at, id) as reviews,
  (select count(*) from calls_to_make call join notifications said on said.id = call.notification_id where call.order_id = o.id
    and call.outcome is null and said.withdrawn_at is null
    and (said.kind = 'escalated' or o.status <> all($8::text[]))) as calls, o.contact_id,
  (select count(*) from order_messages where order_id = o.id and written_by is null and seen_at is null) as unread,
  c.what as clock, c.warn_at, c.due_at,
  (select promised_on from carry_ins where order_id = o.id) as promised_on,
  coalesce((select jsonb_agg(jsonb_build_object('engineer_id', m.engineer_id, 'engineer', who.name, 'window_from', m.joins_from,
      'window_to', m.arrival_promise, 'set_off_at', m.set_off_at, 'arrived_at', m.arrived_at, 'finished_at', m.finished_at,
      'predicted_arrival', comes.predicted_arrival, 'late_minutes', comes.late_minutes, 'late_since', comes.late_since)
      order by m.joins_from, who.name, m.id)
    from attendances m join users who on who.id = m.engineer_id left join forecasts comes on comes.attendance_id = m.id
    where m.order_id = o.id and m.ended_at is null and m.joins_from is not null), '[]') as crew
from orders o
join accounts account on account.id = o.account_id join sites site on site.id = o.site_id
left join lateral (select * from visits where order_id = o.id order by closed_at desc nulls first limit 1) v on true
left join lateral (select * from attendances where order_id = o.id and joins_from is null
  and (ended_at is null or o.status = any($7::text[]))
  order by ended_at desc nulls first, assigned_at desc, finished_at desc nulls last limit 1) a on true
left join users person on person.id = a.engineer_id left join users reminder on reminder.id = v.reminded_by
left join forecasts f on f.attendance_id = a.id
left join lateral (select what, warn_at, due_at from clocks where order_id = o.id and stopped_at is null and due_at is not null
  order by due_at limit 1) c on true
where o.id = any($1::uuid[])
  and {seen_by("o", 2)}
order by window_to nulls last, o.id limit $6
"""


async def lines(tx: Tx, scope: Scope, orders: list[UUID], most: int | None = None) -> list[BoardRow]:
    """Of these orders, those that somebody may see."""
    return await tx.all(LINES, BoardRow, orders, *scope.keys, most, FINISHED, SEEN)


# One arm for each way in which an order is somebody's, so that each keeps its own index; an arm that is not theirs costs nothing.
ON_BOARD = f"""
select id from orders where $1 and status not in {OVER}
union select id from orders where $1 and status in {OVER} and status_since > $5
union select id from orders where station_id = any($2::uuid[]) and status not in {OVER}
union select id from orders where station_id = any($2::uuid[]) and status in {OVER} and status_since > $5
union select id from orders where account_id = any($3::uuid[]) and (status not in {OVER} or status_since > $5)
union select order_id from attendances where engineer_id = $4 and (ended_at is null or ended_at > $5)
union select o.id from order_messages m join orders o on o.id = m.order_id
  where m.written_by is null and m.seen_at is null and {in_scope("o", 1)}
"""


async def on_board(tx: Tx, scope: Scope, closed_after: datetime) -> list[UUID]:
    return [row["id"] for row in await tx.connection.fetch(ON_BOARD, *scope.keys, closed_after)]


# What is over comes last; of the rest what has to be done first, by its promise or its next limit.
MOST_URGENT = """
select o.id from orders o
left join (select order_id, min(window_to) as at from visits where closed_at is null and not to_agree group by order_id) v on v.order_id = o.id
left join (select order_id, min(due_at) as at from clocks where stopped_at is null group by order_id) c on c.order_id = o.id
where o.id = any($1::uuid[])
order by o.status = any($3::text[]), least(v.at, c.at) nulls last, o.id limit $2
"""


async def most_urgent(tx: Tx, orders: list[UUID], most: int) -> list[UUID]:
    return [row["id"] for row in await tx.connection.fetch(MOST_URGENT, orders, most, FINISHED)]


class Station(msgspec.Struct):
    id: UUID
    name: str


STATIONS = "select id, name from units where kind = 'station' and ($1 or id = any($2::uuid[])) order by name, id"


async def stations(tx: Tx, scope: Scope) -> list[Station]:
    return await tx.all(STATIONS, Station, scope.everything, scope.stations)


EXTRA = """
select site.address, site.time_zone, contact.name as contact, contact.phone as contact_phone, contact.channel as contact_channel,
  device.serial, device.model, o.skill, o.access_note,
  (select work_minutes from visits where order_id = o.id order by closed_at desc nulls first limit 1) as work_minutes,
  station.name as station, o.created_at, o.came_in, rating.stars, rating.comment, o.account_id, o.site_id, o.contact_id, o.device_id
from orders o join sites site on site.id = o.site_id join contacts contact on contact.id = o.contact_id
join units station on station.id = o.station_id
left join devices device on device.id = o.device_id left join ratings rating on rating.order_id = o.id where o.id = $1
"""


async def extra(tx: Tx, order_id: UUID) -> Extra | None:
    return await tx.one(EXTRA, Extra, order_id)


EVENTS = """
select e.id, e.kind, e.actor, person.name, e.source, e.happened_at, e.device_time, e.server_time, e.payload, e.v
from events e left join users person on person.id = e.user_id where e.order_id = $1 order by e.happened_at, e.written
"""


async def events(tx: Tx, order_id: UUID) -> list[EventLine]:
    rows = await tx.all(EVENTS, EventRow, order_id)
    return [
        EventLine(
            row.id, row.kind, row.actor, row.name, row.source, row.happened_at, row.device_time, row.server_time,
            upcast(row.kind, row.v, row.payload),
        )
        for row in rows
    ]  # fmt: skip


ATTENDANCES = """
select a.id, a.engineer_id, person.name as engineer, person.phone as engineer_phone, a.assigned_at, a.set_off_at, a.arrived_at, a.finished_at,
  a.late_minutes, a.late_cause, a.ended_at, a.end_reason, a.joins_from is not null as joins,
  phone.seen_at as phone_seen_at, phone.unsent as phone_unsent,
  phone.unsent_photos as phone_unsent_photos, phone.unsent_since as phone_unsent_since
from attendances a join users person on person.id = a.engineer_id
left join lateral (select seen_at, unsent, unsent_photos, unsent_since from phones where user_id = a.engineer_id and revoked_at is null
  order by seen_at desc nulls last limit 1) phone on true
where a.order_id = $1 and a.end_reason is distinct from 'withdrawn' order by a.assigned_at, a.ended_at nulls last, a.id
"""


async def attendances(tx: Tx, order_id: UUID) -> list[AttendanceLine]:
    return await tx.all(ATTENDANCES, AttendanceLine, order_id)


CENTRE = "select avg(lat) as lat, avg(lon) as lon from units where kind = 'station'"


async def centre(tx: Tx) -> tuple[float, float] | None:
    row = await tx.connection.fetchrow(CENTRE)
    return (row["lat"], row["lon"]) if row and row["lat"] is not None else None


CHANGED = f"""
select distinct id from feed where aggregate = 'order' and seq > $1 and seq <= $2
  and ({in_scope("feed", 3)} or engineer_id = $6)
"""


async def changed(tx: Tx, scope: Scope, since: int, until: int) -> list[UUID]:
    return [row["id"] for row in await tx.connection.fetch(CHANGED, since, until, *scope.keys)]
