-- Whom a customer rings: the station's number, else the organisation's.
alter table orgs add column phone text not null default '';
grant update (phone) on orgs to outrider_app;
