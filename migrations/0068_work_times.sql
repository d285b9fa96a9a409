-- How much longer jobs take than planned, learnt from our own ended visits (worktimes/rules.py): by kind of job, from everything to a model and a
-- level, and by who does them.
create table work_times (
  org_id bigint not null,
  path text[] not null,
  factor double precision not null check (factor > 0),
  spread double precision not null check (spread > 0),
  visits int not null,
  learnt_at timestamptz not null,
  primary key (org_id, path)
);
call wall('work_times');
grant select, insert, update, delete on work_times to outrider_app;

create table work_paces (
  org_id bigint not null,
  engineer_id uuid not null,
  pace double precision not null check (pace > 0),
  visits int not null,
  learnt_at timestamptz not null,
  primary key (org_id, engineer_id),
  foreign key (org_id, engineer_id) references engineers (org_id, user_id) on delete cascade
);
call wall('work_paces');
grant select, insert, update, delete on work_paces to outrider_app;

-- Days that are kept in memory are others by it.
create trigger day_of_work_time after insert or delete on work_times for each row execute function note_day('all');
create trigger day_of_work_time_changed after update on work_times for each row
  when ((old.factor, old.spread) is distinct from (new.factor, new.spread)) execute function note_day('all');
create trigger day_of_work_pace after insert or delete on work_paces for each row execute function note_day('engineer', 'engineer_id');
create trigger day_of_work_pace_changed after update on work_paces for each row when (old.pace is distinct from new.pace)
  execute function note_day('engineer', 'engineer_id');
create trigger day_of_kind_of_job after update on orders for each row
  when ((old.kind, old.skill, old.level, old.device_id) is distinct from (new.kind, new.skill, new.level, new.device_id))
  execute function note_day('order', 'id');
create trigger day_of_model after update on devices for each row when (old.model is distinct from new.model) execute function note_day('all');
