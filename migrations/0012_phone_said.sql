-- What a phone says of itself. Server minus phone as a command was sent: one that has to wait for its turn is applied later, with
-- the clock that it came with. And how many photos it still holds.
alter table commands add column clock_offset interval;
alter table phones add column unsent_photos integer not null default 0;
