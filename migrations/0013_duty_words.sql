-- Each word that an engineer said of himself: a position that comes days later is judged by the word that stood at its own time.
create table duty_words (
  org_id bigint not null,
  engineer_id uuid not null,
  since timestamptz not null,
  state text not null check (state in ('on', 'break', 'off', 'sick')),
  primary key (org_id, engineer_id, since),
  foreign key (org_id, engineer_id) references engineers (org_id, user_id)
);
call wall('duty_words');
grant select, insert, update, delete on duty_words to outrider_app;
insert into duty_words (org_id, engineer_id, since, state) select org_id, engineer_id, since, state from duties;
