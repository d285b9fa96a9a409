-- Service levels and calendars as versions that never change, the clocks that run by them, and the alarms that they gave.
create table service_rules (
  org_id bigint not null references orgs,
  kind text not null check (kind in ('level', 'calendar')),
  code text not null,
  version integer not null,
  since timestamptz not null,
  document jsonb not null,
  user_id uuid,
  note text not null default '',
  primary key (org_id, kind, code, version)
);
create trigger service_rules_are_for_ever before update or delete on service_rules for each row execute function refuse_change();
call wall('service_rules');

create table contracts (
  org_id bigint not null,
  id uuid not null,
  number text not null,
  account_id uuid not null,
  name text not null default '',
  starts_on date not null,
  ends_on date not null,
  levels text[] not null,
  calendar text,
  remote_first boolean not null default true,
  station_id uuid,
  engineers uuid[] not null default '{}',
  primary key (org_id, id),
  check (starts_on <= ends_on),
  check (cardinality(levels) > 0),
  constraint contracts_number_once unique (org_id, number),
  foreign key (org_id, account_id) references accounts,
  foreign key (org_id, station_id) references units
);
create index contracts_by_account on contracts (org_id, account_id);
call wall('contracts');

alter table orders drop constraint orders_level_check;
alter table orders add column contract_id uuid, add column calendar text, add column request_sha bytea,
  add foreign key (org_id, contract_id) references contracts;
create index orders_by_station on orders (org_id, station_id, status_since);
create index orders_done on orders (org_id, status_since) where status in ('closed', 'cancelled');
create index orders_open_since on orders (org_id, status_since) where status not in ('closed', 'cancelled');
create index orders_by_account on orders (org_id, account_id, created_at);
create index events_remote on events (org_id, happened_at) where kind in ('take_remote', 'return_to_remote');
create index orders_by_contact on orders (org_id, contact_id);

-- A clock is one commitment of an order, or one stay in a status. next_at: when the worker has to look at it.
-- Derived from the events, so that no foreign key has to be paid for on the hottest write; `outrider clocks verify` is its check.
create table clocks (
  org_id bigint not null,
  order_id uuid not null,
  what text not null,
  n integer not null,
  started_at timestamptz not null,
  warn_at timestamptz,
  due_at timestamptz,
  stopped_at timestamptz,
  outcome text not null check (outcome in ('running', 'paused', 'met', 'missed', 'void')),
  next_at timestamptz,
  next_step text,
  primary key (org_id, order_id, what, n),
  check ((next_at is null) = (next_step is null))
);
create index clocks_next on clocks (org_id, next_at) where next_at is not null;
call wall('clocks');

-- Said once, and taken back visibly where a late word from a phone shows that it was not so.
create table alarms (
  org_id bigint not null references orgs,
  id uuid not null,
  order_id uuid not null,
  what text not null,
  n integer not null,
  step text not null check (step in ('warn', 'breach')),
  due_at timestamptz not null,
  fired_at timestamptz not null,
  withdrawn_at timestamptz,
  withdrawn_why text,
  primary key (org_id, id)
);
create unique index alarms_once on alarms (org_id, order_id, what, n, step) where withdrawn_at is null;
create index alarms_by_time on alarms (org_id, fired_at);
call wall('alarms');

grant select, insert, update, delete on service_rules, contracts, clocks, alarms to outrider_app;
revoke update, delete on service_rules from outrider_app;
