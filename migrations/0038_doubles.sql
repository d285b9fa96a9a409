-- An order that was taken twice: which one goes on.
alter table orders add merged_into uuid;
alter table orders add constraint orders_merged_into foreign key (org_id, merged_into) references orders not valid;
create index orders_merged on orders (org_id, merged_into) where merged_into is not null;
