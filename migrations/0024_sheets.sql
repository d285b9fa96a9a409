-- Of a sheet's row, how many of its kind are above it: a parent that stands in the same sheet is written before.
alter table import_rows add column rank int not null default 0;
