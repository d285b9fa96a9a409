-- Signed reports, their PDFs, the customer's links and ratings.
create table reports (
  org_id bigint not null,
  id uuid not null,
  number text not null,
  order_id uuid not null,
  attendance_id uuid not null,
  sealed bytea not null,
  sha256 bytea not null,
  statement bytea not null,
  phone_id uuid not null,
  phone_key jsonb not null,
  phone_signature bytea not null,
  language text not null,
  signed_at timestamptz not null,
  sealed_at timestamptz not null,
  verify_token text not null unique,
  replaces uuid,
  primary key (org_id, id),
  constraint reports_number_once unique (org_id, number),
  foreign key (org_id, order_id) references orders,
  foreign key (org_id, attendance_id) references attendances,
  foreign key (org_id, replaces) references reports
);
create trigger reports_are_for_ever before update or delete on reports for each row execute function refuse_change();
create index reports_by_order on reports (org_id, order_id);
call wall('reports');
create table report_photos (
  org_id bigint not null,
  report_id uuid not null,
  position integer not null,
  sha256 bytea not null,
  caption text not null,
  primary key (org_id, report_id, position),
  foreign key (org_id, report_id) references reports
);
create index report_photos_by_hash on report_photos (org_id, sha256);
call wall('report_photos');
create table report_pdfs (
  org_id bigint not null,
  report_id uuid not null,
  pdf bytea not null,
  sha256 bytea not null,
  rendered_at timestamptz not null,
  primary key (org_id, report_id),
  foreign key (org_id, report_id) references reports
);
create trigger report_pdfs_are_for_ever before update or delete on report_pdfs for each row execute function refuse_change();
call wall('report_pdfs');
-- Gate tables: a link or a printed code is all that its holder has.
create table customer_links (
  token_hash bytea primary key,
  org_id bigint not null,
  order_id uuid not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  created_at timestamptz not null,
  foreign key (org_id, order_id) references orders
);
create table verify_tokens (token text primary key, org_id bigint not null, report_id uuid not null,
  foreign key (org_id, report_id) references reports);
create table ratings (
  org_id bigint not null,
  order_id uuid not null,
  stars integer not null check (stars between 1 and 5),
  comment text not null,
  rated_at timestamptz not null,
  primary key (org_id, order_id),
  foreign key (org_id, order_id) references orders
);
call wall('ratings');
