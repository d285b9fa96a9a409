-- What engineers know of a place, field by field, and what the office wrote about a kind of device: both go along in the day pack.
create table site_notes (
  org_id bigint not null,
  site_id uuid not null,
  field text not null check (field in ('entry', 'parking', 'dead_zones', 'who_signs')),
  value text not null,
  by_id uuid not null,
  at timestamptz not null,
  primary key (org_id, site_id, field),
  foreign key (org_id, site_id) references sites,
  foreign key (org_id, by_id) references users
);
call wall('site_notes');
-- What somebody wrote without knowing what stood there by then. Nobody's words are overwritten: whoever sees both decides.
create table site_proposals (
  org_id bigint not null,
  id uuid not null,
  site_id uuid not null,
  field text not null,
  value text not null,
  by_id uuid not null,
  at timestamptz not null,
  primary key (org_id, id),
  foreign key (org_id, site_id) references sites,
  foreign key (org_id, by_id) references users
);
create index site_proposals_by_site on site_proposals (org_id, site_id);
call wall('site_proposals');
-- model: how the names of the devices begin that it is about; '' is every device.
create table knowledge (
  org_id bigint not null,
  id uuid not null,
  title text not null,
  model text not null default '',
  body text not null,
  active boolean not null default true,
  primary key (org_id, id)
);
call wall('knowledge');
grant select, insert, update, delete on site_notes, site_proposals, knowledge to outrider_app;
