-- How a device looked when it came to the counter: photos, kept by their hash as a report's are.
create table carry_in_photos (
  org_id bigint not null,
  order_id uuid not null,
  sha256 bytea not null,
  added_at timestamptz not null,
  user_id uuid,
  primary key (org_id, order_id, sha256),
  foreign key (org_id, order_id) references orders,
  foreign key (org_id, sha256) references blobs
);
call wall('carry_in_photos');
grant select, insert on carry_in_photos to outrider_app;
