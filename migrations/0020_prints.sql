-- Prints that failed: how often, why, and when they are tried again.
create table report_prints (
  org_id bigint not null,
  report_id uuid not null,
  tries integer not null,
  next_at timestamptz not null,
  fault text,
  primary key (org_id, report_id),
  foreign key (org_id, report_id) references reports
);
call wall('report_prints');
grant select, insert, update on report_prints to outrider_app;
-- Whoever has a file asks whether it is one of ours.
create index report_pdfs_by_hash on report_pdfs (org_id, sha256);
-- When a photo was announced, for what one person may send in a day.
alter table blobs add column announced_at timestamptz;
create index blobs_by_person on blobs (org_id, user_id, announced_at);
