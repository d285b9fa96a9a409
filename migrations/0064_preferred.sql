-- Minutes of driving that it is worth to send one of those whom the contract names.
alter table account_classes add column not_preferred double precision not null default 30;
