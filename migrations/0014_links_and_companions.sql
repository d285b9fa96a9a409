-- By which link a customer's further order, and so its own link, was made: they end together, and a day takes a few.
alter table customer_links add column made_by bytea;
create index customer_links_made_by on customer_links (made_by) where made_by is not null;
-- What of the last message of a GPS app was lost, for the engineer's own eyes.
alter table companions add column unread integer not null default 0, add column too_old integer not null default 0;
