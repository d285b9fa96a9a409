-- A storm is a plan of today for what comes late, not for the ways. undo: what was taken last, by whom and when, so that it is taken back as a whole.
alter table plans add storm boolean not null default false, add undo jsonb;
drop index plans_searched_once;
create unique index plans_searched_once on plans (org_id, day, stations, storm) where state in ('waiting', 'running');
