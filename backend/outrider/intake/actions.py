"""Taking an order: the caller is found or entered, the device and the site with him, the window promised."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from .. import events, geo
from ..db import Tx
from ..ids import new_id
from ..model import Actor, Event, Scope, Status, moment_of
from ..numbers import next_number
from ..problems import Problem
from . import rules, store

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]
Short = Annotated[str, msgspec.Meta(max_length=200)]
Kind = Literal["repair", "diagnosis", "installation", "inspection", "event_duty", "optimisation", "customer_visit", "carry_in"]
Level = Literal["0", "1", "2", "3"]
WITHOUT_VISIT = {"carry_in"}


class NewContact(msgspec.Struct):
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    phone: Annotated[str, msgspec.Meta(min_length=3, max_length=40)]
    language: Short = "en"


class NewSite(msgspec.Struct):
    name: Short
    address: Short
    lat: float
    lon: float


class NewOrder(msgspec.Struct):
    """id is made by the client, so that a repeated request is one order. Known things by id, new ones by their data."""

    id: UUID
    kind: Kind
    level: Level
    fault: Text
    window_from: datetime
    window_to: datetime
    account_id: UUID | None = None
    account_name: Short = ""
    contact_id: UUID | None = None
    contact: NewContact | None = None
    site_id: UUID | None = None
    site: NewSite | None = None
    serial: Short = ""
    model: Short = ""
    skill: Short | None = None
    access_note: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    work_minutes: Annotated[int, msgspec.Meta(ge=5, le=1440)] = 60


class Taken(msgspec.Struct):
    id: UUID
    number: str


async def find_customers(tx: Tx, words: str, scope: Scope) -> list[store.CustomerLine]:
    phone = rules.digits(words) if len(rules.digits(words)) >= 5 else ""
    everything = scope.everything or bool(scope.stations)
    return await store.find_customers(tx, words.strip(), phone, 12, everything, scope.accounts)


async def take(tx: Tx, order: NewOrder, actor: Actor, scope: Scope, now: datetime) -> Taken:
    """A repeated id answers with the order that it made."""
    known = await store.number_of(tx, order.id)
    if known is not None:
        return Taken(order.id, known)
    rules.check_window(order.window_from, order.window_to)
    account = await _account(tx, order, now)
    contact = await _contact(tx, order, account, now)
    site, place = await _site(tx, order, account, now)
    belongs = await store.belongs(tx, account, contact, site)
    if not (belongs.contact and belongs.site):
        raise Problem("not_found")
    station = await _nearest_station(tx, place, scope)
    device = await _device(tx, order, account, site, now)
    day = now.astimezone(ZoneInfo(await store.time_zone(tx))).date()
    number = await next_number(tx, "order", day)
    whose = (account, contact, site, device, station)
    what = (order.kind, order.level, order.skill or None, order.fault, order.access_note)
    await store.add_order(tx, order.id, number, *whose, *what, Status.RECEIVED, now, actor.user_id)
    visit = None if order.kind in WITHOUT_VISIT else new_id(now)
    if visit:
        await store.add_visit(tx, visit, order.id, order.window_from, order.window_to, order.work_minutes)
    payload = {"from": None, "to": Status.RECEIVED, "number": number}
    await events.append(tx, Event("order_taken", actor, moment_of(now), order.id, visit, payload=payload))
    tx.touch("order", order.id, station=station, account=account)
    return Taken(order.id, number)


async def _account(tx: Tx, order: NewOrder, now: datetime) -> UUID:
    if order.account_id:
        return order.account_id
    if not order.account_name.strip():
        raise Problem("data_missing", fields=["account_name"])
    account = new_id(now)
    await store.add_account(tx, account, order.account_name.strip())
    return account


async def _contact(tx: Tx, order: NewOrder, account: UUID, now: datetime) -> UUID:
    if order.contact_id:
        return order.contact_id
    if order.contact is None:
        raise Problem("data_missing", fields=["contact"])
    contact = new_id(now)
    await store.add_contact(tx, contact, account, order.contact.name, order.contact.phone, order.contact.language)
    return contact


async def _site(tx: Tx, order: NewOrder, account: UUID, now: datetime) -> tuple[UUID, tuple[float, float]]:
    if order.site_id:
        found = await store.site_place(tx, order.site_id)
        if found is None:
            raise Problem("not_found")
        return order.site_id, (found.lat, found.lon)
    if order.site is None:
        raise Problem("data_missing", fields=["site"])
    rules.check_place(order.site.lat, order.site.lon)
    site = new_id(now)
    name = order.site.name or order.site.address
    await store.add_site(tx, site, account, name, order.site.address, order.site.lat, order.site.lon)
    return site, (order.site.lat, order.site.lon)


async def _device(tx: Tx, order: NewOrder, account: UUID, site: UUID, now: datetime) -> UUID | None:
    serial = order.serial.strip()
    if not serial:
        return None
    await store.add_device(tx, new_id(now), account, site, serial, order.model.strip())
    found = await store.device_of(tx, serial, account)
    if found is None:
        raise Problem("field_not_valid", fields=["serial"])  # the number belongs to another customer's device
    return found


async def _nearest_station(tx: Tx, place: tuple[float, float], scope: Scope) -> UUID:
    stations = await store.stations(tx, scope)
    if not stations:
        raise Problem("not_allowed")
    away = geo.distances(geo.points([place]), geo.points([(row.lat, row.lon) for row in stations]))[0]
    return stations[int(away.argmin())].id
