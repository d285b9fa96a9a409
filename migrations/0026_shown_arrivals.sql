-- The arrival that the screens have heard: they hear of another one only when it differs by minutes, and of the first one at once.
alter table forecasts add column shown_arrival timestamptz;
