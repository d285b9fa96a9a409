-- A browser or phone that somebody has signed in on before is known by a cookie of its own: strangers' wrong passwords do not keep it out.
alter table sessions add column device_hash bytea;
create index sessions_by_device on sessions (device_hash) where device_hash is not null;
