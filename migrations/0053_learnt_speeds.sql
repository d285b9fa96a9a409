-- How much longer our own trips to an area took than is estimated: by tenth of a degree and three hours of the day.
create table travel_speeds (
  org_id bigint not null,
  lat_cell int not null,
  lon_cell int not null,
  band smallint not null,
  factor double precision not null check (factor between 0.5 and 3),
  trips int not null,
  learnt_at timestamptz not null,
  primary key (org_id, lat_cell, lon_cell, band)
);
call wall('travel_speeds');
grant select, insert, update, delete on travel_speeds to outrider_app;
