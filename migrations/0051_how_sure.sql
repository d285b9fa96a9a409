-- How sure a predicted arrival is: eight of ten lie between earliest and latest; risk: in percent, that the promise is missed.
alter table forecasts add earliest timestamptz, add latest timestamptz, add risk smallint not null default 0;
