"""A sheet of orders: checked against what is known, booked five hundred at a time."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from ....accounts.doubles.rules import key_of
from ....accounts.master import actions as master
from ....accounts.numbers import actions as numbers
from ....db import Tx
from ....ids import new_id
from ....model import Who, actor_of
from ....status.levels import actions as levels
from ....text import key
from ...booking import actions as booking
from ...booking import rules as bookings
from ...entitlement import actions as entitlements
from ..rules import Checked, Given, Wrong, cells
from . import rules, store

COLUMNS, A_FEW = rules.COLUMNS, 20


async def check(tx: Tx, who: Who, rows: Sequence[Given], zone: ZoneInfo, now: datetime) -> list[Checked]:
    keys = {"accounts": await _accounts(tx, who)}
    checked = []
    for n, row in enumerate(rows):
        if n % A_FEW == 0:  # other requests have their turn
            await asyncio.sleep(0)
        values, wrong = cells(COLUMNS, row, keys, zone)
        found = Checked(values, [*wrong, *row.doubts], row.words.get("fault", "")[:60])
        if values["account"] and not _is_mine(who, values["account"]):
            values["account"] = None
            found.wrong.append(Wrong("unknown", "account", ""))
        checked.append(found)
    known, seen = await _known(tx, who, checked, now), set[UUID]()
    for n, found in enumerate(checked):
        if n % A_FEW == 0:
            await asyncio.sleep(0)
        found.wrong += rules.complete(found.values, known, now, seen, {fault.field for fault in found.wrong})
        number = None if found.wrong else known.open_orders.get((found.values["account"], key(str(found.values["fault"]))))
        if number:  # the same sheet once more, or somebody has called as well
            found.effect, found.changes = "there", [number]
    return checked


async def _accounts(tx: Tx, who: Who) -> dict[str, list[UUID]]:
    """Who answers for some customers alone does not learn from a name that another customer bears it too."""
    found = await master.keys(tx, "accounts")
    if not who.scope.only_accounts:
        return found
    return {word: [id for id in ids if id in who.scope.accounts] for word, ids in found.items()}


def _is_mine(who: Who, account: UUID) -> bool:
    scope = bookings.acting(who, account).scope
    return not scope.only_accounts or account in scope.accounts


async def _known(tx: Tx, who: Who, rows: list[Checked], now: datetime) -> rules.Known:
    rows = [row for row in rows if row.values["account"]]
    accounts = list(dict.fromkeys(row.values["account"] for row in rows))
    known = rules.Known({}, {}, {}, {}, await numbers.country(tx), await booking.skills(tx))
    for contact in await store.contacts(tx, accounts):
        known.contacts.setdefault(contact.account_id, []).append(contact)
    for order in await store.open_orders(tx, accounts):
        known.open_orders[(order.account_id, key(order.fault))] = order.number
    for site in await store.sites(tx, accounts):
        known.sites.setdefault(site.account_id, []).append(site)
    serials = list({row.values["serial"] for row in rows if row.values["serial"]})
    devices = await store.devices(tx, serials, [key_of(serial) or "" for serial in serials])
    for device in devices:
        for spelling in {device.serial, device.serial_key} - {None, ""}:
            known.devices.setdefault(str(spelling), []).append(device)
    known.own = {account for account in accounts if bookings.acting(who, account).scope.only_accounts}
    today, offered = now.astimezone(ZoneInfo(who.time_zone)).date(), await levels.levels(tx)
    for account, kind in dict.fromkeys((row.values["account"], row.values["kind"]) for row in rows if row.values["kind"]):
        known.entitled[(account, kind)] = await entitlements.entitlement(tx, account, None, kind, today, offered)
    return known


async def write(tx: Tx, who: Who, rows: list[dict[str, Any]], now: datetime) -> list[tuple[UUID, str]]:
    """rows as `check` made them; each is booked by the role that counts for its customer."""
    acting = {row["account"]: bookings.acting(who, row["account"]) for row in rows}
    ways = {by.roles: by.scope for by in acting.values()}
    stations = {roles: await booking.stations_of(tx, scope) for roles, scope in ways.items()}
    today, offered = now.astimezone(ZoneInfo(who.time_zone)).date(), await levels.levels(tx)
    entitled = {}
    made = []
    for row in rows:
        of, by, site = (row["account"], row["kind"]), acting[row["account"]], row["site"]
        if of not in entitled:
            entitled[of] = await entitlements.entitlement(tx, of[0], None, of[1], today, offered)
        station = booking.station_of(entitled[of], (site.lat, site.lon), stations[by.roles])
        whose = (row["account"], row["contact"], site.id, row["device"], station)
        made.append(booking.booked(_order(row, now), row["level"], whose, entitled[of], actor_of(by)))
    return [(taken.id, taken.number) for taken in await booking.book(tx, made, now)]


def _order(row: dict[str, Any], now: datetime) -> booking.NewOrder:
    return booking.NewOrder(
        new_id(now), row["kind"], row["level"], row["fault"], row["window_from"], row["window_to"], skill=row["skill"],
        access_note=row["access_note"], work_minutes=int(row["work_minutes"]),
    )  # fmt: skip
