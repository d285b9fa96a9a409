-- What was said to whom, by which channel, and whether it arrived. The row itself is what a person finds under the bell.
create table notifications (
  org_id bigint not null references orgs,
  id uuid not null,
  once text not null,
  kind text not null,
  user_id uuid,
  contact_id uuid,
  order_id uuid,
  language text not null,
  title text not null,
  body text not null,
  urgent boolean not null,
  created_at timestamptz not null,
  read_at timestamptz,
  primary key (org_id, id),
  check ((user_id is null) <> (contact_id is null)),
  constraint notifications_once unique (org_id, once),
  foreign key (org_id, user_id) references users,
  foreign key (org_id, contact_id) references contacts
);
create index notifications_by_user on notifications (org_id, user_id, created_at);
create index notifications_by_order on notifications (org_id, order_id);
call wall('notifications');
create table deliveries (
  org_id bigint not null,
  id uuid not null,
  notification_id uuid not null,
  channel text not null check (channel in ('push', 'mail', 'sms', 'chat')),
  state text not null check (state in ('waiting', 'sent', 'dead', 'dropped')),
  attempts integer not null default 0,
  not_before timestamptz not null,
  last_error text not null default '',
  done_at timestamptz,
  primary key (org_id, id),
  constraint deliveries_once unique (org_id, notification_id, channel),
  foreign key (org_id, notification_id) references notifications
);
create index deliveries_waiting on deliveries (org_id, not_before) where state = 'waiting';
create index deliveries_dead on deliveries (org_id, done_at) where state = 'dead';
call wall('deliveries');
create table push_subscriptions (
  org_id bigint not null,
  id uuid not null,
  user_id uuid not null,
  endpoint text not null,
  p256dh text not null,
  auth text not null,
  created_at timestamptz not null,
  primary key (org_id, id),
  constraint push_subscriptions_once unique (org_id, endpoint),
  foreign key (org_id, user_id) references users
);
create index push_subscriptions_by_user on push_subscriptions (org_id, user_id);
call wall('push_subscriptions');
-- channels by kind of notification; a kind that is not there keeps what the product proposes.
create table notify_choices (
  org_id bigint not null,
  user_id uuid not null,
  channels jsonb not null default '{}',
  quiet_from time,
  quiet_to time,
  primary key (org_id, user_id),
  check ((quiet_from is null) = (quiet_to is null)),
  foreign key (org_id, user_id) references users
);
call wall('notify_choices');
grant select, insert, update, delete on notifications, deliveries, push_subscriptions, notify_choices to outrider_app;
