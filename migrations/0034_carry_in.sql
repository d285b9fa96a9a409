-- A device that was brought to the counter: what came with it, until when it is promised, what the inspection found.
-- password_note: only for whoever works on it; emptied when it was fetched.
create table carry_ins (
  org_id bigint not null,
  order_id uuid not null,
  promised_on date,
  handed_in_at timestamptz,
  accessories text not null default '',
  condition text not null default '',
  password_note text not null default '',
  outcome text,
  findings text not null default '',
  primary key (org_id, order_id),
  foreign key (org_id, order_id) references orders
);
call wall('carry_ins');

-- Every date that was promised, and why it was changed; the first has no reason.
create table carry_in_dates (
  org_id bigint not null,
  id uuid not null,
  order_id uuid not null,
  told_at timestamptz not null,
  promised_on date not null,
  reason text not null,
  user_id uuid,
  primary key (org_id, id),
  foreign key (org_id, order_id) references orders
);
create index carry_in_dates_by_order on carry_in_dates (org_id, order_id, told_at);
call wall('carry_in_dates');

-- What the repair would cost. answered_by: the name of whoever answered; how: by telephone, at the counter or by their link.
create table carry_in_quotes (
  org_id bigint not null,
  id uuid not null,
  order_id uuid not null,
  amount numeric(12, 2) not null check (amount >= 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  work text not null,
  made_at timestamptz not null,
  made_by uuid,
  agreed boolean,
  answered_at timestamptz check ((answered_at is null) = (agreed is null)),
  answered_by text not null default '',
  how text check ((how is null) = (agreed is null)),
  primary key (org_id, id),
  foreign key (org_id, order_id) references orders
);
create unique index carry_in_quotes_one_open on carry_in_quotes (org_id, order_id) where agreed is null;
create index carry_in_quotes_by_order on carry_in_quotes (org_id, order_id);
call wall('carry_in_quotes');
grant select, insert, update on carry_ins, carry_in_quotes to outrider_app;
grant select, insert on carry_in_dates to outrider_app;
