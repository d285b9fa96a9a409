-- Server minus phone as a command was sent. A command that has to wait for its turn is applied later, with the clock that it came with.
alter table commands add column clock_offset interval;
