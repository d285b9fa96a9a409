-- What an engineer last said of himself, from his phone: it holds until his day ends. The history of it lies in events.
create table duties (
  org_id bigint not null,
  engineer_id uuid not null,
  state text not null check (state in ('on', 'break', 'off', 'sick')),
  since timestamptz not null,
  primary key (org_id, engineer_id),
  foreign key (org_id, engineer_id) references engineers (org_id, user_id)
);
call wall('duties');
grant select, insert, update, delete on duties to outrider_app;
