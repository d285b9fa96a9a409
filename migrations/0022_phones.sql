-- By what a caller is known (phones.keys, computed by Python): the numbers with their country, and the ends of those that say none.
-- `outrider migrate` fills it in batches; a server of an older release that changes a number leaves it to be filled again.
alter table orgs add column country text check (country ~ '^[A-Z]{2}$');
alter table contacts add column phone_keys text[];
create index contacts_by_phone_keys on contacts using gin (phone_keys);
create index contacts_without_phone_keys on contacts (org_id, id) where phone_keys is null;
create function forget_phone_keys() returns trigger language plpgsql as $$
begin
  if new.phone is distinct from old.phone and new.phone_keys is not distinct from old.phone_keys then
    new.phone_keys := null;
  end if;
  return new;
end $$;
create trigger contacts_forget_phone_keys before update of phone on contacts for each row execute function forget_phone_keys();
