-- A day may have several shifts, and one that ends at or before its beginning goes on into the next day: 22:00 to 06:00, 08:00 to 24:00.
alter table shifts drop constraint shifts_check, drop constraint shifts_once,
  add constraint shifts_once unique (org_id, engineer_id, day, starts);

-- The times in which an engineer works, of all days that a span touches: the roster's, or their usual ones where it says nothing, and those on call.
create function shift_spans(engineer uuid, first timestamptz, last timestamptz) returns table (since timestamptz, until timestamptz)
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
  select c.starts_at, c.ends_at from on_call c where c.user_id = engineer and c.ends_at > first and c.starts_at <= last
$$;
