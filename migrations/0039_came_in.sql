-- How an order came in; of before nobody said. alarm_key: which alarm of a watched system it is; alarm_count: how often that was sent.
alter table orders add column came_in text not null default ''
  constraint orders_came_in check (came_in in ('', 'telephone', 'mail', 'web', 'link', 'counter', 'letter', 'wechat', 'chat', 'fax', 'alarm')),
  add column alarm_key text, add column alarm_count integer not null default 0;
create index orders_by_open_alarm on orders (org_id, alarm_key) where alarm_key is not null and status not in ('closed', 'cancelled');
