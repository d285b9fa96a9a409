-- Positions by day of their own time: a day that is packed is dropped, which costs next to nothing, instead of deleted.
-- positions_other takes what no day was opened for, so that no position is ever refused for that.
alter table positions rename to positions_old;
alter table positions_old rename constraint positions_pkey to positions_old_pkey;
create table positions (
  org_id bigint not null,
  engineer_id uuid not null,
  device_time timestamptz not null,
  lat double precision not null,
  lon double precision not null,
  accuracy_m real not null,
  speed_mps real,
  heading_deg real,
  source text not null,
  received_at timestamptz not null,
  primary key (org_id, engineer_id, device_time),
  foreign key (org_id, engineer_id) references engineers
) partition by range (device_time);
call wall('positions');
grant select, insert, delete on positions to outrider_app;
create policy worker on positions for select to current_user using (true);

create table positions_other partition of positions default;
call wall('positions_other');
create policy worker on positions_other to current_user using (true);

-- The rows of before, up to the day that their check names.
do $$
declare
  until timestamptz;
begin
  revoke all on positions_old from outrider_app;
  select (regexp_match(pg_get_constraintdef(oid), '''([^'']+)'''))[1]::timestamptz into until from pg_constraint where conname = 'positions_before';
  if until is null then
    drop table positions_old;
  else
    execute format('alter table positions_old rename to positions_until_%s', to_char(until at time zone 'UTC', 'YYYYMMDD'));
    execute format('alter table positions attach partition positions_until_%s for values from (minvalue) to (%L)',
      to_char(until at time zone 'UTC', 'YYYYMMDD'), until);
  end if;
end $$;

create function position_slot(at timestamptz) returns timestamptz language sql immutable parallel safe as
$$ select date_bin('10 minutes', at, timestamptz '2000-01-01 00:00:00+00') $$;

-- An engineer's fixes in a time, of rows and of packs alike, oldest first where it is asked for; as precise as a pack.
create function fixes_between(engineer uuid, since timestamptz, until timestamptz)
returns table (device_time timestamptz, lat double precision, lon double precision, accuracy_m real, speed_mps real, heading_deg real)
language sql stable as $$
  select date_trunc('milliseconds', r.device_time), round(r.lat * 1e7) / 1e7, round(r.lon * 1e7) / 1e7,
    (round(r.accuracy_m * 10) / 10)::real, (round(r.speed_mps * 10) / 10)::real, (round(r.heading_deg * 10) / 10)::real
  from positions r where r.engineer_id = engineer and r.device_time >= since and r.device_time < until and not exists (
    select from position_packs p where p.org_id = r.org_id and p.engineer_id = r.engineer_id and p.slot = position_slot(r.device_time))
  union all
  select p.slot + f.ms * interval '1 millisecond', f.lat / 1e7, f.lon / 1e7, (f.accuracy / 10.0)::real, (f.speed / 10.0)::real, (f.heading / 10.0)::real
  from position_packs p, unnest(p.at_ms, p.lat, p.lon, p.accuracy, p.speed, p.heading) as f (ms, lat, lon, accuracy, speed, heading)
  where p.engineer_id = engineer and p.slot > since - interval '10 minutes' and p.slot < until
    and p.slot + f.ms * interval '1 millisecond' >= since and p.slot + f.ms * interval '1 millisecond' < until
$$;

-- The role that serves owns no table: these two, of the owner, are all that it may do with days. Each waits two seconds for a lock at the most.
-- A day that lies in the rows of before, or of which positions_other has some, is left to them.
create function open_position_days(moment timestamptz) returns integer
language plpgsql security definer set search_path = pg_catalog, public set lock_timeout = '2s' as $$
declare
  day timestamptz;
  name text;
  opened integer := 0;
begin
  for n in -8..2 loop
    day := date_trunc('day', moment, 'UTC') + n * interval '24 hours';
    name := 'positions_' || to_char(day at time zone 'UTC', 'YYYYMMDD');
    continue when to_regclass(name) is not null;
    begin
      execute format('create table public.%I (like positions including all)', name);
      call wall(name);
      execute format('create policy worker on %I for select to current_user using (true)', name);
      execute format('alter table positions attach partition %I for values from (%L) to (%L)', name, day, day + interval '24 hours');
      opened := opened + 1;
    exception when invalid_object_definition or check_violation then
      null;
    end;
  end loop;
  return opened;
end $$;
revoke execute on function open_position_days from public;
grant execute on function open_position_days to outrider_app;

-- Lets go of the rows of days that every organisation has packed: nothing is lost by it, each fix is in its pack, which is looked at first.
create function drop_position_days(moment timestamptz) returns text[]
language plpgsql security definer set search_path = pg_catalog, public set lock_timeout = '2s' as $$
declare
  part record;
  unpacked boolean;
  dropped text[] := '{}';
begin
  for part in
    select c.relname as name, (regexp_match(c.relname, '^positions_(until_)?(\d{8})$'))[2]::date + (c.relname not like '%until%')::int as until
    from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'positions'::regclass and c.relname ~ '\d{8}$' order by 1
  loop
    continue when part.until > (moment at time zone 'UTC')::date - 8 or exists (select from latest_positions l
      left join retention_state s on s.org_id = l.org_id where s.packed_until is null or s.packed_until < part.until);
    execute format('lock table only %I in share mode', part.name);
    execute format('select exists (select from only %I r where not exists (select from position_packs p where p.org_id = r.org_id
      and p.engineer_id = r.engineer_id and p.slot = position_slot(r.device_time)))', part.name) into unpacked;
    continue when unpacked;
    execute format('drop table public.%I', part.name);
    dropped := dropped || part.name::text;
  end loop;
  delete from positions_other r where r.device_time < date_trunc('day', moment, 'UTC') - interval '8 days' and exists (select from position_packs p
    where p.org_id = r.org_id and p.engineer_id = r.engineer_id and p.slot = position_slot(r.device_time));
  return dropped;
end $$;
revoke execute on function drop_position_days from public;
grant execute on function drop_position_days to outrider_app;
