-- Gate table: an address for a GPS app on an engineer's phone (OwnTracks, Traccar Client …). The app has nothing but it,
-- and it takes positions, nothing else. An engineer has one: a new one ends the one before.
create table companions (
  token_hash bytea primary key,
  org_id bigint not null,
  engineer_id uuid not null,
  made_at timestamptz not null,
  heard_at timestamptz,
  unique (org_id, engineer_id),
  foreign key (org_id, engineer_id) references engineers (org_id, user_id)
);
grant select, insert, update, delete on companions to outrider_app;
