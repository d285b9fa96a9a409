-- What a request that carried an Idempotency-Key was answered: a lost answer can be asked for again. Kept for a week.
create table idempotency_keys (
  org_id bigint not null references orgs,
  key uuid not null,
  user_id uuid not null,
  request_sha bytea not null,
  answer jsonb,
  at timestamptz not null,
  primary key (org_id, key)
);
call wall('idempotency_keys');
create index idempotency_keys_by_age on idempotency_keys (org_id, at);
grant select, insert, update, delete on idempotency_keys to outrider_app;
