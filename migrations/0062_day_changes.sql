-- Whose day is another one since, for who keeps days in memory (assign/everybody). Triggers write it, so nothing that writes can forget to. With the
-- transaction's number, a reader asks exactly for what its last snapshot did not see. about: engineer, order (whoever has it), site (whoever goes
-- there) or all.
create table day_changes (
  org_id bigint not null references orgs,
  xid xid8 not null default pg_current_xact_id(),
  about text not null check (about in ('engineer', 'order', 'site', 'all')),
  id uuid not null,
  at timestamptz not null default now(),
  primary key (org_id, xid, about, id)
);
create index day_changes_old on day_changes (org_id, at);
call wall('day_changes');
grant select, insert, delete on day_changes to outrider_app;

-- Arguments: what it is about, and the column with the id.
create function note_day() returns trigger language plpgsql as $$
declare
  was jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  becomes jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  organisation bigint := coalesce(becomes ->> 'org_id', was ->> 'org_id', becomes ->> 'id');
begin
  insert into day_changes (org_id, about, id) select distinct organisation, tg_argv[0], coalesce((said ->> tg_argv[1])::uuid, '00000000-0000-0000-0000-000000000000')
  from (values (was), (becomes)) as row (said) where said is not null on conflict do nothing;
  return null;
end $$;

create trigger day_of_attendance after insert or delete on attendances for each row execute function note_day('engineer', 'engineer_id');
create trigger day_of_attendance_changed after update on attendances for each row when (old.* is distinct from new.*)
  execute function note_day('engineer', 'engineer_id');
create trigger day_of_visit after update on visits for each row
  when ((old.window_from, old.window_to, old.work_minutes, old.to_agree, old.closed_at)
    is distinct from (new.window_from, new.window_to, new.work_minutes, new.to_agree, new.closed_at))
  execute function note_day('order', 'order_id');
create trigger day_of_order after update on orders for each row
  when ((old.status, old.status_since, old.site_id) is distinct from (new.status, new.status_since, new.site_id))
  execute function note_day('order', 'id');
create trigger day_of_site after update on sites for each row when ((old.lat, old.lon) is distinct from (new.lat, new.lon))
  execute function note_day('site', 'id');
create trigger day_of_person after update on users for each row when ((old.active, old.name) is distinct from (new.active, new.name))
  execute function note_day('engineer', 'id');
create trigger day_of_engineer after insert or update or delete on engineers for each row execute function note_day('engineer', 'user_id');
create trigger day_of_shift after insert or update or delete on shifts for each row execute function note_day('engineer', 'engineer_id');
create trigger day_of_on_call after insert or update or delete on on_call for each row execute function note_day('engineer', 'user_id');
create trigger day_of_absence after insert or update or delete on absences for each row execute function note_day('engineer', 'engineer_id');
create trigger day_of_duty after insert or update or delete on duties for each row execute function note_day('engineer', 'engineer_id');
create trigger day_of_qualification after insert or update or delete on qualifications for each row
  execute function note_day('engineer', 'engineer_id');
create trigger day_of_place after delete on latest_positions for each row execute function note_day('engineer', 'engineer_id');
create trigger day_of_skill after update on skills for each row when ((old.code, old.kind) is distinct from (new.code, new.kind))
  execute function note_day('all');
create trigger day_of_station after update on units for each row when ((old.lat, old.lon) is distinct from (new.lat, new.lon))
  execute function note_day('all');
create trigger day_of_organisation after update on orgs for each row when (old.time_zone is distinct from new.time_zone)
  execute function note_day('all');

-- Those on call, too, of all days that a span touches: what is read for some days can be told for any hours of them.
create or replace function shift_spans(engineer uuid, first timestamptz, last timestamptz) returns table (since timestamptz, until timestamptz)
  language sql stable as $$
  select (d.day + coalesce(s.starts, e.shift_start)) at time zone org.time_zone,
    (d.day + coalesce(s.ends, e.shift_end) + case when coalesce(s.ends, e.shift_end) <= coalesce(s.starts, e.shift_start)
      then interval '1 day' else interval '0' end) at time zone org.time_zone
  from engineers e join orgs org on org.id = e.org_id
  cross join lateral (select day::date as day from generate_series(((first at time zone org.time_zone)::date - 1)::timestamp,
    ((last at time zone org.time_zone)::date)::timestamp, interval '1 day') as day) d
  left join shifts s on s.engineer_id = e.user_id and s.day = d.day
  where e.user_id = engineer
  union all
  select c.starts_at, c.ends_at from on_call c join orgs org on org.id = c.org_id where c.user_id = engineer
    and (c.ends_at > first or c.starts_at >= ((first at time zone org.time_zone)::date - 1)::timestamp at time zone org.time_zone)
    and c.starts_at < ((last at time zone org.time_zone)::date + 1)::timestamp at time zone org.time_zone
$$;
