-- A visit that stays with its engineer, whatever is planned: why (a code), and where wanted when they are there.
alter table attendances add pin_reason text, add pinned_for timestamptz;
alter table attendances add constraint pin_has_a_reason check (pinned_for is null or pin_reason is not null) not valid;
