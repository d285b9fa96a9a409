"""People to tell, what they were told, and how it went."""

from datetime import datetime, time
from typing import Any
from uuid import UUID

import msgspec

from ..db import Tx, of_one
from ..model import Scope
from ..status.order.rules import in_scope
from ..status.promise.rules import promised
from . import rules

# Who holds one of these roles where a station belongs: there, in a unit above it, or everywhere.
HOLDERS = """
with recursive above (id, parent_id) as (
  select id, parent_id from units where id = $1
  union all select unit.id, unit.parent_id from units unit join above on unit.id = above.parent_id
)
select distinct on (person.id) person.id, false as contact, g.role, person.language, org.time_zone,
  coalesce(c.channels, '{}') as channels, c.quiet_from, c.quiet_to
from users person join orgs org on org.id = person.org_id
left join grants g on g.user_id = person.id and g.role = any($2::text[])
  and (g.scope = 'organisation' or (g.scope in ('station', 'region') and g.scope_id in (select id from above)))
left join notify_choices c on c.user_id = person.id
where person.active and (g.role is not null or person.id = any($3::uuid[])) order by person.id
"""


async def holders(tx: Tx, station: UUID, roles: list[str], users: list[UUID]) -> list[rules.Person]:
    return await tx.all(HOLDERS, rules.Person, station, roles, users)


NAME = "select name from users where id = $1"


async def name_of(tx: Tx, user_id: UUID | None) -> str:
    """Nothing for whoever is no user."""
    return str(await tx.value(NAME, user_id) or "")


class About(msgspec.Struct):
    """What the words of a notification speak of."""

    order_id: UUID
    number: str
    account: str
    site: str
    time_zone: str
    window_from: datetime | None
    window_to: datetime | None
    engineer: str | None
    undo_seconds: int


ABOUT = f"""
select o.id as order_id, o.number, account.name as account, site.name as site, site.time_zone,
  {promised("v")}, (select name from users where id = $2) as engineer, org.undo_seconds
from orders o join orgs org on org.id = o.org_id
join accounts account on account.id = o.account_id join sites site on site.id = o.site_id
left join lateral (select window_from, window_to, to_agree from visits where order_id = o.id order by closed_at desc nulls first limit 1) v on true
where o.id = any($1::uuid[])
"""
ABOUT_ONE = of_one(ABOUT)


async def about(tx: Tx, orders: list[UUID], engineer: UUID | None) -> dict[UUID, About]:
    many = len(orders) != 1
    rows = await (tx.all(ABOUT, About, orders, engineer) if many else tx.all(ABOUT_ONE, About, orders[0], engineer))
    return {row.order_id: row for row in rows}


ALARMED = "select user_id from notifications where order_id = $1 and once = $2 || ':' || user_id::text order by user_id"


async def alarmed(tx: Tx, order_id: UUID, alarm: str) -> list[UUID]:
    return [row["user_id"] for row in await tx.connection.fetch(ALARMED, order_id, alarm)]


TAKE_BACK = """
with gone as (
  update notifications n set withdrawn_at = $3, read_at = coalesce(n.read_at, $3) where n.withdrawn_at is null
    and n.order_id = $1 and exists (select from unnest($2::text[]) as said where starts_with(n.once, said)) returning n.id
), rung as (
  delete from calls_to_make c using gone where c.notification_id = gone.id and c.outcome is null
)
update deliveries d set state = 'dropped', done_at = $3 from gone where d.notification_id = gone.id and d.state = 'waiting'
"""


async def take_back(tx: Tx, order_id: UUID, said: list[str], now: datetime) -> None:
    """said: how the names (once) of what was said begin."""
    await tx.run(TAKE_BACK, order_id, said, now)


# What is said, the ways by which it goes, and whom somebody has to ring, in one statement; none of it where it has been said before.
ADD = """
with said as (
  insert into notifications (org_id, id, once, kind, user_id, contact_id, order_id, language, title, body, urgent, created_at)
  select current_org(), row.* from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[], $8::text[],
    $9::text[], $10::bool[], $11::timestamptz[]) as row on conflict (org_id, once) do nothing returning id, order_id
), going as (
  insert into deliveries (org_id, id, notification_id, channel, state, not_before)
  select current_org(), row.id, said.id, row.channel, 'waiting', row.at
  from unnest($12::uuid[], $13::uuid[], $14::text[], $15::timestamptz[]) as row (id, said, channel, at) join said on said.id = row.said
  returning id
), rung as (
  insert into calls_to_make (org_id, notification_id, order_id) select current_org(), id, order_id from said where id = any($16::uuid[])
)
select array(select id from said) as said, array(select id from going) as going
"""


async def add(tx: Tx, rows: list[tuple[Any, ...]], ways: list[tuple[Any, ...]], rung: list[UUID]) -> tuple[set[UUID], set[UUID]]:
    """Notifications and deliveries that are new. ways: id, notification, channel and moment of each. rung: what a person says by telephone."""
    if not rows:
        return set(), set()
    sent = [list(column) for column in zip(*ways, strict=True)] or [[], [], [], []]
    (found,) = await tx.connection.fetch(ADD, *zip(*rows, strict=True), *sent, rung)
    return set(found["said"]), set(found["going"])


class Waiting(msgspec.Struct):
    """address: where the channel reaches this person; empty where it does not."""

    notification_id: UUID
    kind: str
    channel: str
    attempts: int
    user_id: UUID | None
    order_id: UUID | None
    once: str
    title: str
    body: str
    email: str
    phone: str


WAITING = """
select n.id as notification_id, n.kind, d.channel, d.attempts, n.user_id, n.order_id, n.once, n.title, n.body,
  coalesce(person.email, contact.email, '') as email, coalesce((select phone from on_call where user_id = n.user_id and starts_at <= n.created_at
    and ends_at > n.created_at and phone <> ''
    order by starts_at limit 1), person.phone, contact.phone, '') as phone
from deliveries d join notifications n on n.id = d.notification_id
left join users person on person.id = n.user_id left join contacts contact on contact.id = n.contact_id
where d.id = $1 and d.state = 'waiting' for update of d
"""


async def waiting(tx: Tx, delivery_id: UUID) -> Waiting | None:
    return await tx.one(WAITING, Waiting, delivery_id)


FINISH = "update deliveries set state = $2, attempts = $3, last_error = $4, done_at = $5 where id = $1 and state = 'waiting'"


async def finish(tx: Tx, delivery_id: UUID, state: str, attempts: int, error: str, now: datetime) -> None:
    await tx.run(FINISH, delivery_id, state, attempts, error, now)


RETRY = "update deliveries set attempts = $2, last_error = $3, not_before = $4 where id = $1 and state = 'waiting'"


async def retry(tx: Tx, delivery_id: UUID, attempts: int, error: str, not_before: datetime) -> None:
    await tx.run(RETRY, delivery_id, attempts, error, not_before)


REVIVE = "update deliveries set state = 'waiting', attempts = 0, done_at = null, not_before = $2 where id = $1 and state = 'dead'"


async def revive(tx: Tx, delivery_id: UUID, now: datetime) -> bool:
    return await tx.run(REVIVE, delivery_id, now) == 1


FORGOTTEN = """
select id, attempts from deliveries where state = 'waiting' and not_before < $1 order by not_before limit 200
"""


async def forgotten(tx: Tx, before: datetime) -> list[tuple[UUID, int]]:
    return [(row["id"], row["attempts"]) for row in await tx.connection.fetch(FORGOTTEN, before)]


class Subscription(msgspec.Struct):
    id: UUID
    endpoint: str
    p256dh: str
    auth: str


SUBSCRIPTIONS = "select id, endpoint, p256dh, auth from push_subscriptions where user_id = $1 order by created_at desc limit 10"


async def subscriptions(tx: Tx, user_id: UUID) -> list[Subscription]:
    return await tx.all(SUBSCRIPTIONS, Subscription, user_id)


SUBSCRIBE = """
insert into push_subscriptions (org_id, id, user_id, endpoint, p256dh, auth, created_at) values (current_org(), $1, $2, $3, $4, $5, $6)
on conflict (org_id, endpoint) do update set user_id = excluded.user_id, p256dh = excluded.p256dh, auth = excluded.auth
"""


async def subscribe(tx: Tx, *row: Any) -> None:
    await tx.run(SUBSCRIBE, *row)


UNSUBSCRIBE = "delete from push_subscriptions where endpoint = $1 and user_id = $2"


async def unsubscribe(tx: Tx, endpoint: str, user_id: UUID) -> None:
    await tx.run(UNSUBSCRIBE, endpoint, user_id)


class NotificationRow(msgspec.Struct):
    id: UUID
    kind: str
    order_id: UUID | None
    title: str
    body: str
    urgent: bool
    created_at: datetime
    read_at: datetime | None


MINE = """
select id, kind, order_id, title, body, urgent, created_at, read_at from notifications
where user_id = $1 and withdrawn_at is null order by created_at desc, id limit 100
"""


async def mine(tx: Tx, user_id: UUID) -> list[NotificationRow]:
    return await tx.all(MINE, NotificationRow, user_id)


READ = "update notifications set read_at = $3 where user_id = $1 and read_at is null and created_at <= $2"


async def read(tx: Tx, user_id: UUID, until: datetime, now: datetime) -> None:
    await tx.run(READ, user_id, until, now)


class Dead(msgspec.Struct):
    id: UUID
    channel: str
    name: str
    address: str
    title: str
    order_id: UUID | None
    attempts: int
    last_error: str
    done_at: datetime


DEAD = f"""
select d.id, d.channel, coalesce(person.name, contact.name) as name, case when d.channel = 'mail' then coalesce(person.email, contact.email)
  when d.channel = 'sms' then coalesce(person.phone, contact.phone) else '' end as address, n.title, n.order_id, d.attempts, d.last_error, d.done_at
from deliveries d join notifications n on n.id = d.notification_id
left join users person on person.id = n.user_id left join contacts contact on contact.id = n.contact_id
left join orders o on o.id = n.order_id left join engineers e on e.user_id = n.user_id
where d.state = 'dead' and ($1::uuid is null or d.id = $1)
  and ({in_scope("o", 2)} or o.id is null and e.station_id = any($3))
order by d.done_at desc, d.id limit 500
"""


async def dead(tx: Tx, scope: Scope, id: UUID | None = None) -> list[Dead]:
    return await tx.all(DEAD, Dead, id, *scope.keys[:3])


class Choices(msgspec.Struct):
    channels: dict[str, list[str]]
    quiet_from: time | None
    quiet_to: time | None


CHOICES = "select channels, quiet_from, quiet_to from notify_choices where user_id = $1"


async def choices(tx: Tx, user_id: UUID) -> Choices:
    found = await tx.one(CHOICES, Choices, user_id) or Choices({}, None, None)
    found.channels = rules.once(found.channels)
    return found


CHOOSE = """
insert into notify_choices (org_id, user_id, channels, quiet_from, quiet_to) values (current_org(), $1, $2, $3, $4)
on conflict (org_id, user_id) do update set channels = excluded.channels, quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to
"""


async def choose(tx: Tx, user_id: UUID, chosen: Choices) -> None:
    await tx.run(CHOOSE, user_id, chosen.channels, chosen.quiet_from, chosen.quiet_to)
