do $$ begin
  if exists (select from pg_constraint where conname = 'positions_before') then
    alter table positions validate constraint positions_before;
  end if;
end $$;
