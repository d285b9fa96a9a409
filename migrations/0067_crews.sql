-- A crew: further engineers at an order's open visit. joins_from: from when whoever joins is promised (arrival_promise: until when); null: they lead.
alter table attendances add joins_from timestamptz;

-- Who was second where there should have been one alone was never seen anywhere: they are given nothing.
alter table attendances no force row level security;
alter table day_changes no force row level security; -- a trigger notes there whose day it was
update attendances a set ended_at = now(), end_reason = 'withdrawn' where a.ended_at is null and exists (
  select from attendances first where first.org_id = a.org_id and first.order_id = a.order_id and first.ended_at is null
    and (first.assigned_at, first.id) < (a.assigned_at, a.id));
alter table attendances force row level security;
alter table day_changes force row level security;
create unique index attendances_one_leads on attendances (org_id, order_id) where ended_at is null and joins_from is null;
create unique index attendances_once on attendances (org_id, order_id, engineer_id) where ended_at is null;
