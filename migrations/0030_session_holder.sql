-- Who holds a session's token, with what their roles count for, in one statement before the organisation is known.
do $$
declare
  name text;
begin
  foreach name in array array['users', 'orgs', 'grants', 'units', 'accounts'] loop
    if exists (select from pg_class where oid = name::regclass and relrowsecurity) then
      execute format('create policy session_holder on %I for select to current_user using (true)', name);
    end if;
  end loop;
end $$;
-- As whoever calls: within the walls for a transaction of the organisation. Kept planned in each connection, so in plpgsql.
create function person_with_grants(organisation bigint, person uuid)
returns table (name text, language text, time_zone text, active boolean, grants jsonb)
language plpgsql stable set search_path = pg_catalog, public as $$
begin
  return query
  select u.name, u.language, org.time_zone, u.active, (
    select coalesce(jsonb_agg(jsonb_build_object('role', g.role, 'scope', g.scope,
      'stations', case when g.scope in ('region', 'station') then (
        with recursive below as (
          select unit.id, unit.kind from units unit where unit.org_id = organisation and unit.id = g.scope_id
          union select unit.id, unit.kind from units unit join below on unit.parent_id = below.id where unit.org_id = organisation
        ) select coalesce(jsonb_agg(below.id), '[]') from below where below.kind = 'station') else '[]' end,
      'accounts', case when g.scope = 'account' then (
        with recursive below as (
          select account.id from accounts account where account.org_id = organisation and account.id = g.scope_id
          union select account.id from accounts account join below on account.parent_id = below.id where account.org_id = organisation
        ) select coalesce(jsonb_agg(below.id), '[]') from below) else '[]' end)), '[]')
    from grants g where g.org_id = organisation and g.user_id = person)
  from users u join orgs org on org.id = u.org_id where u.org_id = organisation and u.id = person;
end $$;
create function session_holder(token bytea, moment timestamptz)
returns table (session_id uuid, org_id bigint, user_id uuid, phone_id uuid, name text, language text, time_zone text, active boolean, grants jsonb)
language plpgsql stable security definer set search_path = pg_catalog, public as $$
begin
  return query
  select s.id, s.org_id, s.user_id, s.phone_id, p.* from sessions s cross join lateral person_with_grants(s.org_id, s.user_id) p
  where s.token_hash = token and s.expires_at > moment and s.revoked_at is null;
end $$;
revoke execute on function person_with_grants, session_holder from public;
grant execute on function person_with_grants, session_holder to outrider_app;
-- Streams that were opened before it carry what their owner may no longer see.
alter table sessions add column rights_changed_at timestamptz;
