-- Whether the customer is told of each limit that passes: as the level says, or by the contract always or never.
alter table contracts add column tell_customer text not null default 'level'
  constraint contracts_tell_customer check (tell_customer in ('level', 'always', 'never'));
