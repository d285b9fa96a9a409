-- What was put aside waits for a dispatcher, who takes it or leaves it; both are kept.
alter table command_quarantine add column settled_at timestamptz, add column settled_by uuid, add column settled_as text;
create index command_quarantine_open on command_quarantine (org_id, received_at) where settled_at is null;
