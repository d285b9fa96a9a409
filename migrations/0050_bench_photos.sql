-- Photos of a device at the counter: of the reception or of the inspection, and taken away again until the report is signed. What a
-- technician's phone says of an inspection comes before the photos themselves, so that a hash may stand here before its bytes do.
alter table carry_in_photos
  add column at_inspection boolean not null default false,
  add column removed_at timestamptz,
  add column removed_by uuid;
alter table carry_in_photos drop constraint carry_in_photos_org_id_sha256_fkey;
create index carry_in_photos_by_hash on carry_in_photos (org_id, sha256);
grant update (removed_at, removed_by), delete on carry_in_photos to outrider_app;
