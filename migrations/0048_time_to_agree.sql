-- Of a visit for which no time is promised: the window is room in the plan until one is agreed, and nobody is late for it.
alter table visits add column to_agree boolean not null default false;
