"""Links, and one order as its customer may see it."""

from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from ..db import Connection, Tx
from ..model import Status
from ..parts.store import DateChange
from ..sign.results.rules import named
from ..status.promise.rules import promised

# Of the station, else of the organisation.
RINGS = "case when trim(station.phone) <> '' then station.phone else org.phone end"


class LinkRow(msgspec.Struct):
    org_id: int
    order_id: UUID
    token_hash: bytes


class PartLine(msgspec.Struct):
    """dates: each that was told, oldest first, with why (parts/rules.py, DATE_REASONS). replaces, agreed_by: of a substitute."""

    name: str
    quantity: int
    status: str
    expected_on: date | None
    replaces: str
    agreed_by: str
    dates: list[DateChange]


class View(msgspec.Struct):
    """What the holder of a link may know. report: the newest; replaces: the one that it corrects. was_there: when somebody came last.

    phone: whom to ring. colleagues: how many come beside the engineer.
    opened_by: of an order that waits to be assigned, what brought it there. answered_at: when its customer said that it
    is solved. result, reason: of the newest report, why by language.
    lat, lon: the engineer's, only while they are on their way here and the fix is fresh.
    """

    number: str
    kind: str
    status: Status
    org: str
    account: str
    site: str
    site_lat: float
    site_lon: float
    time_zone: str
    fault: str
    language: str
    window_from: datetime | None
    window_to: datetime | None
    engineer: str | None
    predicted_arrival: datetime | None
    told_late: int | None
    lat: float | None
    lon: float | None
    seen_at: datetime | None
    stars: int | None
    report_id: UUID | None
    report_number: str | None
    has_pdf: bool
    replaces: UUID | None
    replaces_number: str | None
    replaces_has_pdf: bool
    late_work: bool
    was_there: datetime | None
    merged_into: str | None
    phone: str
    colleagues: int
    status_since: datetime
    solved_remotely: bool
    answered_at: datetime | None
    opened_by: str | None
    result: str | None
    reason: dict[str, str] | None
    parts: list[PartLine] = []


# It outlives the visit that it tells of.
ADD_LINK = """
insert into customer_links (token_hash, org_id, order_id, expires_at, created_at, made_by)
select $1, current_org(), $2, greatest($4, (select max(window_to) from visits where order_id = $2)) + $3, $4, $5
"""


async def add_link(tx: Tx, token_hash: bytes, order_id: UUID, length: timedelta, now: datetime, made_by: bytes | None) -> None:
    await tx.run(ADD_LINK, token_hash, order_id, length, now, made_by)


# With all that were made by them.
REVOKE_LINKS = """
with recursive tree as (
  select token_hash from customer_links where org_id = current_org() and order_id = $1
  union select made.token_hash from customer_links made join tree on made.made_by = tree.token_hash
) update customer_links set revoked_at = $2 where org_id = current_org() and revoked_at is null and token_hash in (select token_hash from tree)
"""


async def revoke_links(tx: Tx, order_id: UUID, now: datetime) -> int:
    return await tx.run(REVOKE_LINKS, order_id, now)


FIND_LINK = "select org_id, order_id, token_hash from customer_links where token_hash = $1 and expires_at > $2 and revoked_at is null"


async def find_link(connection: Connection, token_hash: bytes, now: datetime) -> LinkRow | None:
    row = await connection.fetchrow(FIND_LINK, token_hash, now)
    return None if row is None else msgspec.convert(row, LinkRow)


FIND_ANY = "select org_id, order_id, token_hash from customer_links where token_hash = $1"


async def find_any_link(connection: Connection, token_hash: bytes) -> LinkRow | None:
    """Also one that is over: whose it was says whom to ring."""
    row = await connection.fetchrow(FIND_ANY, token_hash)
    return None if row is None else msgspec.convert(row, LinkRow)


class Rings(msgspec.Struct):
    firm: str
    phone: str


RINGS_OF = f"""
select org.name as firm, {RINGS} as phone from orders o join orgs org on org.id = o.org_id join units station on station.id = o.station_id
where o.id = $1
"""


async def rings(tx: Tx, order_id: UUID) -> Rings | None:
    return await tx.one(RINGS_OF, Rings, order_id)


# The link of the office from which this one comes; locked, so that what comes by it is counted one by one.
ROOT = """
with recursive up as (
  select token_hash, made_by from customer_links where org_id = current_org() and token_hash = $1
  union all select before.token_hash, before.made_by from customer_links before join up on before.token_hash = up.made_by
) select token_hash from customer_links where token_hash = (select token_hash from up where made_by is null) for update
"""


async def lock_root(tx: Tx, token_hash: bytes) -> bytes:
    return bytes(await tx.value(ROOT, token_hash))


MADE_SINCE = """
with recursive down as (
  select token_hash, order_id, created_at, made_by from customer_links where token_hash = $1
  union all select made.token_hash, made.order_id, made.created_at, made.made_by from customer_links made join down on made.made_by = down.token_hash
) select count(distinct order_id) from down where made_by is not null and created_at > $2
"""


async def made_since(tx: Tx, root: bytes, since: datetime) -> int:
    return int(await tx.value(MADE_SINCE, root, since))


HAS_MADE = "select exists (select from customer_links where org_id = current_org() and made_by = $1 and order_id = $2)"


async def has_made(tx: Tx, token_hash: bytes, order_id: UUID) -> bool:
    return bool(await tx.value(HAS_MADE, token_hash, order_id))


VIEW = f"""
select o.number, o.kind, o.status, org.name as org, account.name as account, site.name as site, site.lat as site_lat, site.lon as site_lon,
  site.time_zone, o.fault, contact.language, {promised("v")}, person.name as engineer, f.predicted_arrival,
  case when a.late_minutes between 1 and 1440 then a.late_minutes end as told_late,
  p.lat, p.lon, p.device_time as seen_at, rating.stars, r.id as report_id, r.number as report_number,
  coalesce(d.report_id is not null, false) as has_pdf, r.replaces, earlier.number as replaces_number,
  exists (select from report_pdfs before where before.report_id = r.replaces) as replaces_has_pdf,
  exists (select from reviews where order_id = o.id and kind = 'late_work' and closed_at is null) as late_work,
  (select count(*) from attendances other where other.order_id = o.id and other.joins_from is not null
    and other.ended_at is null and other.finished_at is null) as colleagues,
  (select max(arrived_at) from attendances where order_id = o.id and joins_from is null) as was_there,
  (select number from orders other where other.id = o.merged_into) as merged_into,
  coalesce((select jsonb_agg(jsonb_build_object('name', coalesce(nullif(q.name, ''), k.name), 'quantity', q.quantity, 'status', q.status,
      'expected_on', q.expected_on, 'replaces', q.replaces, 'agreed_by', q.agreed_by,
      'dates', coalesce((select jsonb_agg(jsonb_build_object('expected_on', e.expected_on, 'changed_at', e.changed_at, 'reason', '', 'code', e.code)
        order by e.changed_at) from part_request_dates e where e.request_id = q.id), '[]')) order by q.created_at, q.id)
    from part_requests q left join part_kinds k on k.id = q.part_kind_id where q.order_id = o.id and q.status <> 'cancelled'), '[]') as parts,
  {RINGS} as phone, o.status_since, x.result, {named("reason", "x")} as reason,
  coalesce((select e.kind = 'solve_remotely' from events e where e.order_id = o.id and e.to_status = 'follow_up'
    and e.from_status <> 'follow_up' order by e.written desc limit 1), false) as solved_remotely,
  (select e.happened_at from events e where e.order_id = o.id and e.kind = 'customer_answered' and e.written > coalesce((select max(again.written)
    from events again where again.order_id = o.id and again.kind in ('still_broken', 'reopen', 'continue_work')), 0)
    order by e.written desc limit 1) as answered_at,
  case when o.status = 'awaiting_assignment' then (select e.kind from events e where e.order_id = o.id and e.to_status = o.status
    and e.from_status <> o.status order by e.written desc limit 1) end as opened_by
from orders o join orgs org on org.id = o.org_id join accounts account on account.id = o.account_id
join sites site on site.id = o.site_id join contacts contact on contact.id = o.contact_id
left join lateral (select * from visits where order_id = o.id order by closed_at desc nulls first limit 1) v on true
left join lateral (select * from attendances where order_id = o.id and joins_from is null
    and (ended_at is null or end_reason = 'sign')
  order by ended_at desc nulls first, assigned_at desc, finished_at desc nulls last limit 1) a on true
left join users person on person.id = a.engineer_id
left join forecasts f on f.attendance_id = a.id
left join latest_positions p on p.engineer_id = a.engineer_id and o.status = 'en_route' and p.device_time > $2
left join lateral (select id, number, replaces from reports where order_id = o.id
  order by sealed_at desc, number desc limit 1) r on true
left join reports earlier on earlier.id = r.replaces
left join report_pdfs d on d.report_id = r.id
left join report_results x on x.report_id = r.id
join units station on station.id = o.station_id
left join ratings rating on rating.order_id = o.id
where o.id = $1
"""


async def view(tx: Tx, order_id: UUID, fresh_after: datetime) -> View | None:
    return await tx.one(VIEW, View, order_id, fresh_after)


RATE = """
insert into ratings (org_id, order_id, stars, comment, rated_at) values (current_org(), $1, $2, $3, $4)
on conflict (org_id, order_id) do update set stars = excluded.stars, comment = excluded.comment, rated_at = excluded.rated_at
"""


async def rate(tx: Tx, order_id: UUID, stars: int, comment: str, now: datetime) -> None:
    await tx.run(RATE, order_id, stars, comment, now)


class Whose(msgspec.Struct):
    """What a further order of the same customer begins with."""

    account_id: UUID
    contact_id: UUID
    site_id: UUID


WHOSE = "select account_id, contact_id, site_id from orders where id = $1"


async def whose(tx: Tx, order_id: UUID) -> Whose | None:
    return await tx.one(WHOSE, Whose, order_id)
