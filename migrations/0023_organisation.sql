-- An administrator corrects the organisation's own data. Everybody of the gate reads all rows; a change reaches the own row alone.
alter table orgs enable row level security;
create policy everybody_reads on orgs for select using (true);
create policy own_row on orgs for update using (id = current_org()) with check (id = current_org());
grant update (name, time_zone, country) on orgs to outrider_app;
