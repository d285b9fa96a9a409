-- What a signed report fitted is a line of the ledger that names it: sent twice it is there once, and a correction writes the difference.
alter table part_moves
  add column report_id uuid,
  add constraint part_moves_report_fkey foreign key (org_id, report_id) references reports;
create index part_moves_of_report on part_moves (org_id, report_id) where report_id is not null;
