-- Which organisations have something for the worker to do, in one look over all of them: the cost of idle ones is nothing.
-- Their ids are all that the role that serves gets to know across the walls; the owner of these tables sees the rows.
do $$
declare
  name text;
begin
  foreach name in array array['clocks', 'attendances', 'forecasts', 'reports', 'report_pdfs', 'deliveries', 'imports', 'idempotency_keys',
    'commands'] loop
    execute format('create policy worker on %I for select to current_user using (true)', name);
  end loop;
end $$;
create index clocks_due on clocks (next_at) where next_at is not null;
-- work: a name of worker.py, PERIODIC. Each arm may say too many organisations, never too few.
create function organisations_with_work(work text, moment timestamptz) returns setof bigint
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
$$;
revoke execute on function organisations_with_work from public;
grant execute on function organisations_with_work to outrider_app;
