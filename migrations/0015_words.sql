-- One word, one spelling: text.key() of what people type, once in an organisation. Python computes it, so that a look-up and the books never
-- differ; `outrider migrate` fills it in batches. Null: not filled yet, empty, or the double of an older row (`outrider doubles` lists those).
alter table devices add column serial_key text;
alter table accounts add column number_key text;
alter table contracts add column number_key text;
alter table skills add column code_key text;
alter table units add column name_key text;
alter table credentials add column login_key text;
create unique index devices_serial_key_once on devices (org_id, serial_key);
create unique index accounts_number_key_once on accounts (org_id, number_key);
create unique index contracts_number_key_once on contracts (org_id, number_key);
create unique index skills_code_key_once on skills (org_id, code_key);
create unique index units_name_key_once on units (org_id, kind, name_key);
create unique index credentials_login_key_once on credentials (login_key);

-- Windows in the year 1 or 9999 were taken once, and no screen could show them: promised is then what the call itself allows.
-- A migration sees every organisation: it is the owner's, for whom the walls are lifted and put up again.
alter table visits no force row level security;
alter table orders no force row level security;
update visits v set window_from = o.created_at, window_to = o.created_at + least(v.window_to - v.window_from, interval '31 days')
from orders o where o.org_id = v.org_id and o.id = v.order_id
  and (v.window_from < '2000-01-01' or v.window_to > now() + interval '6 years');
alter table visits force row level security;
alter table orders force row level security;
