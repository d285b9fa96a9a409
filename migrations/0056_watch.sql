-- How many hours ahead of its promise a visit is watched, and when head office reminded the station of it last.
alter table orgs add watch_hours integer not null default 4 constraint orgs_watch_hours_check check (watch_hours between 1 and 24);
grant update (watch_hours) on orgs to outrider_app;
alter table visits add reminded_at timestamptz, add reminded_by uuid, add foreign key (org_id, reminded_by) references users;
