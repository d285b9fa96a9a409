-- The list of all orders ever comes by pages, the newest first.
create index orders_newest on orders (org_id, created_at desc, id desc);
