-- A call about several devices becomes an order for each of them: the others name the first.
alter table orders add taken_with uuid;
alter table orders add constraint orders_taken_with foreign key (org_id, taken_with) references orders not valid;
create index orders_taken_with on orders (org_id, taken_with) where taken_with is not null;
