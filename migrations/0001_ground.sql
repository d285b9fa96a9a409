-- The ground: organisations, people, sessions, events, the change feed, commands, blobs.
-- Gate tables (no row-level security, read before the organisation is known) are listed in tests/laws/test_policies.py.
do $$ begin
  if not exists (select from pg_roles where rolname = 'outrider_app') then create role outrider_app nologin; end if;
end $$;
grant usage on schema public to outrider_app;

create table orgs (
  id bigint generated always as identity primary key,
  name text not null,
  time_zone text not null,
  language text not null,
  number_prefix text not null
);

create function current_org() returns bigint language sql stable as
$$ select nullif(current_setting('app.org_id', true), '')::bigint $$;

-- Turns on the second wall for a tenant table. Every tenant table has org_id and a policy named tenant.
create procedure wall(table_name text) language plpgsql as $$
begin
  execute format('alter table %I enable row level security', table_name);
  execute format('alter table %I force row level security', table_name);
  execute format('create policy tenant on %I using (org_id = current_org()) with check (org_id = current_org())', table_name);
end $$;

-- Rows that are the record itself are never changed and never deleted by the product.
create function refuse_change() returns trigger language plpgsql as
$$ begin raise exception 'rows of % are never changed', tg_table_name using errcode = 'restrict_violation'; end $$;

create table units (
  org_id bigint not null references orgs,
  id uuid not null,
  parent_id uuid,
  kind text not null check (kind in ('head_office', 'region', 'station')),
  name text not null,
  lat double precision not null,
  lon double precision not null,
  primary key (org_id, id),
  foreign key (org_id, parent_id) references units
);
call wall('units');

create table users (
  org_id bigint not null references orgs,
  id uuid not null,
  name text not null,
  email text not null,
  phone text not null default '',
  language text not null,
  active boolean not null default true,
  created_at timestamptz not null,
  primary key (org_id, id)
);
call wall('users');

create table grants (
  org_id bigint not null,
  user_id uuid not null,
  role text not null check (role in ('engineer', 'dispatcher', 'station_manager', 'head_office', 'administrator',
    'service_desk', 'remote_support', 'account_manager', 'service_manager', 'second_line', 'expert', 'manufacturer',
    'parts_clerk', 'customer_administrator')),
  scope text not null check (scope in ('organisation', 'region', 'station', 'account', 'own')),
  scope_id uuid,
  check ((scope in ('organisation', 'own')) = (scope_id is null)),
  unique nulls not distinct (org_id, user_id, role, scope, scope_id),
  foreign key (org_id, user_id) references users
);
call wall('grants');

create table engineers (
  org_id bigint not null,
  user_id uuid not null,
  station_id uuid not null,
  skills text[] not null default '{}',
  home_lat double precision not null,
  home_lon double precision not null,
  shift_start time not null,
  shift_end time not null,
  absent boolean not null default false,
  primary key (org_id, user_id),
  foreign key (org_id, user_id) references users,
  foreign key (org_id, station_id) references units
);
call wall('engineers');

create table engineer_days (
  org_id bigint not null,
  engineer_id uuid not null,
  day date not null,
  rev bigint not null default 0,
  primary key (org_id, engineer_id, day),
  foreign key (org_id, engineer_id) references engineers
);
call wall('engineer_days');

-- Gate tables: read before anybody is known.
create table credentials (
  login text primary key check (login = lower(login)),
  org_id bigint not null references orgs,
  user_id uuid not null,
  password_hash text,
  unique (org_id, user_id),
  foreign key (org_id, user_id) references users
);
create table phones (
  org_id bigint not null,
  id uuid not null,
  user_id uuid not null,
  public_key jsonb not null,
  name text not null,
  registered_at timestamptz not null,
  revoked_at timestamptz,
  seen_at timestamptz,
  unsent integer not null default 0,
  unsent_since timestamptz,
  primary key (org_id, id),
  foreign key (org_id, user_id) references users
);
call wall('phones');
create table sessions (
  id uuid primary key,
  token_hash bytea not null unique,
  org_id bigint not null,
  user_id uuid not null,
  phone_id uuid,
  agent text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  foreign key (org_id, user_id) references users
);
create index sessions_by_user on sessions (org_id, user_id) where revoked_at is null;
create table one_time_links (
  token_hash bytea primary key,
  org_id bigint not null,
  user_id uuid not null,
  purpose text not null check (purpose in ('invitation', 'password_reset')),
  expires_at timestamptz not null,
  used_at timestamptz,
  foreign key (org_id, user_id) references users
);
create table attempts (key text not null, at timestamptz not null);
create index attempts_by_key on attempts (key, at);

create table numbers (
  org_id bigint not null references orgs,
  kind text not null check (kind in ('order', 'report')),
  day date not null,
  last integer not null,
  primary key (org_id, kind, day)
);
call wall('numbers');

create table events (
  org_id bigint not null references orgs,
  id uuid not null,
  kind text not null,
  order_id uuid,
  visit_id uuid,
  attendance_id uuid,
  actor text not null check (actor in ('user', 'customer', 'system')),
  user_id uuid,
  source text not null check (source in ('phone', 'console', 'link', 'system')),
  device_time timestamptz not null,
  happened_at timestamptz not null,
  server_time timestamptz not null,
  lat double precision,
  lon double precision,
  command_id uuid,
  payload jsonb not null,
  written bigint generated always as identity, -- which of two events of one moment was written first
  primary key (org_id, id)
);
create index events_by_order on events (org_id, order_id, happened_at, written);
create trigger events_are_for_ever before update or delete on events for each row execute function refuse_change();
call wall('events');

-- The change feed: one dense counter per organisation, stepped by the last statement of each writing transaction.
create table feed_heads (org_id bigint primary key references orgs, seq bigint not null default 0);
create table feed (
  org_id bigint not null references orgs,
  seq bigint not null,
  aggregate text not null,
  id uuid not null,
  engineer_id uuid,
  station_id uuid,
  account_id uuid,
  primary key (org_id, seq)
);
create index feed_by_engineer on feed (org_id, engineer_id, seq);
create index feed_by_aggregate on feed (org_id, id, seq);
call wall('feed');

-- Changes with every restore: a client that sees another epoch starts again and re-sends what it kept.
create table epochs (id uuid primary key default gen_random_uuid());
insert into epochs default values;
create function feed_epoch() returns text language sql stable security definer set search_path = pg_catalog, public as
$$ select (select system_identifier from pg_control_system()) || '-' || (select timeline_id from pg_control_checkpoint())
   || '-' || (select id from epochs limit 1) $$;

create table commands (
  org_id bigint not null references orgs,
  id uuid not null,
  user_id uuid not null,
  phone_id uuid not null,
  lane text not null,
  lane_seq integer not null,
  kind text not null,
  body bytea not null,
  body_sha bytea not null,
  outcome jsonb not null,
  held boolean not null default false,
  received_at timestamptz not null,
  primary key (org_id, id)
);
create index commands_held on commands (org_id, lane, lane_seq) where held;
call wall('commands');
create table lanes (
  org_id bigint not null references orgs,
  lane text not null,
  next_seq integer not null,
  last_time timestamptz not null,
  primary key (org_id, lane)
);
call wall('lanes');
create table command_quarantine (
  org_id bigint not null references orgs,
  id uuid not null,
  user_id uuid not null,
  phone_id uuid,
  body bytea not null,
  code text not null,
  received_at timestamptz not null,
  primary key (org_id, id)
);
call wall('command_quarantine');

create table blobs (
  org_id bigint not null references orgs,
  sha256 bytea not null,
  size bigint not null check (size > 0),
  mime text not null,
  user_id uuid,
  received bigint not null default 0,
  complete_at timestamptz,
  primary key (org_id, sha256)
);
call wall('blobs');
