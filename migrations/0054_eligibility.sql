-- Who may be sent where, and what counts how much when several may.
-- resident_site_id: the engineer works at this customer's place and nowhere else. serves: stations beside their own whose work is theirs too.
alter table engineers
  add column resident_site_id uuid,
  add column serves uuid[] not null default '{}',
  add constraint engineers_resident_site_fkey foreign key (org_id, resident_site_id) references sites not valid;
alter table skills
  drop constraint skills_kind_check,
  add constraint skills_kind_check check (kind in ('skill', 'certificate', 'product_line', 'clearance')) not valid;
alter table qualifications
  add column level text not null default 'skilled' constraint qualifications_level_check check (level in ('basic', 'skilled', 'expert'));
alter table devices
  add column product_line_id uuid,
  add constraint devices_product_line_fkey foreign key (org_id, product_line_id) references skills not valid;
-- Whom a customer, or one place of theirs, is never sent.
create table blocked_pairs (
  org_id bigint not null references orgs,
  id uuid not null,
  engineer_id uuid not null,
  account_id uuid not null,
  site_id uuid,
  note text not null default '',
  active boolean not null default true,
  primary key (org_id, id),
  constraint blocked_pairs_once unique nulls not distinct (org_id, engineer_id, account_id, site_id),
  foreign key (org_id, engineer_id) references engineers,
  foreign key (org_id, account_id) references accounts,
  foreign key (org_id, site_id) references sites
);
create index blocked_pairs_by_account on blocked_pairs (org_id, account_id);
call wall('blocked_pairs');
grant select, insert, update, delete on blocked_pairs to outrider_app;
-- What counts how much for each class of customer, in minutes of driving. least_level: of whoever is sent.
create table account_classes (
  org_id bigint not null references orgs,
  id uuid not null default gen_random_uuid(),
  class text not null check (class in ('ordinary', 'key', 'classified')),
  travel double precision not null,
  others_late double precision not null,
  own_late double precision not null,
  waiting double precision not null,
  level_step double precision not null,
  outside double precision not null,
  overtime double precision not null,
  workload double precision not null,
  least_level text not null check (least_level in ('basic', 'skilled', 'expert')),
  primary key (org_id, id),
  constraint account_classes_once unique (org_id, class)
);
call wall('account_classes');
grant select, insert, update on account_classes to outrider_app;
