"""Orders by words of what belongs to them."""

from uuid import UUID

from ...accounts.search.rules import plain_in_sql
from ...db import Tx

OF_OLD = """
(select id from orders where number = upper($1))
union (select id from orders where account_id = any($2::uuid[]) order by created_at desc limit 2000)
union (select id from orders where contact_id = any($2::uuid[]) order by created_at desc limit 2000)
union (select id from orders where site_id = any($2::uuid[]) order by created_at desc limit 2000)
union (select id from orders where device_id = any($2::uuid[]) order by created_at desc limit 2000)
"""


async def of_old(tx: Tx, number: str, things: list[UUID]) -> list[UUID]:
    """Orders of any age, by their number, or by their customer, contact, place or device."""
    return [row["id"] for row in await tx.connection.fetch(OF_OLD, number, things)]


OF_PHONES = """
select o.id from contacts c join orders o on o.account_id = c.account_id and o.contact_id = c.id
where c.phone_keys && $1::text[] order by o.created_at desc limit 2000
"""


async def of_phones(tx: Tx, keys: list[str]) -> list[UUID]:
    return [row["id"] for row in await tx.connection.fetch(OF_PHONES, keys)]


SAID = """concat_ws(' ', o.number, o.fault, account.name, contact.name, contact.phone, regexp_replace(contact.phone, '\\D', '', 'g'),
  site.name, site.address, device.serial, device.model, person.name)"""

# Each word stands in what is said of the order, or what it is found by (the n-th word: things) belongs to it.
HAVING = f"""
select o.id from orders o
join accounts account on account.id = o.account_id join contacts contact on contact.id = o.contact_id
join sites site on site.id = o.site_id left join devices device on device.id = o.device_id
left join lateral (select engineer_id from attendances where order_id = o.id and joins_from is null
  order by ended_at desc nulls first, assigned_at desc limit 1) a on true
left join users person on person.id = a.engineer_id
cross join lateral (select {plain_in_sql(SAID)} as words) said
where o.id = any($1::uuid[]) and not exists (
  select from unnest($2::text[]) with ordinality as word (said, n) where strpos(said.words, word.said) = 0 and not exists (
    select from unnest($3::int[], $4::uuid[]) as hit (n, id)
    where hit.n = word.n and hit.id in (o.account_id, o.contact_id, o.site_id, o.device_id, a.engineer_id)))
"""


async def having(tx: Tx, orders: list[UUID], words: list[str], numbers: list[int], things: list[UUID]) -> list[UUID]:
    """words: as `plain` makes them. things[i] is found by the word numbers[i], counted from 1."""
    return [row["id"] for row in await tx.connection.fetch(HAVING, orders, words, numbers, things)]
