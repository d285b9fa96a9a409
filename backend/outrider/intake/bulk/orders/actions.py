"""A sheet of orders: checked against what is known, booked five hundred at a time."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from ....accounts.doubles.rules import key_of
from ....accounts.master.lookup import actions as lookup
from ....accounts.numbers import actions as numbers
from ....db import Tx
from ....ids import new_id
from ....model import Who, actor_of, moment_of
from ....status.levels import actions as levels
from ....text import key
from ...booking import actions as booking
from ...booking import rules as bookings
from ...booking.rules import ResolvedOrder
from ...entitlement import actions as entitlements
from ..rules import Checked, Given, Wrong, cells, named
from . import rules, store

COLUMNS, A_FEW = rules.COLUMNS, 20


async def check(tx: Tx, who: Who, rows: Sequence[Given], zone: ZoneInfo, now: datetime) -> list[Checked[ResolvedOrder]]:
    keys = {"accounts": await _accounts(tx, who, named(COLUMNS, rows)["accounts"])}
    read = list[tuple[rules.SheetOrder, list[Wrong]]]()
    for n, row in enumerate(rows):
        if n % A_FEW == 0:  # other requests have their turn
            await asyncio.sleep(0)
        values, wrong = cells(COLUMNS, row, keys, zone)
        said = rules.SheetOrder(**values)
        if said.account and not _is_mine(who, said.account):
            said.account = None
            wrong.append(Wrong("unknown", "account", ""))
        read.append((said, [*wrong, *row.doubts]))
    known, seen = await _known(tx, who, [said for said, _ in read], now), set[UUID]()
    checked = list[Checked[ResolvedOrder]]()
    for n, (row, (said, wrong)) in enumerate(zip(rows, read, strict=True)):
        if n % A_FEW == 0:
            await asyncio.sleep(0)
        order, more = rules.resolve(new_id(now), said, known, now, seen, {fault.field for fault in wrong})
        found = Checked(order, [*wrong, *more], row.words.get("fault", "")[:60])
        number = known.open_orders.get((order.parties.account, key(order.fault))) if order else None
        if number:  # the same sheet once more, or somebody has called as well
            found.effect, found.changes = "there", [number]
        checked.append(found)
    return checked


async def _accounts(tx: Tx, who: Who, asked: set[str]) -> dict[str, list[UUID]]:
    """Who answers for some customers alone does not learn from a name that another customer bears it too."""
    found = await lookup.keys(tx, "accounts", asked)
    if not who.scope.only_accounts:
        return found
    return {word: [id for id in ids if id in who.scope.accounts] for word, ids in found.items()}


def _is_mine(who: Who, account: UUID) -> bool:
    scope = bookings.acting(who, account).scope
    return not scope.only_accounts or account in scope.accounts


async def _known(tx: Tx, who: Who, rows: list[rules.SheetOrder], now: datetime) -> rules.Known:
    accounts = list(dict.fromkeys(row.account for row in rows if row.account))
    acting = {account: bookings.acting(who, account) for account in accounts}
    stations = {roles: await booking.stations_of(tx, scope) for roles, scope in {by.roles: by.scope for by in acting.values()}.items()}
    by, may_send = (
        {account: actor_of(who) for account, who in acting.items()},
        {account: stations[by.roles] for account, by in acting.items()},
    )
    known = rules.Known({}, {}, {}, {}, by, may_send, await numbers.country(tx), await booking.skills(tx))
    for contact in await store.contacts(tx, accounts):
        known.contacts.setdefault(contact.account_id, []).append(contact)
    for order in await store.open_orders(tx, accounts):
        known.open_orders[(order.account_id, key(order.fault))] = order.number
    for site in await store.sites(tx, accounts):
        known.sites.setdefault(site.account_id, []).append(site)
    serials = list({row.serial for row in rows if row.account and row.serial})
    devices = await store.devices(tx, serials, [key_of(serial) or "" for serial in serials])
    for device in devices:
        for spelling in {device.serial, device.serial_key} - {None, ""}:
            known.devices.setdefault(str(spelling), []).append(device)
    known.own = {account for account, who in acting.items() if who.scope.only_accounts}
    today, offered = now.astimezone(ZoneInfo(who.time_zone)).date(), await levels.offered(tx)
    for account, kind in dict.fromkeys((row.account, row.kind) for row in rows if row.account and row.kind):
        known.entitled[(account, kind)] = await entitlements.entitlement(tx, account, None, kind, today, offered)
    return known


async def write(tx: Tx, orders: list[ResolvedOrder], now: datetime) -> list[tuple[UUID, str]]:
    return [(taken.id, taken.number) for taken in await booking.book(tx, orders, moment_of(now))]
