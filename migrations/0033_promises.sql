-- A promise that passed while nobody had the order is said once: promise_told is the window's end of which it was said.
alter table visits add column promise_told timestamptz;
create index visits_promised on visits (org_id, window_to) where closed_at is null;
create index visits_promised_anywhere on visits (window_to) where closed_at is null;
create policy worker on visits for select to current_user using (true);
create or replace function organisations_with_work(work text, moment timestamptz) returns setof bigint
language sql stable security definer set search_path = pg_catalog, public as $$
  select org_id from clocks where work = 'alarms' and next_at <= moment
  union select org_id from attendances where work = 'forecasts' and ended_at is null
  union select org_id from forecasts where work = 'forecasts'
  union select r.org_id from reports r where work = 'missing prints'
    and not exists (select from report_pdfs d where d.org_id = r.org_id and d.report_id = r.id)
  union select org_id from deliveries where work = 'missing deliveries' and state = 'waiting' and not_before <= moment
  union select org_id from imports where work = 'sheets' and state = 'running'
  union select org_id from idempotency_keys where work = 'old keys' and at <= moment
  union select org_id from commands where work = 'held lanes' and held
  union select org_id from visits where work = 'promises' and closed_at is null and window_to <= moment and window_to > moment - interval '1 day'
    and promise_told is distinct from window_to
$$;
