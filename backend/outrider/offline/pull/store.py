"""The day as the phone sees it, and what of it changed."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from ...db import Tx
from ...model import Status
from ...status.promise.rules import needs_new_time, promised_of


class PartLine(msgspec.Struct):
    """elsewhere: how many of it are neither fitted nor in the engineer's own car."""

    number: str
    name: str
    quantity: int
    status: str
    expected_on: str | None
    source: str = ""
    hands: str = ""
    elsewhere: int = 0


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


class Did(msgspec.Struct):
    action: str
    at: datetime
    text: str


class Given(msgspec.Struct):
    """How the visit came to this engineer, or went from them: who in the office said it, and why. Of who had it before: who they are, and what
    they did."""

    reason: str
    by: str | None
    by_phone: str | None
    colleague: str | None = None
    colleague_phone: str | None = None
    did: list[Did] = []


class OfficeNote(msgspec.Struct):
    """customer: it is of the order's customer, by their page."""

    id: UUID
    at: datetime
    by: str
    by_phone: str
    text: str
    customer: bool = False


class QuoteLine(msgspec.Struct):
    """agreed None: nobody has answered. answered_by: '' where the link says nobody's name. how: as carry_in/rules.py, How."""

    amount: str
    currency: str
    work: str
    made_at: datetime
    agreed: bool | None
    answered_at: datetime | None
    answered_by: str
    how: str | None


class HandedIn(msgspec.Struct):
    """Of a device at the counter. password_note: how it is opened, for whoever has it on the bench alone.

    quote, agreed: the newest one in a line, as older phones show it. photos: of the inspection, by their SHA-256. currency: what a quote is
    proposed in.
    """

    promised_on: date | None
    accessories: str
    condition: str
    password_note: str
    quote: str | None
    agreed: bool | None
    outcome: str | None
    findings: str
    photos: list[str]
    quotes: list[QuoteLine]
    currency: str | None = None


class DueClock(msgspec.Struct):
    """what: a commitment, or the status whose time is limited. due_at None: it stands still while the customer or a part is waited for."""

    what: str
    warn_at: datetime | None
    due_at: datetime | None


class Colleague(msgspec.Struct):
    name: str
    phone: str


class Crew(msgspec.Struct):
    """Who else is at the visit. joins: this engineer joins, and whoever leads says how the work goes on and has the report signed. lead: None where
    nobody does any more. others: who joins beside this one."""

    joins: bool
    lead: Colleague | None
    others: list[Colleague]


class Job(msgspec.Struct):
    """One attendance with all that the engineer needs on site. ended_at: somebody else has it now, or it is done. crew: None where they are alone."""

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
    needs_new_time: bool  # what was promised passed while the visit waited, or no time is promised yet
    assigned_at: datetime
    set_off_at: datetime | None
    arrived_at: datetime | None
    finished_at: datetime | None
    late_minutes: int | None
    late_cause: str | None
    predicted_arrival: datetime | None
    ended_at: datetime | None
    end_reason: str | None
    now_with: str | None
    called_at: datetime
    parts: list[PartLine]
    past: list[PastLine]
    reports: list[JobReport]
    given: Given | None
    taken: Given | None
    notes: list[OfficeNote]
    clocks: list[DueClock]
    handed_in: HandedIn | None = None
    crew: Crew | None = None


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


# As parts/fitted/rules.py counts it, of a request r and an attendance a.
ELSEWHERE = """(select case when r.status in ('in_transit', 'ready', 'fitted') then greatest(0, r.quantity
  - coalesce(sum(case m.kind when 'fitted' then m.quantity when 'not_fitted' then -m.quantity end), 0)
  - greatest(0, coalesce(sum(case when m.to_id = a.engineer_id then m.quantity when m.from_id = a.engineer_id then -m.quantity end), 0)))::int
  else 0 end from part_moves m where m.request_id = r.id)"""
JOBS = f"""
select a.id as attendance_id, o.id as order_id, o.number, o.kind, o.level, o.fault, o.access_note, o.status, tap.undo_to,
  (select coalesce(subject, kind) from reviews where order_id = o.id and closed_at is null order by opened_at, id limit 1) as needs_review,
  account.name as account, contact.name as contact, contact.phone as contact_phone, contact.language as contact_language,
  site.name as site, site.address, site.lat, site.lon, site.time_zone, device.serial, device.model,
  {promised_of("a", "v")}, v.work_minutes, {needs_new_time("o", "v")} as needs_new_time,
  a.assigned_at, a.set_off_at, a.arrived_at, a.finished_at, a.late_minutes, a.late_cause,
  f.predicted_arrival, a.ended_at, a.end_reason, o.created_at as called_at,
  case when a.ended_at is not null then (select person.name from attendances other join users person on person.id = other.engineer_id
    where other.order_id = o.id and other.ended_at is null and other.joins_from is null) end as now_with,
  coalesce((select jsonb_agg(jsonb_build_object('number', coalesce(nullif(r.number, ''), k.number, ''),
    'name', coalesce(nullif(r.name, ''), k.name, ''), 'quantity', r.quantity, 'status', r.status, 'expected_on', r.expected_on,
    'source', r.source, 'hands', r.hands, 'elsewhere', {ELSEWHERE}) order by r.created_at, r.id)
    from part_requests r left join part_kinds k on k.id = r.part_kind_id
    where r.order_id = o.id), '[]') as parts,
  coalesce((select jsonb_agg(jsonb_build_object('number', p.number, 'fault', p.fault, 'created_at', p.created_at) order by p.created_at desc)
    from (select * from orders p where p.device_id = o.device_id and p.created_at < o.created_at order by created_at desc limit 5) p), '[]') as past,
  coalesce((select jsonb_agg(jsonb_build_object('id', r.id, 'number', r.number, 'attendance_id', r.attendance_id, 'sha256', encode(r.sha256, 'hex'),
      'has_pdf', exists (select from report_pdfs d where d.report_id = r.id),
      'photos', (select count(*) from report_photos x where x.report_id = r.id),
      'photos_missing', (select count(*) from report_photos x left join blobs b on b.sha256 = x.sha256
        where x.report_id = r.id and b.complete_at is null),
      'replaced', exists (select from reports newer where newer.order_id = o.id and newer.replaces = r.id)) order by r.sealed_at, r.number)
    from reports r where r.order_id = o.id), '[]') as reports,
  case when a.assigned_by is distinct from a.engineer_id then jsonb_build_object('reason', coalesce(came.reason, ''), 'by', giver.name,
    'by_phone', giver.phone, 'colleague', other.name, 'colleague_phone', other.phone, 'did', coalesce(other.did, '[]')) end as given,
  case when went.kind is not null then jsonb_build_object('reason', coalesce(went.reason, ''), 'by', went.name, 'by_phone', went.phone,
    'did', jsonb_build_array()) end as taken,
  coalesce((select jsonb_agg(jsonb_build_object('id', n.id, 'at', n.at, 'by', n.name, 'by_phone', n.phone, 'text', n.text,
      'customer', n.customer) order by n.at, n.id)
    from ((select e.id, e.happened_at as at, person.name, person.phone, coalesce(e.payload->>'text', '') as text, false as customer
      from events e join users person on person.id = e.user_id where e.order_id = o.id and e.kind = 'note' and e.source = 'console'
      and e.happened_at >= a.assigned_at and e.user_id <> a.engineer_id order by e.happened_at desc limit 10)
    union all (select m.id, m.written_at, contact.name, contact.phone, m.text, true from order_messages m
      where m.order_id = o.id and m.written_by is null and (a.ended_at is null or m.written_at <= a.ended_at)
      order by m.written_at desc limit 10)) n), '[]') as notes,
  coalesce((select jsonb_agg(jsonb_build_object('what', c.what, 'warn_at', c.warn_at, 'due_at', c.due_at) order by c.due_at, c.what)
    from clocks c where c.order_id = o.id and a.ended_at is null and c.outcome in ('running', 'paused')), '[]') as clocks,
  (select jsonb_build_object('promised_on', c.promised_on, 'accessories', c.accessories, 'condition', c.condition,
      'password_note', case when a.ended_at is null then c.password_note else '' end,
      'quote', quote.said, 'agreed', quote.agreed, 'outcome', c.outcome, 'findings', c.findings,
      'photos', coalesce((select jsonb_agg(encode(p.sha256, 'hex') order by p.added_at, p.sha256) from carry_in_photos p
        where p.order_id = o.id and p.at_inspection and p.removed_at is null), '[]'),
      'quotes', coalesce((select jsonb_agg(jsonb_build_object('amount', q.amount::text, 'currency', q.currency, 'work', q.work,
          'made_at', q.made_at, 'agreed', q.agreed, 'answered_at', q.answered_at, 'answered_by', q.answered_by, 'how', q.how)
        order by q.made_at, q.id) from carry_in_quotes q where q.order_id = o.id), '[]')) from carry_ins c
    left join lateral (select concat_ws(' ', q.amount, q.currency, q.work) as said, q.agreed from carry_in_quotes q
      where q.order_id = o.id order by q.made_at desc, q.id desc limit 1) quote on true
    where c.order_id = o.id) as handed_in,
  case when a.joins_from is not null or jsonb_array_length(others.who) > 0 then jsonb_build_object('joins', a.joins_from is not null,
    'lead', (select jsonb_build_object('name', person.name, 'phone', person.phone)
      from attendances led join users person on person.id = led.engineer_id
      where led.order_id = o.id and led.ended_at is null and led.joins_from is null), 'others', others.who) end as crew
from attendances a join orders o on o.id = a.order_id left join visits v on v.id = a.visit_id
join accounts account on account.id = o.account_id join contacts contact on contact.id = o.contact_id
join sites site on site.id = o.site_id left join devices device on device.id = o.device_id
left join forecasts f on f.attendance_id = a.id
cross join lateral (select coalesce(jsonb_agg(jsonb_build_object('name', person.name, 'phone', person.phone)
    order by person.name, person.id), '[]') as who
  from attendances other join users person on person.id = other.engineer_id
  where a.ended_at is null and other.order_id = o.id and other.id <> a.id and other.ended_at is null and other.joins_from is not null) others
left join lateral (select e.from_status as undo_to from events e where e.order_id = o.id
  and e.from_status is distinct from e.to_status order by e.written desc limit 1) last on true
left join lateral (select last.undo_to where (select e.user_id = a.engineer_id and e.kind <> 'undo' and e.to_status = o.status from events e
  where e.order_id = o.id and e.from_status is distinct from e.to_status order by e.written desc limit 1)) tap on true
left join users giver on giver.id = a.assigned_by
left join lateral (select e.payload->>'reason' as reason from events e where e.order_id = o.id and e.kind in ('assign', 'hand_over', 'join_crew')
  and e.happened_at = a.assigned_at and e.payload->>'engineer_id' = a.engineer_id::text order by e.written desc limit 1) came on true
left join lateral (select person.name, person.phone,
    (select jsonb_agg(jsonb_build_object('action', e.kind, 'at', e.happened_at, 'text', coalesce(e.payload->>'text', e.payload->>'reason', ''))
      order by e.happened_at, e.written) from (select * from events e where e.order_id = o.id and e.attendance_id = before.id
        and e.user_id = before.engineer_id order by e.happened_at desc, e.written desc limit 20) e) as did
  from attendances before join users person on person.id = before.engineer_id
  where before.order_id = o.id and a.joins_from is null and before.joins_from is null and before.id <> a.id and before.engineer_id <> a.engineer_id
    and before.assigned_at <= a.assigned_at
  order by before.assigned_at desc, before.id limit 1) other on true
left join lateral (select e.kind, e.payload->>'reason' as reason, person.name, person.phone
  from events e left join users person on person.id = e.user_id
  where a.ended_at is not null and e.order_id = o.id and e.kind = a.end_reason
  and (e.attendance_id = a.id or e.payload->>'engineer_id' = a.engineer_id::text and e.kind = 'leave_crew')
  and e.kind in ('hand_over', 'unassign', 'cancel', 'leave_crew') and e.happened_at = a.ended_at order by e.written desc limit 1) went on true
where a.engineer_id = $1 and ($2::uuid[] is null or o.id = any($2)) and (a.ended_at is null or $3::timestamptz is null or a.ended_at > $3)
order by window_to nulls last, a.id
"""


async def jobs(tx: Tx, engineer_id: UUID, orders: list[UUID] | None, ended_after: datetime | None) -> list[Job]:
    return await tx.all(JOBS, Job, engineer_id, orders, ended_after)
