-- For so many seconds a decision of the office can be withdrawn, and what it says to people is held back. 0: never, and nothing is.
alter table orgs add undo_seconds integer not null default 10 constraint orgs_undo_seconds_check check (undo_seconds between 0 and 60);
grant update (undo_seconds) on orgs to outrider_app;
