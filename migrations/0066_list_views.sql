-- How somebody looks at the list of orders: its filters, order, groups and columns under a name. query: the part of the address after "?".
create table list_views (
  org_id bigint not null references orgs,
  id uuid not null,
  user_id uuid not null,
  name text not null check (name <> '' and length(name) <= 80),
  query text not null check (length(query) <= 4000),
  shared boolean not null default false,
  saved_at timestamptz not null,
  primary key (org_id, id),
  foreign key (org_id, user_id) references users (org_id, id)
);
create unique index list_views_once on list_views (org_id, user_id, name);
call wall('list_views');
grant select, insert, update, delete on list_views to outrider_app;
