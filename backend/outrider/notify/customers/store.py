"""What customers were told of an order, by which way, and who has to ring them."""

from datetime import datetime
from uuid import UUID

import msgspec

from ...db import Tx, of_one
from ...model import SEEN, Scope
from ...status.order.rules import seen_by
from ..rules import Person


class Contact(Person, kw_only=True):
    """name, phone: whom somebody rings where no message reaches them."""

    order_id: UUID
    name: str
    phone: str


CONTACTS_OF = """
select o.id as order_id, c.id, c.name, c.phone, true as contact, null as role, c.language, s.time_zone, null::time as quiet_from,
  null::time as quiet_to, jsonb_build_object('*', case c.channel when 'none' then '[]' else jsonb_build_array(c.channel) end) as channels
from orders o join contacts c on c.id = o.contact_id join sites s on s.id = o.site_id
where o.id = any($1::uuid[]) and c.active
"""
CONTACT_OF = of_one(CONTACTS_OF)


async def contacts_of(tx: Tx, orders: list[UUID]) -> list[Contact]:
    if len(orders) == 1:
        return await tx.all(CONTACT_OF, Contact, orders[0])
    return await tx.all(CONTACTS_OF, Contact, orders)


ADD_CALL = "insert into calls_to_make (org_id, notification_id, order_id) values (current_org(), $1, $2) on conflict do nothing"


async def add_call(tx: Tx, notification_id: UUID, order_id: UUID) -> None:
    await tx.run(ADD_CALL, notification_id, order_id)


class Message(msgspec.Struct):
    """state: of the delivery by channel (waiting, sent, dead, dropped); none where the customer has no channel. why: it did not go out.

    call: open where somebody has to ring, else how it went. text: as a person wrote it, by: that person; of customer_wrote seen_at: answered, or
    read.
    """

    id: UUID
    kind: str
    title: str
    at: datetime
    contact: str
    phone: str
    channel: str | None
    state: str | None
    why: str
    done_at: datetime | None
    call: str | None
    called_at: datetime | None
    called_by: str | None
    text: str = ""
    by: str | None = None
    seen_at: datetime | None = None


# What the system told them, what the office wrote, and what they wrote themselves.
MESSAGES = """
select n.id, n.kind, n.title, n.created_at as at, contact.name as contact, contact.phone, d.channel, d.state, coalesce(d.last_error, '') as why,
  d.done_at, case when c.notification_id is not null then coalesce(c.outcome, 'open') end as call, c.called_at, person.name as called_by,
  coalesce(m.text, '') as text, writer.name as by, null::timestamptz as seen_at
from notifications n join contacts contact on contact.id = n.contact_id
left join order_messages m on m.notification_id = n.id left join users writer on writer.id = m.written_by
left join deliveries d on d.notification_id = n.id
left join calls_to_make c on c.notification_id = n.id left join users person on person.id = c.called_by
where n.order_id = $1 and n.withdrawn_at is null
union all
select m.id, case when m.written_by is null then 'customer_wrote' else 'office_wrote' end, '', m.written_at, contact.name, contact.phone,
  null, null, '', null, null, null, null, m.text, coalesce(writer.name, contact.name), m.seen_at
from order_messages m join orders o on o.id = m.order_id join contacts contact on contact.id = o.contact_id
left join users writer on writer.id = m.written_by
where m.order_id = $1 and m.notification_id is null
order by at desc, id limit 100
"""


async def messages(tx: Tx, order_id: UUID) -> list[Message]:
    return await tx.all(MESSAGES, Message, order_id)


class Call(msgspec.Struct):
    order_id: UUID
    contact_id: UUID
    kind: str
    at: datetime


CALL = """
select n.order_id, n.contact_id, n.kind, n.created_at as at from calls_to_make c join notifications n on n.id = c.notification_id
where n.id = $1 and n.withdrawn_at is null and (c.outcome is null or c.outcome = 'not_reached') for update of c
"""


async def call(tx: Tx, notification_id: UUID) -> Call | None:
    """One that was not made, or reached nobody."""
    return await tx.one(CALL, Call, notification_id)


class Beside(msgspec.Struct):
    """The newest call to make for another order of the same contact."""

    id: UUID
    order_id: UUID
    number: str
    kind: str


# contact: of an order. Whoever came has been seen by then: nobody rings to say who comes.
BESIDE = f"""
select distinct on (n.order_id) n.id, n.order_id, o.number, n.kind from orders this
join notifications n on n.contact_id = this.contact_id and n.order_id <> this.id and n.withdrawn_at is null
join calls_to_make c on c.notification_id = n.id and c.outcome is distinct from 'reached'
join orders o on o.id = n.order_id and (n.kind = 'escalated' or o.status <> all($6::text[]))
  and {seen_by("o", 2)}
where this.id = $1 order by n.order_id, n.created_at desc
"""


async def beside(tx: Tx, order_id: UUID, scope: Scope) -> list[Beside]:
    return await tx.all(BESIDE, Beside, order_id, scope.everything, scope.stations, scope.accounts, scope.engineer, SEEN)


# Who was reached knows how it stands now: what they should have heard before needs no call of its own.
SETTLE = """
update calls_to_make c set outcome = $2, called_at = $3, called_by = $4 from notifications n, notifications said
where said.id = $1 and n.id = c.notification_id and c.outcome is distinct from 'reached' and (n.id = said.id
  or ($2 = 'reached' and n.order_id = said.order_id and n.contact_id = said.contact_id and n.created_at <= said.created_at))
"""


async def settle(tx: Tx, notification_id: UUID, outcome: str, now: datetime, user_id: UUID) -> None:
    await tx.run(SETTLE, notification_id, outcome, now, user_id)


OF_NOTIFICATION = "select order_id from notifications where id = $1"


async def order_of(tx: Tx, notification_id: UUID) -> UUID | None:
    found: UUID | None = await tx.value(OF_NOTIFICATION, notification_id)
    return found


OVERTAKE = """
with gone as (
  update notifications n set withdrawn_at = $3 where n.order_id = $1 and n.kind = any($2::text[]) and n.withdrawn_at is null
    and exists (select from deliveries d where d.notification_id = n.id and d.state = 'waiting') returning n.id
)
update deliveries d set state = 'dropped', done_at = $3 from gone where d.notification_id = gone.id and d.state = 'waiting'
"""


async def overtake(tx: Tx, order_id: UUID, kinds: list[str], now: datetime) -> None:
    """What has not gone out yet never goes."""
    await tx.run(OVERTAKE, order_id, kinds, now)
