-- What somebody in the office has to decide about an order: a row each, as many at once as there are.
-- attendance_id: whose work came late, or whose engineer is ill. subject: of work that came late, the last action.
-- decision: how it was closed, a word of status/review/rules.py, or 'gone' where its reason went by itself.
create table reviews (
  org_id bigint not null,
  id uuid not null,
  order_id uuid not null,
  kind text not null,
  attendance_id uuid,
  subject text,
  opened_at timestamptz not null,
  due_at timestamptz not null,
  closed_at timestamptz,
  closed_by uuid,
  decision text check ((decision is null) = (closed_at is null)),
  primary key (org_id, id),
  foreign key (org_id, order_id) references orders,
  foreign key (org_id, attendance_id) references attendances
);
create unique index reviews_one_open on reviews (org_id, order_id, kind, coalesce(attendance_id, order_id)) where closed_at is null;
create index reviews_due on reviews (org_id, due_at) where closed_at is null;

-- The questions that stand: what the column asks, and the late work that waited behind another question.
alter table orders no force row level security;
alter table events no force row level security;
alter table attendances no force row level security;
insert into reviews (org_id, id, order_id, kind, attendance_id, subject, opened_at, due_at)
select o.org_id, gen_random_uuid(), o.id, 'late_work', e.attendance_id, (array_agg(e.kind order by e.written desc))[1],
  min(e.server_time), min(e.server_time) + interval '30 minutes'
from orders o join events e on e.org_id = o.org_id and e.order_id = o.id and e.conflict is not null
where o.needs_review is not null and e.written > coalesce((select max(s.written) from events s
  where s.org_id = o.org_id and s.order_id = o.id and s.kind = 'review_settled'
    and s.payload->>'was' not in ('engineer_sick', 'device_has_order', 'new_place', 'place_changed', 'report_print')), 0)
group by o.org_id, o.id, e.attendance_id;
insert into reviews (org_id, id, order_id, kind, attendance_id, subject, opened_at, due_at)
select o.org_id, gen_random_uuid(), o.id, asked.kind, case when asked.kind = 'engineer_sick' then a.id end,
  case when asked.kind = 'late_work' then o.needs_review end, o.status_since, o.status_since + interval '4 hours'
from orders o
cross join lateral (select case when o.needs_review in ('engineer_sick', 'device_has_order', 'new_place', 'place_changed', 'report_print')
  then o.needs_review else 'late_work' end as kind) asked
left join lateral (select id from attendances where org_id = o.org_id and order_id = o.id and ended_at is null
  order by assigned_at, id limit 1) a on true
where o.needs_review is not null
  and not exists (select from reviews r where r.org_id = o.org_id and r.order_id = o.id and r.kind = asked.kind);
alter table orders force row level security;
alter table events force row level security;
alter table attendances force row level security;
alter table orders drop column needs_review;
call wall('reviews');
grant select, insert, update on reviews to outrider_app;

-- A corrected address reaches every screen on which it stands.
create index orders_by_site on orders (org_id, site_id);
