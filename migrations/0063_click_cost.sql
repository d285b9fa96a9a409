-- What every click pays for. A new order writes some thirty terms, and each looked at its organisation, which the wall around the table holds anyway;
-- so did each change of a day.
alter table search_terms drop constraint search_terms_org_id_fkey;
alter table day_changes drop constraint day_changes_org_id_fkey;

-- Arguments: what it is about, and the column with the id. The two that every assignment changes are read without taking the whole row apart.
create or replace function note_day() returns trigger language plpgsql as $$
declare
  nobody constant uuid := '00000000-0000-0000-0000-000000000000';
  organisation bigint;
  was uuid;
  becomes uuid;
begin
  case tg_table_name
    when 'attendances' then
      if tg_op <> 'INSERT' then was := old.engineer_id; organisation := old.org_id; end if;
      if tg_op <> 'DELETE' then becomes := new.engineer_id; organisation := new.org_id; end if;
    when 'orders' then
      was := old.id; becomes := new.id; organisation := new.org_id;
    when 'orgs' then
      was := nobody; organisation := new.id;
    else
      if tg_op <> 'INSERT' then was := coalesce((to_jsonb(old) ->> tg_argv[1])::uuid, nobody); organisation := old.org_id; end if;
      if tg_op <> 'DELETE' then becomes := coalesce((to_jsonb(new) ->> tg_argv[1])::uuid, nobody); organisation := new.org_id; end if;
  end case;
  if was is not null then
    insert into day_changes (org_id, about, id) values (organisation, tg_argv[0], was) on conflict do nothing;
  end if;
  if becomes is distinct from was and becomes is not null then
    insert into day_changes (org_id, about, id) values (organisation, tg_argv[0], becomes) on conflict do nothing;
  end if;
  return null;
end $$;
