"""Links, and one order as its customer may see it."""

from datetime import datetime
from uuid import UUID

import msgspec

from ..db import Connection, Tx
from ..model import Status


class LinkRow(msgspec.Struct):
    org_id: int
    order_id: UUID


class View(msgspec.Struct):
    """What the holder of a link may know. lat, lon: the engineer's, only while he is on his way here and the fix is fresh."""

    number: str
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
    needs_review: str | None


ADD_LINK = "insert into customer_links (token_hash, org_id, order_id, expires_at, created_at) values ($1, current_org(), $2, $3, $4)"


async def add_link(tx: Tx, token_hash: bytes, order_id: UUID, expires_at: datetime, now: datetime) -> None:
    await tx.run(ADD_LINK, token_hash, order_id, expires_at, now)


REVOKE_LINKS = "update customer_links set revoked_at = $2 where org_id = current_org() and order_id = $1 and revoked_at is null"


async def revoke_links(tx: Tx, order_id: UUID, now: datetime) -> int:
    return await tx.run(REVOKE_LINKS, order_id, now)


FIND_LINK = "select org_id, order_id from customer_links where token_hash = $1 and expires_at > $2 and revoked_at is null"


async def find_link(connection: Connection, token_hash: bytes, now: datetime) -> LinkRow | None:
    row = await connection.fetchrow(FIND_LINK, token_hash, now)
    return None if row is None else msgspec.convert(row, LinkRow)


VIEW = """
select o.number, o.status, org.name as org, account.name as account, site.name as site, site.lat as site_lat, site.lon as site_lon,
  site.time_zone, o.fault, contact.language, v.window_from, v.window_to, person.name as engineer, f.predicted_arrival,
  case when a.late_minutes between 1 and 1440 then a.late_minutes end as told_late,
  p.lat, p.lon, p.device_time as seen_at, rating.stars, r.id as report_id, r.number as report_number,
  coalesce(d.report_id is not null, false) as has_pdf, o.needs_review
from orders o join orgs org on org.id = o.org_id join accounts account on account.id = o.account_id
join sites site on site.id = o.site_id join contacts contact on contact.id = o.contact_id
left join lateral (select * from visits where order_id = o.id order by closed_at desc nulls first limit 1) v on true
left join lateral (select * from attendances where order_id = o.id and (ended_at is null or end_reason = 'sign')
  order by ended_at desc nulls first, assigned_at desc, finished_at desc nulls last limit 1) a on true
left join users person on person.id = a.engineer_id
left join forecasts f on f.attendance_id = a.id
left join latest_positions p on p.engineer_id = a.engineer_id and o.status = 'en_route' and p.device_time > $2
left join lateral (select id, number from reports where order_id = o.id order by sealed_at desc limit 1) r on true
left join report_pdfs d on d.report_id = r.id
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
