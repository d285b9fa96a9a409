"""All that the day pack takes from, in one statement: forty visits are one round trip."""

from datetime import datetime
from uuid import UUID

from ...db import Tx
from ...sign.results import rules as results
from .rules import Facts

# Of another engineer's visit nobody needs to read these.
UNTOLD = ("report_sealed", "visit_late", "visit_safe_again", "clock_warned", "clock_breached", "alarm_withdrawn")

PIECES = f"""
select a.id as attendance_id, o.account_id, account.name as account, o.site_id, site.name as site,
  site.address, site.lat, site.lon, site.time_zone, a.ended_at is not null as ended,
  coalesce((select jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name, 'phone', c.phone, 'language', c.language) order by c.name, c.id)
    from (select * from contacts c where c.account_id = o.account_id and c.active order by c.id = o.contact_id desc, c.name, c.id limit 10) c),
    '[]') as contacts,
  case when device.id is not null then jsonb_build_object('serial', device.serial, 'model', device.model,
    'configuration', device.configuration, 'installed_on', device.installed_on, 'warranty_until', device.warranty_until) end as device,
  coalesce((select jsonb_agg(jsonb_build_object('serial', d.serial, 'model', d.model) order by d.serial)
    from (select * from devices d where d.site_id = o.site_id and d.active order by d.serial limit 100) d), '[]') as devices,
  coalesce((select jsonb_agg(jsonb_build_object('serial', d.serial, 'model', d.model, 'site', coalesce(there.name, '')) order by d.serial)
    from (select * from devices d where d.account_id = o.account_id and d.site_id is distinct from o.site_id and d.active
      order by d.serial limit 100) d left join sites there on there.id = d.site_id), '[]') as elsewhere,
  (select jsonb_build_object('number', k.number, 'name', k.name, 'starts_on', k.starts_on, 'ends_on', k.ends_on, 'levels', k.levels)
    from contracts k where k.id = o.contract_id) as contract,
  coalesce((select jsonb_agg(jsonb_build_object('number', p.number, 'fault', p.fault, 'called_at', p.created_at, 'serial', p.serial,
      'engineer', p.engineer, 'done', p.done) order by p.created_at desc, p.number)
    from (select p.number, p.fault, p.created_at, other.serial, {results.newest("r.order_id = p.id")} as done,
        (select person.name from attendances x join users person on person.id = x.engineer_id
          where x.order_id = p.id and x.joins_from is null order by x.assigned_at desc limit 1) as engineer
      from orders p left join devices other on other.id = p.device_id
      where (p.site_id = o.site_id or p.device_id = o.device_id) and p.created_at < o.created_at
      order by p.created_at desc, p.number limit 8) p), '[]') as past,
  coalesce((select jsonb_agg(jsonb_build_object('engineer', person.name, 'phone', person.phone, 'assigned_at', b.assigned_at, 'ended_at', b.ended_at,
      'steps', (select coalesce(jsonb_agg(jsonb_build_object('kind', e.kind, 'at', e.happened_at,
          'said', coalesce(e.payload->>'text', e.payload->>'reason', '')) order by e.happened_at, e.written), '[]')
        from (select * from events e where e.order_id = o.id and e.attendance_id = b.id and e.kind <> all($4::text[])
          order by e.written desc limit 40) e),
      'done', {results.newest("r.attendance_id = b.id")}) order by b.assigned_at, b.id)
    from attendances b join users person on person.id = b.engineer_id
    where b.order_id = o.id and b.id <> a.id and b.ended_at <= a.assigned_at), '[]') as before,
  coalesce((select jsonb_agg(jsonb_build_object('kind', c.kind, 'code', c.code, 'names', {results.NAMES}) order by c.kind, c.position, c.code)
    from result_codes c where c.active and strpos(lower(coalesce(device.model, '')), lower(c.product_line)) > 0
      and strpos(lower(coalesce(device.model, '')), lower(c.maker)) > 0), '[]') as codes,
  coalesce((select jsonb_agg(jsonb_build_object('field', n.field, 'value', n.value, 'by', person.name, 'at', n.at) order by n.field)
    from site_notes n join users person on person.id = n.by_id where n.site_id = o.site_id), '[]') as memory,
  coalesce((select jsonb_agg(jsonb_build_object('id', n.id, 'field', n.field, 'value', n.value, 'by', person.name, 'at', n.at) order by n.at, n.id)
    from site_proposals n join users person on person.id = n.by_id where n.site_id = o.site_id), '[]') as proposals,
  coalesce((select jsonb_agg(jsonb_build_object('title', k.title, 'body', k.body) order by k.model desc, k.title, k.id)
    from knowledge k where k.active and starts_with(lower(coalesce(device.model, '')), lower(k.model))), '[]') as knowledge
from attendances a
join orders o on o.id = a.order_id
join accounts account on account.id = o.account_id
join sites site on site.id = o.site_id
left join devices device on device.id = o.device_id
where a.engineer_id = $1 and ($2::uuid is null or a.id = $2) and (a.ended_at is null or (a.ended_at > $3 and not exists (
  select from attendances later join orders also on also.id = later.order_id where later.engineer_id = a.engineer_id
    and also.site_id = o.site_id and (later.ended_at is null or (later.ended_at, later.id) > (a.ended_at, a.id)))))
order by a.ended_at is not null, a.id
"""


async def pieces(tx: Tx, engineer_id: UUID, ended_after: datetime, attendance_id: UUID | None = None) -> list[Facts]:
    """The engineer's open visits first, then once each place that they were at since."""
    return await tx.all(PIECES, Facts, engineer_id, attendance_id, ended_after, UNTOLD)
