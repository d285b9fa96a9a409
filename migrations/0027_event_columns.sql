-- What rules and figures ask of the history, as columns: SQL reads no key of a payload for them. Nothing that was written changes.
alter table events
  add column from_status text generated always as (payload->>'from') stored,
  add column to_status text generated always as (payload->>'to') stored,
  add column conflict text generated always as (payload->>'conflict') stored,
  add column expected text generated always as (payload->>'expected') stored,
  add column cause text generated always as (payload->>'cause') stored;
