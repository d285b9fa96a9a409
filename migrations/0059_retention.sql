-- How long what is kept, per organisation; without a row, as retain/rules.py says.
create table retention_policies (
  org_id bigint not null references orgs,
  what text not null,
  days integer not null check (days between 9 and 36500),
  changed_at timestamptz not null,
  changed_by uuid not null,
  primary key (org_id, what),
  foreign key (org_id, changed_by) references users
);
call wall('retention_policies');
grant select, insert, update on retention_policies to outrider_app;

-- What somebody ordered to be kept. object_id: the engineer or the order; null: of the whole organisation.
create table legal_holds (
  org_id bigint not null references orgs,
  id uuid not null,
  kind text not null check (kind in ('organisation', 'engineer', 'order')),
  object_id uuid,
  reason text not null check (reason <> ''),
  placed_at timestamptz not null,
  placed_by uuid not null,
  lifted_at timestamptz,
  lifted_by uuid,
  primary key (org_id, id),
  foreign key (org_id, placed_by) references users,
  foreign key (org_id, lifted_by) references users,
  check ((kind = 'organisation') = (object_id is null)),
  check ((lifted_at is null) = (lifted_by is null))
);
call wall('legal_holds');
grant select, insert, update (lifted_at, lifted_by) on legal_holds to outrider_app;

-- The proof of what was deleted: a row for a run and a kind, written by each of its steps with what that step deleted.
-- sha256: of the rows as text; from the second step on, of the hash before and the step's own.
create table deletions (
  org_id bigint not null references orgs,
  run uuid not null,
  what text not null,
  before timestamptz not null,
  first_at timestamptz,
  last_at timestamptz,
  deleted bigint not null,
  sha256 bytea not null,
  ended_at timestamptz not null,
  primary key (org_id, run, what)
);
call wall('deletions');
grant select, insert, update (first_at, last_at, deleted, sha256, ended_at) on deletions to outrider_app;

-- How far an organisation's retention has come. packed_until: positions of the days before are packed. commands_after: up to here the bodies are gone.
create table retention_state (
  org_id bigint primary key references orgs,
  next_at timestamptz not null,
  packed_until date,
  commands_after uuid
);
call wall('retention_state');
grant select, insert, update on retention_state to outrider_app;
create policy worker on retention_state for select to current_user using (true);

-- Where the feed's head was: its rows have no time of their own.
create table feed_days (
  org_id bigint not null references orgs,
  day date not null,
  seq bigint not null,
  primary key (org_id, day)
);
call wall('feed_days');
grant select, insert, delete on feed_days to outrider_app;

-- Positions of ten minutes in one row: a tenth of the bytes. at_ms: after slot. Places in 1e-7 degrees, the rest in tenths.
create table position_packs (
  org_id bigint not null,
  engineer_id uuid not null,
  slot timestamptz not null,
  source text not null,
  at_ms integer[] not null,
  lat integer[] not null,
  lon integer[] not null,
  accuracy smallint[] not null,
  speed smallint[] not null,
  heading smallint[] not null,
  primary key (org_id, engineer_id, slot, source),
  foreign key (org_id, engineer_id) references engineers
);
call wall('position_packs');
grant select, insert, delete on position_packs to outrider_app;
create policy worker on position_packs for select to current_user using (true);
create policy worker on latest_positions for select to current_user using (true);

-- Every look at somebody's way; they read it on their phone.
create table trail_looks (
  org_id bigint not null,
  id uuid not null,
  engineer_id uuid not null,
  day date not null,
  looked_by uuid not null,
  looked_at timestamptz not null,
  primary key (org_id, id),
  foreign key (org_id, engineer_id) references engineers,
  foreign key (org_id, looked_by) references users
);
create index trail_looks_at on trail_looks (org_id, engineer_id, id desc);
call wall('trail_looks');
grant select, insert on trail_looks to outrider_app;
create trigger for_ever before update or delete on trail_looks for each row execute function refuse_change();

-- What is there already becomes one partition, up to a day that no fix can have reached. The check goes first and is proven in a transaction of its
-- own, while everybody writes on; then nobody has to look through the rows while nobody may write.
create policy worker on positions for select to current_user using (true);
do $$
declare
  until timestamptz;
begin
  if exists (select from positions) then
    select date_trunc('day', greatest(now(), max(device_time)), 'UTC') + interval '72 hours' into until from latest_positions;
    execute format('alter table positions add constraint positions_before check (device_time < %L) not valid', until);
  end if;
end $$;

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
  union select o.id from orgs o left join retention_state s on s.org_id = o.id
    where work = 'retention' and (s.next_at is null or s.next_at <= moment)
      and (exists (select from feed_heads h where h.org_id = o.id and h.seq > 0) or exists (select from latest_positions l where l.org_id = o.id))
$$;
