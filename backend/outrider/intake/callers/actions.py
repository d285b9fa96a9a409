"""Who is calling, and what is known of them and of the device whose number they read out."""

from datetime import datetime
from uuid import UUID

import msgspec

from ... import phones
from ...accounts.numbers import actions as numbers
from ...accounts.organisation import actions as organisation
from ...accounts.search import actions as search
from ...db import Tx
from ...model import Scope
from ...problems import Problem
from ..calls import actions as calls
from ..calls.store import CallLine
from ..entitlement import actions as entitlements
from ..entitlement.rules import Entitlement
from . import store


class Caller(msgspec.Struct):
    """A contact with this number, and everything that whoever answers wants in front of them.

    calls: of this customer, that became no order. perhaps: the number only ends alike.
    """

    contact: store.ContactLine
    customer: store.CustomerLine
    path: list[str]
    orders: list[store.OrderLine]
    entitlement: Entitlement
    calls: list[CallLine]
    perhaps: bool = False


class DeviceCard(msgspec.Struct):
    """orders: newest first, with the past faults; open: those not done yet."""

    device: store.DeviceFull
    customer: store.CustomerLine
    orders: list[store.OrderLine]
    open: list[str]
    entitlement: Entitlement


async def find_customers(tx: Tx, words: str, scope: Scope) -> list[store.CustomerLine]:
    sure, perhaps = phones.sought(words, await numbers.country(tx))
    found = await search.find(tx, words, ["accounts", "contacts", "sites", "devices"])
    ids = await store.accounts_of(tx, sure, **found)
    ids = ids or (await store.accounts_of(tx, perhaps, **found) if perhaps else [])
    return await store.customers(tx, ids, 12, _seen(scope), scope.accounts)


async def customer(tx: Tx, account_id: UUID, scope: Scope) -> store.CustomerLine:
    found = next(iter(await store.customers(tx, [account_id], 1, _seen(scope), scope.accounts)), None)
    if found is None:
        raise Problem("not_found")
    return found


async def callers(tx: Tx, phone: str, scope: Scope, now: datetime) -> list[Caller]:
    """Whose number it is; where it is nobody's, whose it perhaps is. Fewer than five digits recognise nobody."""
    sure, likely = phones.sought(phone, await numbers.country(tx))
    rows = await store.contacts_by_phone(tx, sure) if sure else []
    perhaps = not rows
    rows = rows or (await store.contacts_by_phone(tx, likely) if likely else [])
    made = []
    for contact in rows:
        customer = next(iter(await store.customers(tx, [contact.account_id], 1, _seen(scope), scope.accounts)), None)
        if customer:
            orders = await store.orders_of(tx, contact.account_id, None, 12)
            path = await store.path(tx, contact.account_id)
            line = store.ContactLine(contact.id, contact.name, contact.phone)
            entitled, asked = await _entitled(tx, customer.id, None, "repair", now), await calls.of_account(tx, customer.id)
            made.append(Caller(line, customer, path, orders, entitled, asked, perhaps))
    return made


async def device(tx: Tx, serial: str, scope: Scope, now: datetime) -> DeviceCard:
    found = await store.device(tx, serial.strip())
    customer = next(iter(await store.customers(tx, [found.account_id], 1, _seen(scope), scope.accounts)), None) if found else None
    if found is None or customer is None:
        raise Problem("not_found")
    orders = await store.orders_of(tx, None, found.id, 12)
    waiting = [row.number for row in orders if row.status not in ("closed", "cancelled")]
    return DeviceCard(found, customer, orders, waiting, await _entitled(tx, customer.id, found.id, "repair", now))


async def entitled(tx: Tx, account_id: UUID | None, device_id: UUID | None, kind: str, scope: Scope, now: datetime) -> Entitlement:
    if account_id is None and scope.only_accounts:
        raise Problem("not_found")
    if account_id and not await store.customers(tx, [account_id], 1, _seen(scope), scope.accounts):
        raise Problem("not_found")
    return await _entitled(tx, account_id, device_id, kind, now)


async def _entitled(tx: Tx, account_id: UUID | None, device_id: UUID | None, kind: str, now: datetime) -> Entitlement:
    today = now.astimezone(await organisation.time_zone(tx)).date()
    return await entitlements.entitlement(tx, account_id, device_id, kind, today)


def _seen(scope: Scope) -> bool:
    """Everybody of the house knows every customer; who answers for some customers knows those."""
    return not scope.only_accounts
