-- A version of a level or a calendar that whoever published it took back a moment later: it is kept, and counts for nothing.
create table rule_withdrawals (
  org_id bigint not null references orgs,
  kind text not null,
  code text not null,
  version integer not null,
  at timestamptz not null,
  user_id uuid,
  primary key (org_id, kind, code, version),
  foreign key (org_id, kind, code, version) references service_rules
);
call wall('rule_withdrawals');
create trigger rule_withdrawals_are_for_ever before update or delete on rule_withdrawals for each row execute function refuse_change();
grant select, insert on rule_withdrawals to outrider_app;

create view standing_rules with (security_invoker = true) as
select r.* from service_rules r where not exists (
  select from rule_withdrawals w where w.org_id = r.org_id and w.kind = r.kind and w.code = r.code and w.version = r.version);
grant select on standing_rules to outrider_app;
