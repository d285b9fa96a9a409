-- A reader's cursor proves itself by a random mark of its feed row: after a failover that lost rows, another row stands there, or none.
-- Rows of before have no mark; no table is written anew for this.
alter table feed add column mark integer;
alter table feed alter column mark set default floor(random() * 2147483647)::integer;

-- Changes with every restore, and with nothing else. The timeline was part of it: it changes at every failover, also where nothing is lost,
-- and a standby that takes over tells its old one for a while.
create or replace function feed_epoch() returns text language sql stable security definer set search_path = pg_catalog, public as
$$ select id::text from epochs limit 1 $$;
