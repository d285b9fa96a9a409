-- The catalogue of what a report says by codes: why something was not solved, classes of fault and of cause, reasons of a repeat.
-- product_line, maker: words of the device's model that it is offered for; '' is every device.
create table result_codes (
  org_id bigint not null,
  id uuid not null,
  kind text not null check (kind in ('reason', 'fault_class', 'cause_class', 'repeat_reason')),
  code text not null,
  name_en text not null,
  name_zh text not null,
  product_line text not null default '',
  maker text not null default '',
  position integer not null default 100,
  active boolean not null default true,
  primary key (org_id, id),
  constraint result_codes_once unique (org_id, kind, code)
);
call wall('result_codes');
grant select, insert, update, delete on result_codes to outrider_app;
-- What each sealed report says, read once out of its bytes: the codes that it has (reports of before have none), and in words what was
-- found, done, left open and fitted. held_until: of a workaround, how long the resolution clock stands still.
create table report_results (
  org_id bigint not null,
  report_id uuid not null,
  order_id uuid not null,
  result text check (result in ('solved', 'workaround', 'unsolved')),
  until date,
  held_until timestamptz,
  reason text not null default '',
  fault_class text not null default '',
  cause_class text not null default '',
  human boolean,
  repeat_reason text not null default '',
  found text not null default '',
  done text not null default '',
  left_open text not null default '',
  fitted text[] not null default '{}',
  primary key (org_id, report_id),
  foreign key (org_id, report_id) references reports,
  foreign key (org_id, order_id) references orders
);
create index report_results_by_order on report_results (org_id, order_id);
call wall('report_results');
grant select, insert on report_results to outrider_app;
