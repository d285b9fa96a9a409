"""The day as the phone sees it, and what of it changed."""

from datetime import datetime
from uuid import UUID

import msgspec

from ...db import Tx
from ...model import Status


class PartLine(msgspec.Struct):
    number: str
    name: str
    quantity: int
    status: str
    expected_on: str | None
    source: str = ""
    hands: str = ""


class PastLine(msgspec.Struct):
    number: str
    fault: str
    created_at: datetime


class JobReport(msgspec.Struct):
    """attendance_id: on which it was signed. sha256: of what was sealed. replaced: a correction of it was signed."""

    id: UUID
    attendance_id: UUID
    sha256: str
    number: str
    has_pdf: bool
    photos: int
    photos_missing: int
    replaced: bool


class Job(msgspec.Struct):
    """One attendance with all that the engineer needs on site. ended_at: somebody else has it now, or it is done."""

    attendance_id: UUID
    order_id: UUID
    number: str
    kind: str
    level: str
    fault: str
    access_note: str
    status: Status
    undo_to: Status | None
    needs_review: str | None  # the first of what the office has to decide
    account: str
    contact: str
    contact_phone: str
    contact_language: str
    site: str
    address: str
    lat: float
    lon: float
    time_zone: str
    serial: str | None
    model: str | None
    window_from: datetime | None
    window_to: datetime | None
    work_minutes: int | None
    assigned_at: datetime
    set_off_at: datetime | None
    arrived_at: datetime | None
    finished_at: datetime | None
    late_minutes: int | None
    predicted_arrival: datetime | None
    ended_at: datetime | None
    end_reason: str | None
    now_with: str | None
    called_at: datetime
    parts: list[PartLine]
    past: list[PastLine]
    reports: list[JobReport]


# It asks three times a minute; once is enough to know that it lives.
SEE_PHONE = "update phones set seen_at = $2 where id = $1 and seen_at < $2::timestamptz - interval '1 minute'"


async def see_phone(tx: Tx, phone_id: UUID, now: datetime) -> None:
    await tx.run(SEE_PHONE, phone_id, now)


CHANGED = "select distinct id from feed where engineer_id = $1 and seq > $2 and seq <= $3 and aggregate = 'order'"


async def changed(tx: Tx, engineer_id: UUID, since: int, until: int) -> list[UUID]:
    return [row["id"] for row in await tx.connection.fetch(CHANGED, engineer_id, since, until)]


BESIDE_CHANGED = "select distinct aggregate from feed where engineer_id = $1 and seq > $2 and seq <= $3 and aggregate in ('site', 'stock')"


async def beside_changed(tx: Tx, engineer_id: UUID, since: int, until: int) -> set[str]:
    """What else is news: of a place that they go to (site), of what lies in their car (stock)."""
    return {row["aggregate"] for row in await tx.connection.fetch(BESIDE_CHANGED, engineer_id, since, until)}


JOBS = """
select a.id as attendance_id, o.id as order_id, o.number, o.kind, o.level, o.fault, o.access_note, o.status, tap.undo_to,
  (select coalesce(subject, kind) from reviews where order_id = o.id and closed_at is null order by opened_at, id limit 1) as needs_review,
  account.name as account, contact.name as contact, contact.phone as contact_phone, contact.language as contact_language,
  site.name as site, site.address, site.lat, site.lon, site.time_zone, device.serial, device.model,
  v.window_from, v.window_to, v.work_minutes, a.assigned_at, a.set_off_at, a.arrived_at, a.finished_at, a.late_minutes,
  f.predicted_arrival, a.ended_at, a.end_reason, o.created_at as called_at,
  case when a.ended_at is not null then (select person.name from attendances other join users person on person.id = other.engineer_id
    where other.order_id = o.id and other.ended_at is null limit 1) end as now_with,
  coalesce((select jsonb_agg(jsonb_build_object('number', coalesce(nullif(r.number, ''), k.number, ''),
    'name', coalesce(nullif(r.name, ''), k.name, ''), 'quantity', r.quantity, 'status', r.status, 'expected_on', r.expected_on,
    'source', r.source, 'hands', r.hands) order by r.created_at, r.id) from part_requests r left join part_kinds k on k.id = r.part_kind_id
    where r.order_id = o.id), '[]') as parts,
  coalesce((select jsonb_agg(jsonb_build_object('number', p.number, 'fault', p.fault, 'created_at', p.created_at) order by p.created_at desc)
    from (select * from orders p where p.device_id = o.device_id and p.created_at < o.created_at order by created_at desc limit 5) p), '[]') as past,
  coalesce((select jsonb_agg(jsonb_build_object('id', r.id, 'number', r.number, 'attendance_id', r.attendance_id, 'sha256', encode(r.sha256, 'hex'),
      'has_pdf', exists (select from report_pdfs d where d.report_id = r.id),
      'photos', (select count(*) from report_photos x where x.report_id = r.id),
      'photos_missing', (select count(*) from report_photos x left join blobs b on b.sha256 = x.sha256
        where x.report_id = r.id and b.complete_at is null),
      'replaced', exists (select from reports newer where newer.order_id = o.id and newer.replaces = r.id)) order by r.sealed_at, r.number)
    from reports r where r.order_id = o.id), '[]') as reports
from attendances a join orders o on o.id = a.order_id left join visits v on v.id = a.visit_id
join accounts account on account.id = o.account_id join contacts contact on contact.id = o.contact_id
join sites site on site.id = o.site_id left join devices device on device.id = o.device_id
left join forecasts f on f.attendance_id = a.id
left join lateral (select e.from_status as undo_to from events e where e.order_id = o.id
  and e.from_status is distinct from e.to_status order by e.written desc limit 1) last on true
left join lateral (select last.undo_to where (select e.user_id = a.engineer_id and e.kind <> 'undo' and e.to_status = o.status from events e
  where e.order_id = o.id and e.from_status is distinct from e.to_status order by e.written desc limit 1)) tap on true
where a.engineer_id = $1 and ($2::uuid[] is null or o.id = any($2)) and (a.ended_at is null or $3::timestamptz is null or a.ended_at > $3)
order by v.window_to nulls last, a.id
"""


async def jobs(tx: Tx, engineer_id: UUID, orders: list[UUID] | None, ended_after: datetime | None) -> list[Job]:
    return await tx.all(JOBS, Job, engineer_id, orders, ended_after)
