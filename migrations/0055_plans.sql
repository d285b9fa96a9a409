-- A day's plan as a proposal: asked for, searched in the worker, looked at, taken in whole or in part. stations: sorted; a set and a day has one
-- that is being searched. proposal: as it was made; what of it has changed since is found on looking.
create table plans (
  org_id bigint not null references orgs,
  id uuid not null,
  stations uuid[] not null check (cardinality(stations) > 0),
  day date not null,
  state text not null check (state in ('waiting', 'running', 'ready', 'nothing', 'failed', 'cancelled', 'discarded')),
  asked_at timestamptz not null,
  asked_by uuid,
  tries integer not null default 0,
  share real not null default 0,
  fault text check (fault in ('no_plan', 'too_long', 'too_large', 'starved', 'stopped', 'broken')),
  ended_at timestamptz,
  ended_by uuid,
  taken integer not null default 0,
  taken_at timestamptz,
  taken_by uuid,
  proposal jsonb,
  primary key (org_id, id),
  foreign key (org_id, asked_by) references users,
  check ((state = 'failed') = (fault is not null)),
  check (state <> 'ready' or proposal is not null)
);
create unique index plans_searched_once on plans (org_id, day, stations) where state in ('waiting', 'running');
create index plans_newest on plans (org_id, asked_at desc, id desc);
create index plans_searched on plans (org_id) where state in ('waiting', 'running');
call wall('plans');
grant select, insert, update, delete on plans to outrider_app;
create policy worker on plans for select to current_user using (true);

-- What an organisation says of its plans. hour: when tomorrow's is made, in its own time zone; null: only when somebody asks. stations: empty means all.
-- most_moved: the share of the visits that may change engineer. next_at: when the next one is due.
create table plan_settings (
  org_id bigint primary key references orgs,
  hour integer check (hour between 0 and 23),
  stations uuid[] not null default '{}',
  most_moved real not null default 0.3 check (most_moved between 0 and 1),
  next_at timestamptz,
  changed_at timestamptz not null,
  changed_by uuid not null,
  foreign key (org_id, changed_by) references users,
  check ((hour is null) = (next_at is null))
);
call wall('plan_settings');
grant select, insert, update on plan_settings to outrider_app;
create policy worker on plan_settings for select to current_user using (true);

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
  union select org_id from plans where work = 'plans' and state in ('waiting', 'running')
  union select org_id from plan_settings where work = 'nightly plans' and next_at <= moment
$$;
