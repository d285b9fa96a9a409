-- The catalogue of parts and the stores are master data. replaced_by: the number of what is delivered in its place.
alter table part_kinds
  add column name_zh text not null default '',
  add column product_line text not null default '',
  add column replaced_by text not null default '',
  add column has_serials boolean not null default false,
  add column active boolean not null default true;
-- A store that belongs to no station is a central one.
alter table part_holders
  add column station_id uuid,
  add column active boolean not null default true,
  add constraint part_holders_station_fkey foreign key (org_id, station_id) references units,
  alter column kind set default 'store';
-- What people call stores; cars and places of customers are holders too, and nobody keeps a list of them by hand.
create view part_stores with (security_invoker = true) as
  select org_id, id, name, station_id, active from part_holders where kind = 'store';
grant select, insert, update on part_stores to outrider_app;
grant insert, update on part_kinds, part_holders to outrider_app;
