-- The organisation's ground: qualifications, rosters, customers in full, the history of every change, search, imports.
alter table units add column active boolean not null default true, add column phone text not null default '';
create table skills (
  org_id bigint not null references orgs,
  id uuid not null,
  code text not null,
  kind text not null check (kind in ('skill', 'certificate', 'product_line')),
  name text not null,
  active boolean not null default true,
  primary key (org_id, id),
  constraint skills_code_once unique (org_id, code)
);
create table qualifications (
  org_id bigint not null,
  id uuid not null,
  engineer_id uuid not null,
  skill_id uuid not null,
  number text not null default '',
  expires_on date,
  primary key (org_id, id),
  constraint qualifications_once unique (org_id, engineer_id, skill_id),
  foreign key (org_id, engineer_id) references engineers,
  foreign key (org_id, skill_id) references skills
);
-- The owner must see every organisation for this one copy; he is behind the wall like everybody else.
alter table engineers no force row level security;
insert into skills (org_id, id, code, kind, name)
  select distinct on (org_id, code) org_id, gen_random_uuid(), code, 'skill', code from engineers, unnest(skills) as code;
insert into qualifications (org_id, id, engineer_id, skill_id)
  select e.org_id, gen_random_uuid(), e.user_id, s.id from engineers e join skills s on s.org_id = e.org_id and s.code = any(e.skills);
alter table engineers force row level security;
call wall('skills');
call wall('qualifications');
alter table engineers drop column skills, drop column absent;

create table shifts (
  org_id bigint not null,
  id uuid not null,
  engineer_id uuid not null,
  day date not null,
  starts time not null,
  ends time not null,
  primary key (org_id, id),
  check (starts < ends),
  constraint shifts_once unique (org_id, engineer_id, day),
  foreign key (org_id, engineer_id) references engineers
);
call wall('shifts');
create table absences (
  org_id bigint not null,
  id uuid not null,
  engineer_id uuid not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  kind text not null check (kind in ('sick', 'leave', 'training', 'other')),
  note text not null default '',
  primary key (org_id, id),
  check (starts_at < ends_at),
  foreign key (org_id, engineer_id) references engineers
);
create index absences_by_engineer on absences (org_id, engineer_id, ends_at);
call wall('absences');
create table on_call (
  org_id bigint not null,
  id uuid not null,
  station_id uuid not null,
  user_id uuid not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  phone text not null default '',
  primary key (org_id, id),
  check (starts_at < ends_at),
  foreign key (org_id, station_id) references units,
  foreign key (org_id, user_id) references users
);
create index on_call_by_station on on_call (org_id, station_id, ends_at);
call wall('on_call');

alter table accounts add column number text, add column active boolean not null default true,
  add constraint accounts_number_once unique (org_id, number);
create index accounts_by_parent on accounts (org_id, parent_id);
alter table contacts add column email text not null default '', add column role text not null default '',
  add column channel text not null default 'none' check (channel in ('none', 'mail', 'sms')),
  add column phone_key text generated always as (right(regexp_replace(phone, '\D', '', 'g'), 10)) stored,
  add column active boolean not null default true;
drop index contacts_by_phone;
create index contacts_by_phone on contacts (org_id, phone_key);
create index contacts_by_account on contacts (org_id, account_id);
alter table sites add column active boolean not null default true;
create index sites_by_account on sites (org_id, account_id);
alter table devices add column configuration text not null default '', add column installed_on date, add column warranty_until date,
  add column active boolean not null default true;
create index devices_by_account on devices (org_id, account_id);
create index devices_by_serial on devices (org_id, lower(serial));

-- Every administrative change of a row, field by field.
create table changes (
  org_id bigint not null references orgs,
  id uuid not null,
  entity text not null,
  entity_id uuid not null,
  at timestamptz not null,
  user_id uuid,
  before jsonb not null,
  after jsonb not null,
  primary key (org_id, id)
);
create index changes_by_entity on changes (org_id, entity, entity_id, at);
create trigger changes_are_for_ever before update or delete on changes for each row execute function refuse_change();
call wall('changes');

-- Pieces of words by equality, because a LIKE loses its index behind row-level security. Two characters of a Chinese name are one piece.
create table search_terms (
  org_id bigint not null references orgs,
  term text not null,
  entity text not null,
  entity_id uuid not null,
  primary key (org_id, term, entity, entity_id)
);
create index search_terms_by_entity on search_terms (org_id, entity, entity_id);
call wall('search_terms');

-- A sheet that somebody brought: its rows as read, what is wrong with each, and what became of it.
create table imports (
  org_id bigint not null references orgs,
  id uuid not null,
  kind text not null,
  file_name text not null,
  user_id uuid not null,
  created_at timestamptz not null,
  header text[] not null,
  state text not null check (state in ('preview', 'running', 'done')),
  primary key (org_id, id)
);
call wall('imports');
create table import_rows (
  org_id bigint not null,
  import_id uuid not null,
  n integer not null,
  cells text[] not null,
  problem text not null default '',
  fields text[] not null default '{}',
  made uuid,
  wanted boolean not null default false,
  label text not null default '',
  primary key (org_id, import_id, n),
  foreign key (org_id, import_id) references imports
);
call wall('import_rows');

grant select, insert, update, delete on skills, qualifications, shifts, absences, on_call, changes, search_terms, imports, import_rows to outrider_app;
revoke update, delete on changes from outrider_app;
