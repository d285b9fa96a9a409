-- Whom no message reaches is rung: a row for each message that a person has to say, and how the call went.
create table calls_to_make (
  org_id bigint not null references orgs,
  notification_id uuid not null,
  order_id uuid not null,
  outcome text check (outcome in ('reached', 'not_reached')),
  called_at timestamptz,
  called_by uuid,
  primary key (org_id, notification_id),
  check ((outcome is null) = (called_at is null)),
  foreign key (org_id, notification_id) references notifications,
  foreign key (org_id, order_id) references orders,
  foreign key (org_id, called_by) references users
);
create index calls_to_make_open on calls_to_make (org_id, order_id) where outcome is null;
call wall('calls_to_make');
grant select, insert, update, delete on calls_to_make to outrider_app;
