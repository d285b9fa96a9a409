-- Customers, devices, orders, visits, attendances, positions, forecasts, parts.
create table accounts (
  org_id bigint not null references orgs,
  id uuid not null,
  parent_id uuid,
  name text not null,
  class text not null default 'ordinary' check (class in ('ordinary', 'key', 'classified')),
  primary key (org_id, id),
  foreign key (org_id, parent_id) references accounts
);
call wall('accounts');
create table contacts (
  org_id bigint not null,
  id uuid not null,
  account_id uuid not null,
  name text not null,
  phone text not null,
  language text not null,
  primary key (org_id, id),
  foreign key (org_id, account_id) references accounts
);
create index contacts_by_phone on contacts (org_id, phone);
call wall('contacts');
create table sites (
  org_id bigint not null,
  id uuid not null,
  account_id uuid not null,
  name text not null,
  address text not null,
  lat double precision not null check (lat between -90 and 90),
  lon double precision not null check (lon between -180 and 180),
  time_zone text not null,
  primary key (org_id, id),
  foreign key (org_id, account_id) references accounts
);
call wall('sites');
create table devices (
  org_id bigint not null,
  id uuid not null,
  account_id uuid not null,
  site_id uuid,
  serial text not null,
  model text not null default '',
  primary key (org_id, id),
  constraint devices_serial_once unique (org_id, serial),
  foreign key (org_id, account_id) references accounts,
  foreign key (org_id, site_id) references sites
);
call wall('devices');

create table orders (
  org_id bigint not null,
  id uuid not null,
  number text not null,
  account_id uuid not null,
  contact_id uuid not null,
  site_id uuid not null,
  device_id uuid,
  station_id uuid not null,
  kind text not null check (kind in ('repair', 'diagnosis', 'installation', 'inspection', 'event_duty', 'optimisation', 'customer_visit', 'carry_in')),
  level text not null check (level in ('0', '1', '2', '3')),
  skill text,
  fault text not null,
  access_note text not null default '',
  status text not null check (status in ('received', 'remote_support', 'awaiting_assignment', 'assigned', 'accepted',
    'appointment_confirmed', 'awaiting_parts', 'parts_in_transit', 'parts_ready', 'en_route', 'arrived', 'diagnosing', 'repairing',
    'testing', 'awaiting_customer', 'awaiting_signature', 'signed', 'follow_up', 'closed', 'cancelled')),
  status_since timestamptz not null,
  needs_review text,
  created_by uuid,
  created_at timestamptz not null,
  primary key (org_id, id),
  constraint orders_number_once unique (org_id, number),
  foreign key (org_id, account_id) references accounts,
  foreign key (org_id, contact_id) references contacts,
  foreign key (org_id, site_id) references sites,
  foreign key (org_id, device_id) references devices,
  foreign key (org_id, station_id) references units
);
create index orders_open on orders (org_id, station_id, status) where status not in ('closed', 'cancelled');
create index orders_by_device on orders (org_id, device_id);
call wall('orders');

create table visits (
  org_id bigint not null,
  id uuid not null,
  order_id uuid not null,
  window_from timestamptz not null,
  window_to timestamptz not null,
  work_minutes integer not null check (work_minutes between 5 and 1440),
  closed_at timestamptz,
  primary key (org_id, id),
  check (window_from < window_to),
  foreign key (org_id, order_id) references orders
);
create unique index visits_one_open on visits (org_id, order_id) where closed_at is null;
create index visits_by_order on visits (org_id, order_id);
call wall('visits');

create table attendances (
  org_id bigint not null,
  id uuid not null,
  order_id uuid not null,
  visit_id uuid,
  engineer_id uuid not null,
  arrival_promise timestamptz,
  assigned_at timestamptz not null,
  assigned_by uuid,
  planned_start timestamptz,
  set_off_at timestamptz,
  arrived_at timestamptz,
  finished_at timestamptz,
  late_minutes integer,
  late_cause text,
  ended_at timestamptz,
  end_reason text,
  primary key (org_id, id),
  foreign key (org_id, order_id) references orders,
  foreign key (org_id, visit_id) references visits,
  foreign key (org_id, engineer_id) references engineers
);
create index attendances_by_order on attendances (org_id, order_id);
create index attendances_open on attendances (org_id, engineer_id) where ended_at is null;
create index attendances_by_engineer on attendances (org_id, engineer_id, ended_at);
call wall('attendances');

create table positions (
  org_id bigint not null,
  engineer_id uuid not null,
  device_time timestamptz not null,
  lat double precision not null,
  lon double precision not null,
  accuracy_m real not null,
  speed_mps real,
  heading_deg real,
  source text not null,
  received_at timestamptz not null,
  primary key (org_id, engineer_id, device_time),
  foreign key (org_id, engineer_id) references engineers
);
call wall('positions');
create table latest_positions (
  org_id bigint not null,
  engineer_id uuid not null,
  device_time timestamptz not null,
  lat double precision not null,
  lon double precision not null,
  accuracy_m real not null,
  speed_mps real,
  heading_deg real,
  received_at timestamptz not null,
  primary key (org_id, engineer_id),
  foreign key (org_id, engineer_id) references engineers
);
call wall('latest_positions');

-- The latest prediction for each open attendance that has not arrived; late_since opens the rescue card.
create table forecasts (
  org_id bigint not null,
  attendance_id uuid not null,
  predicted_arrival timestamptz not null,
  computed_at timestamptz not null,
  position_time timestamptz,
  late_minutes integer not null,
  reason text,
  late_since timestamptz,
  primary key (org_id, attendance_id),
  foreign key (org_id, attendance_id) references attendances
);
call wall('forecasts');

create table part_kinds (
  org_id bigint not null references orgs,
  id uuid not null,
  number text not null,
  name text not null,
  primary key (org_id, id),
  unique (org_id, number)
);
call wall('part_kinds');
create table part_holders (
  org_id bigint not null references orgs,
  id uuid not null,
  kind text not null check (kind in ('store', 'car', 'site')),
  name text not null,
  engineer_id uuid,
  site_id uuid,
  primary key (org_id, id),
  foreign key (org_id, engineer_id) references engineers,
  foreign key (org_id, site_id) references sites
);
call wall('part_holders');
create table parts (
  org_id bigint not null,
  id uuid not null,
  part_kind_id uuid not null,
  serial text not null,
  holder_id uuid not null,
  status text not null check (status in ('in_stock', 'reserved', 'in_transit', 'in_car', 'fitted', 'returned_defective')),
  primary key (org_id, id),
  constraint parts_serial_once unique (org_id, part_kind_id, serial),
  foreign key (org_id, part_kind_id) references part_kinds,
  foreign key (org_id, holder_id) references part_holders
);
call wall('parts');
create table part_requests (
  org_id bigint not null,
  id uuid not null,
  order_id uuid not null,
  part_kind_id uuid not null,
  quantity integer not null check (quantity between 1 and 999),
  status text not null check (status in ('requested', 'in_transit', 'ready', 'fitted', 'cancelled')),
  expected_on date,
  requested_by uuid,
  created_at timestamptz not null,
  primary key (org_id, id),
  foreign key (org_id, order_id) references orders,
  foreign key (org_id, part_kind_id) references part_kinds
);
create index part_requests_by_order on part_requests (org_id, order_id);
call wall('part_requests');
create table part_request_dates (
  org_id bigint not null,
  request_id uuid not null,
  changed_at timestamptz not null,
  expected_on date not null,
  reason text not null,
  user_id uuid,
  primary key (org_id, request_id, changed_at),
  foreign key (org_id, request_id) references part_requests
);
create trigger part_dates_are_for_ever before update or delete on part_request_dates for each row execute function refuse_change();
call wall('part_request_dates');
