-- A question that became no order: who rang, what was asked, what was answered. Whoever is not known stands in words.
-- order_id: the order that it became later.
create table calls (
  org_id bigint not null references orgs,
  id uuid not null,
  at timestamptz not null,
  by_id uuid not null,
  came_in text not null
    constraint calls_came_in check (came_in in ('', 'telephone', 'mail', 'web', 'link', 'counter', 'letter', 'wechat', 'chat', 'fax', 'alarm')),
  subject text not null,
  account_id uuid,
  account_name text not null default '',
  contact_id uuid,
  name text not null default '',
  phone text not null default '',
  phone_keys text[] not null default '{}',
  asked text not null,
  answered text not null,
  order_id uuid,
  primary key (org_id, id),
  foreign key (org_id, by_id) references users,
  foreign key (org_id, account_id) references accounts,
  foreign key (org_id, contact_id) references contacts,
  foreign key (org_id, order_id) references orders
);
create index calls_newest on calls (org_id, at desc, id desc);
create index calls_by_account on calls (org_id, account_id, at desc) where account_id is not null;
create index calls_by_phone_keys on calls using gin (phone_keys);
call wall('calls');
grant select, insert, update on calls to outrider_app;
