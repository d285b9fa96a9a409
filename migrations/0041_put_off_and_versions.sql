-- What a worker has put off, as it says it of itself again and again: its memory decides, this is for people to see.
-- item: an id or a lane; '' is the organisation as a whole. said_at: by the machine's clock; what no worker says any more is over.
-- wanted: somebody asked to try it at once.
create table put_off (
  org_id bigint not null references orgs,
  what text not null,
  item text not null,
  times integer not null,
  failed_at timestamptz not null,
  next_at timestamptz not null,
  error text not null,
  said_at timestamptz not null,
  wanted boolean not null default false,
  primary key (org_id, what, item)
);
call wall('put_off');
grant select, insert, update, delete on put_off to outrider_app;

-- In which shape of its kind the payload was written (upcast.py); all that is there has the first.
alter table events add column v smallint not null default 1;
