"""Which orders a list has, and what it shows of them beside their line of the board."""

from datetime import datetime
from uuid import UUID

import msgspec

from ...db import Tx
from ...model import Scope
from ...status.order.rules import OVER, seen_by
from .rules import Wanted


class OrderFacts(msgspec.Struct):
    """Of an order, what its line does not say. skill: a code."""

    id: UUID
    address: str
    contact: str
    contact_phone: str
    station_id: UUID
    station: str
    account_id: UUID
    skill: str | None
    serial: str | None
    created_at: datetime


BESIDE = """
select o.id, site.address, contact.name as contact, contact.phone as contact_phone, o.station_id, station.name as station, o.account_id, o.skill,
  device.serial, o.created_at
from orders o join sites site on site.id = o.site_id join contacts contact on contact.id = o.contact_id
join units station on station.id = o.station_id left join devices device on device.id = o.device_id
where o.id = any($1::uuid[])
"""


async def beside(tx: Tx, orders: list[UUID]) -> list[OrderFacts]:
    return await tx.all(BESIDE, OrderFacts, orders)


def _narrowed(first: int) -> str:
    """For SQL: the facets of `Wanted`, from statuses on."""
    one_of = [("o.status", "text"), ("o.station_id", "uuid"), ("o.account_id", "uuid"), ("o.level", "text"), ("o.kind", "text")]
    said = [f"(${n}::{of}[] = '{{}}' or {name} = any(${n}))" for n, (name, of) in enumerate([*one_of, ("o.skill", "text")], first)]
    held = f"exists (select from attendances a where a.order_id = o.id and a.engineer_id = any(${first + 6})"
    held += f" and (a.ended_at is null or o.status in {OVER}))"
    said.append(f"(${first + 6}::uuid[] = '{{}}' or {held})")
    return " and ".join(said)


PAGE = f"""
select o.id, o.created_at from orders o join sites site on site.id = o.site_id
left join lateral (select window_from, window_to from visits where order_id = o.id and not to_agree
  order by closed_at desc nulls first limit 1) v on true
where {seen_by("o", 1)} and ($5 or o.status not in {OVER})
  and ($6::uuid is null or (o.created_at, o.id) < (select created_at, id from orders where id = $6))
  and ($7::uuid[] is null or o.id = any($7)) and {_narrowed(8)}
  and ($15::date is null or (coalesce(v.window_to, o.created_at) at time zone site.time_zone)::date >= $15)
  and ($16::date is null or (coalesce(v.window_from, v.window_to, o.created_at) at time zone site.time_zone)::date <= $16)
order by o.created_at desc, o.id desc limit $17
"""


async def page(tx: Tx, scope: Scope, wanted: Wanted, ids: list[UUID] | None, most: int) -> list[UUID]:
    """The newest first. ids: of these alone."""
    facets = wanted.statuses, wanted.stations, wanted.accounts, wanted.levels, wanted.kinds, wanted.skills, wanted.engineers
    given = wanted.ended, wanted.before, ids, *facets, wanted.first, wanted.last, most
    return [row["id"] for row in await tx.connection.fetch(PAGE, *scope.keys, *given)]
