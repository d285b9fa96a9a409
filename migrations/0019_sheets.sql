-- What a row of a sheet would do, and what a file was: brought twice, it is said.
alter table import_rows add column effect text not null default '', add column changes text[] not null default '{}';
alter table imports add column sha256 bytea, add column encoding text not null default '', add column sure boolean not null default true,
  add column sheet text not null default '', add column hidden integer not null default 0;
create index imports_by_file on imports (org_id, sha256);
