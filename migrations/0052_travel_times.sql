-- What a road engine said of ways, to the hundred metres (thousandths of a degree): seconds null where it knows none. band: which three hours of the
-- day, by the clock of the organisation.
create table leg_times (
  org_id bigint not null,
  from_lat int not null,
  from_lon int not null,
  to_lat int not null,
  to_lon int not null,
  band smallint not null,
  source text not null check (source in ('osrm', 'valhalla')),
  seconds double precision check (seconds >= 0),
  at timestamptz not null,
  primary key (org_id, from_lat, from_lon, to_lat, to_lon, band, source)
);
create index leg_times_at on leg_times (org_id, at);
call wall('leg_times');
grant select, insert, update, delete on leg_times to outrider_app;
-- The way with which a visit was offered, or what the engine has said of it since: from where to where, how long, and who says so.
alter table attendances add column way jsonb;
