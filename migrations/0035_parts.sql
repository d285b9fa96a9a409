-- A part that the catalogue has not is asked for in words. urgency: parts/rules.py, URGENCIES.
-- source: where it comes from, hands: where it arrived; each a holder, or words. replaces, agreed_by: of a substitute.
alter table part_requests alter column part_kind_id drop not null;
alter table part_requests
  add column number text not null default '',
  add column name text not null default '',
  add column urgency text not null default 'normal',
  add column source_id uuid,
  add column source text not null default '',
  add column hands_id uuid,
  add column hands text not null default '',
  add column replaces text not null default '',
  add column agreed_by text not null default '',
  add constraint part_requests_source_fkey foreign key (org_id, source_id) references part_holders,
  add constraint part_requests_hands_fkey foreign key (org_id, hands_id) references part_holders,
  add constraint part_requests_names_a_part check (part_kind_id is not null or name <> '') not valid;
create index part_requests_open on part_requests (org_id, created_at) where status not in ('fitted', 'cancelled');
-- Why a date changed, as a word of parts/rules.py, DATE_REASONS; what was told before says it in words alone.
alter table part_request_dates add column code text not null default '';

-- Where parts are is never a number that is overwritten: what came to a holder less what went from there. kind: parts/stock/rules.py, KINDS.
create table part_moves (
  org_id bigint not null,
  id uuid not null,
  kind text not null,
  part_kind_id uuid,
  number text not null,
  name text not null,
  quantity integer not null check (quantity between 1 and 999),
  serial text not null,
  from_id uuid,
  to_id uuid,
  order_id uuid,
  request_id uuid,
  why text not null,
  by_id uuid,
  at timestamptz not null,
  written_at timestamptz not null,
  primary key (org_id, id),
  foreign key (org_id, part_kind_id) references part_kinds,
  foreign key (org_id, from_id) references part_holders,
  foreign key (org_id, to_id) references part_holders,
  foreign key (org_id, order_id) references orders,
  foreign key (org_id, request_id) references part_requests
);
create index part_moves_from on part_moves (org_id, from_id) where from_id is not null;
create index part_moves_to on part_moves (org_id, to_id) where to_id is not null;
create index part_moves_of_request on part_moves (org_id, request_id) where request_id is not null;
create index part_moves_of_order on part_moves (org_id, order_id) where order_id is not null;
create trigger part_moves_are_for_ever before update or delete on part_moves for each row execute function refuse_change();

-- Its predecessor, which no release ever wrote, held a status for each piece.
alter table parts no force row level security;
alter table part_kinds no force row level security;
insert into part_moves (org_id, id, kind, part_kind_id, number, name, quantity, serial, to_id, why, at, written_at)
select p.org_id, p.id, 'counted', p.part_kind_id, k.number, k.name, 1, p.serial, p.holder_id, p.status, now(), now()
from parts p join part_kinds k on k.org_id = p.org_id and k.id = p.part_kind_id where p.status <> 'fitted';
alter table part_kinds force row level security;
drop table parts;
call wall('part_moves');
grant select, insert on part_moves to outrider_app;
