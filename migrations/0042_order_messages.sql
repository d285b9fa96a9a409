-- What the office and an order's customer write to each other, beside what the system says by itself (notifications).
-- written_by: of the office; null: the customer, by their link. notification_id: how ours went out, where the contact can be told.
-- seen_at: theirs was answered, or ticked as read.
create table order_messages (
  org_id bigint not null references orgs,
  id uuid not null,
  order_id uuid not null,
  written_by uuid,
  text text not null check (text <> '' and length(text) <= 2000),
  written_at timestamptz not null,
  notification_id uuid,
  seen_at timestamptz,
  seen_by uuid,
  primary key (org_id, id),
  foreign key (org_id, order_id) references orders,
  foreign key (org_id, written_by) references users,
  foreign key (org_id, notification_id) references notifications,
  foreign key (org_id, seen_by) references users,
  check (written_by is null or seen_at is null)
);
create index order_messages_by_order on order_messages (org_id, order_id, written_at);
create index order_messages_unseen on order_messages (org_id, order_id) where written_by is null and seen_at is null;
create unique index order_messages_by_notification on order_messages (org_id, notification_id) where notification_id is not null;
call wall('order_messages');
grant select, insert on order_messages to outrider_app;
grant update (seen_at, seen_by) on order_messages to outrider_app;
