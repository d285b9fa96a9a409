-- Whom the order was promised to when it was taken: they keep it through every step.
alter table orders add column named_engineer_id uuid;
alter table orders add constraint orders_named_engineer foreign key (org_id, named_engineer_id) references users not valid;
