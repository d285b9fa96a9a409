-- What a rule said that was changed since leaves the bells: the row stays, as everything that was said does.
alter table notifications add column withdrawn_at timestamptz;
