"""Taking orders: the caller is found or entered, the device and the site with them, the window promised, the contract asked."""

import hashlib
from datetime import date, datetime
from typing import TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from ... import events, lang, text
from ...accounts.numbers import actions as phone_numbers
from ...accounts.organisation import actions as organisation
from ...accounts.search import actions as search
from ...assign import actions as assign
from ...carry_in.kept import actions as carry_in
from ...db import Tx
from ...event_kinds import Event
from ...ids import new_id
from ...model import BENCH, SYSTEM, Actor, Cause, Moment, Scope, Status, Who, cause_of
from ...notify import actions as notify
from ...numbers import next_numbers
from ...order_facts import OrderAction
from ...problems import Problem
from ...status.clocks import actions as clocks
from ...status.levels import actions as levels
from ...status.order import actions as orders
from ..calls import actions as calls
from ..entitlement import actions as entitlements
from ..entitlement.rules import Entitlement, check_level
from . import rules, store
from .rules import NewContact as NewContact
from .rules import NewOrder as NewOrder
from .rules import NewSite as NewSite

Named: TypeAlias = tuple[str, UUID, str]  # what is entered with an order: the kind of record, its id, what it may be found by


class Taken(msgspec.Struct):
    """others: numbers of the orders for the other devices of the same call."""

    id: UUID
    number: str
    others: list[str] = []


async def take_as(tx: Tx, who: Who, order: NewOrder, now: datetime) -> Taken:
    """By one of their roles, with what that one counts for."""
    cause = cause_of(rules.acting(who, order.account_id), now)
    first = await take(tx, msgspec.structs.replace(order), cause)
    if not order.others:
        return first
    entered = await store.entered(tx, first.id)
    others = [await take(tx, rules.of_other(order, other, entered), cause, taken_with=first.id) for other in order.others]
    return Taken(first.id, first.number, [row.number for row in others])


async def take(tx: Tx, order: NewOrder, cause: Cause, exact: bool = True, as_told: bool = False, taken_with: UUID | None = None) -> Taken:
    """A repeated id answers with the order that it made; with other content it is refused (id_reused), unless not exact.

    as_told: what an engineer without network typed when it was called in is taken as it is, and its level says by when somebody has to be there.
    taken_with: the first order of the same call.
    """
    now = cause.moment.server_time
    sha = hashlib.sha256(msgspec.json.encode(rules.as_first_sent(order))).digest()
    await store.lock_id(tx, order.id)
    known = await store.known(tx, order.id)
    if known is not None:
        if exact and known.request_sha != sha:
            raise Problem("id_reused", number=known.number)
        return Taken(order.id, known.number)
    if order.alarm_key and (same := await _same_alarm(tx, order, cause)):
        return same
    if not as_told:
        await _check_said(tx, order, now)
    fresh = list[Named]()
    account = await _account(tx, order, cause.scope, now, fresh)
    contact = await _contact(tx, order, account, now, fresh)
    counter = await _counter(tx, order, cause.scope)
    site, place = await (_site_of(tx, counter, account, now, fresh) if counter else _site(tx, order, account, now, fresh))
    if (order.contact_id or order.site_id) and not await store.belongs(tx, account, contact, site):
        raise Problem("not_found")
    await search.index_fresh(tx, fresh)
    if rules.is_customer(cause.actor):
        await _only_own_device(tx, order, account)
    device = await _device(tx, order, account, site, now)
    zone = await organisation.time_zone(tx)
    found, level = await _entitled(tx, order, account, device, now.astimezone(zone).date())
    station = counter.id if counter else rules.station_of(found, place, [] if found.station_id else await stations_of(tx, cause.scope))
    parties = rules.Parties(account, contact, site, device, station)
    resolved = _resolved(order, level, parties, found, cause.actor, sha, taken_with)
    taken = await book(tx, [await _promised_by_level(tx, resolved) if as_told else resolved], cause.moment, zone)
    await _go_on(tx, order, cause)
    return taken[0]


async def _entitled(tx: Tx, order: NewOrder, account: UUID, device: UUID | None, today: date) -> tuple[Entitlement, str]:
    """And the level at which they are served. Raises level_not_covered or field_not_valid."""
    offered = await levels.offered(tx)
    found = await entitlements.entitlement(tx, account, device, order.kind, today, offered)
    level = order.level or next(iter(found.levels), "")
    check_level(found, offered, level)
    return found, level


async def _go_on(tx: Tx, order: NewOrder, cause: Cause) -> None:
    """The call that it was, and the engineer to whom it was promised. Raises not_allowed or engineer_not_suitable: then nothing is taken."""
    if order.call_id:
        await calls.became(tx, order.call_id, order.id, cause.scope)
    if order.engineer_id is None:
        return
    if rules.is_customer(cause.actor):
        raise Problem("not_allowed")
    taken = await orders.lock_order(tx, order.id, cause.scope)
    await assign.assign(tx, order.id, order.engineer_id, taken.status, cause)


async def _same_alarm(tx: Tx, order: NewOrder, cause: Cause) -> Taken | None:
    """The order that is open for this alarm, with a note of how often it came. Whoever may not see it learns nothing: not_found."""
    await store.lock_alarm(tx, order.alarm_key)
    found = await store.alarmed_again(tx, order.alarm_key)
    if found is None:
        return None
    known = await orders.lock_order(tx, found.id, cause.scope)
    words = lang.say(await store.language(tx), "intake.alarm_again", count=found.count, fault=order.fault)
    said = OrderAction(known.status, known.status, text=words)
    await events.append(tx, Event("note", cause.actor, cause.moment, known.id, known.visit_id, payload=said))
    orders.touch(tx, known, known.engineer_id)
    return Taken(found.id, found.number)


def _resolved(
    order: NewOrder, level: str, parties: rules.Parties, found: Entitlement, by: Actor, sha: bytes, taken_with: UUID | None
) -> rules.ResolvedOrder:
    said = {name: getattr(order, name) for name in ("id", "kind", "fault", "window_from", "window_to", "access_note", "work_minutes")}
    said |= {"came_in": order.came_in or ("alarm" if order.alarm_key else ""), "alarm_key": order.alarm_key or None}
    said |= {"engineer_id": order.engineer_id, "taken_with": taken_with}
    return rules.ResolvedOrder(**said, level=level, skill=order.skill or None, parties=parties, entitled=found, by=by, request_sha=sha)


async def _promised_by_level(tx: Tx, row: rules.ResolvedOrder) -> rules.ResolvedOrder:
    """Of what the level promises, the arrival; where it promises none, the office agrees a time."""
    due = await clocks.limit_of(tx, "arrival", row.level, row.entitled.calendar, row.kind, row.window_from)
    return msgspec.structs.replace(row, window_to=due or row.window_to, to_agree=due is None)


async def _check_said(tx: Tx, order: NewOrder, now: datetime) -> None:
    """What only a person at a form, or another program, can put right. Raises window_not_valid, data_missing or field_not_valid."""
    rules.check_window(order.window_from, order.window_to, now)
    if not text.key(order.fault):
        raise Problem("data_missing", fields=["fault"])
    if order.contact_id is None and order.contact is not None:
        if not text.key(order.contact.name):
            raise Problem("data_missing", fields=["contact.name"])
        if not rules.is_phone(order.contact.phone):
            raise Problem("field_not_valid", fields=["contact.phone"])
    if order.engineer_id and not await store.is_engineer(tx, order.engineer_id):
        raise Problem("field_not_valid", fields=["engineer_id"])
    if order.skill is not None:
        said = text.key(order.skill)
        order.skill = await store.skill(tx, said, order.skill) if said else None
        if said and order.skill is None:
            raise Problem("field_not_valid", fields=["skill"])


async def book(tx: Tx, orders: list[rules.ResolvedOrder], moment: Moment, zone: ZoneInfo | None = None) -> list[Taken]:
    """The one way into the books: one or hundreds of orders, in a few statements, and whoever has to hear of them.

    zone: of the organisation, where it has been read already.
    """
    now = moment.server_time
    zone = zone or await organisation.time_zone(tx)
    numbers = await next_numbers(tx, "order", now.astimezone(zone).date(), len(orders))
    visits = [None if row.kind in BENCH else new_id(now) for row in orders]
    await store.add_orders(tx, orders, numbers, moment.happened_at)
    await store.add_visits(tx, orders, visits)
    brought = [(row.id, row.window_to) for row in orders if row.kind in BENCH]
    await carry_in.announce(tx, brought, zone, moment.happened_at, orders[0].by.user_id if orders else None)
    history = list[Event]()
    for row, number, visit in zip(orders, numbers, visits, strict=True):
        history.append(Event("order_taken", row.by, moment, row.id, visit, payload=rules.told(row, number)))
        if row.dispatch_at_once:
            steps = OrderAction(Status.RECEIVED, Status.AWAITING_ASSIGNMENT, automatic=True)
            history.append(Event("triage", SYSTEM, moment, row.id, visit, payload=steps))
        tx.touch("order", row.id, station=row.parties.station, account=row.parties.account)
    await events.append(tx, *history)
    await clocks.begin(tx, history)
    visits_taken = [row.id for row in orders if row.kind not in BENCH]
    await notify.notify_change(tx, notify.Change(visits_taken, "order_taken", moment))
    return [Taken(row.id, number) for row, number in zip(orders, numbers, strict=True)]


async def _account(tx: Tx, order: NewOrder, scope: Scope, now: datetime, fresh: list[Named]) -> UUID:
    if scope.only_accounts and order.account_id not in scope.accounts:
        raise Problem("not_found" if scope.accounts else "not_allowed")
    if order.account_id:
        return order.account_id
    if not text.key(order.account_name):
        raise Problem("data_missing", fields=["account_name"])
    account = new_id(now)
    await store.add_account(tx, account, order.account_name.strip())
    fresh.append(("accounts", account, order.account_name))
    return account


async def _contact(tx: Tx, order: NewOrder, account: UUID, now: datetime, fresh: list[Named]) -> UUID:
    if order.contact_id:
        return order.contact_id
    if order.contact is None:
        raise Problem("data_missing", fields=["contact"])
    contact = new_id(now)
    said, keys = order.contact, await phone_numbers.keys_of(tx, order.contact.phone)
    await store.add_contact(tx, contact, account, said.name, said.phone, lang.choose(said.language), keys)
    fresh.append(("contacts", contact, f"{order.contact.name} {order.contact.phone}"))
    return contact


async def _site(tx: Tx, order: NewOrder, account: UUID, now: datetime, fresh: list[Named]) -> tuple[UUID, tuple[float, float]]:
    if order.site_id:
        found = await store.site_place(tx, order.site_id)
        if found is None:
            raise Problem("not_found")
        return order.site_id, (found.lat, found.lon)
    if order.site is None:
        raise Problem("data_missing", fields=["site"])
    rules.check_place(order.site.lat, order.site.lon)
    site = new_id(now)
    name = await store.add_site(tx, site, account, order.site.name.strip(), order.site.address, order.site.lat, order.site.lon)
    fresh.append(("sites", site, f"{name} {order.site.address}"))
    return site, (order.site.lat, order.site.lon)


async def _counter(tx: Tx, order: NewOrder, scope: Scope) -> store.Counter | None:
    """Where a device is brought. None: it is no such order, or says its place itself. Raises not_found or not_allowed."""
    if order.kind not in BENCH or (order.station_id is None and (order.site_id or order.site)):
        return None
    seen = await store.counters(tx, scope)
    found = next((row for row in seen if order.station_id in (None, row.id)), None)
    if found is None:
        raise Problem("not_found" if order.station_id else "not_allowed")
    return found


async def _site_of(tx: Tx, counter: store.Counter, account: UUID, now: datetime, fresh: list[Named]) -> tuple[UUID, tuple[float, float]]:
    """The customer's place there: one, however often they come."""
    site, place = await store.site_at(tx, account, counter), (counter.lat, counter.lon)
    if site is None:
        site = new_id(now)
        await store.add_site(tx, site, account, counter.name, counter.name, *place)
        fresh.append(("sites", site, counter.name))
    return site, place


async def _device(tx: Tx, order: NewOrder, account: UUID, site: UUID, now: datetime) -> UUID | None:
    """Raises device_has_order where the same device is already waited for, and nobody said that a second order is meant."""
    serial = order.serial.strip()
    if not serial:
        return None
    await store.add_device(tx, new_id(now), account, site, serial, order.model.strip())
    found = await store.device_of(tx, serial, account)
    await search.index(tx, "devices", [(found, f"{serial} {order.model}")] if found else [])
    if found is None:
        raise Problem("field_not_valid", fields=["serial"])  # the number belongs to another customer's device
    open_orders = [] if order.second else await store.open_orders(tx, [found])
    if open_orders:
        raise Problem(
            "device_has_order", number=open_orders[0].number, order_id=str(open_orders[0].id), numbers=[row.number for row in open_orders]
        )
    return found


async def _only_own_device(tx: Tx, order: NewOrder, account: UUID) -> None:
    """A customer writes nothing into the books of devices, and learns nothing of others': a number that is not of theirs is told as text."""
    serial = order.serial.strip()
    if serial and await store.device_of(tx, serial, account) is None:
        order.fault += f"\n\n{lang.say(await store.language(tx), 'customer.serial_said', serial=serial)}"
        order.serial = ""


async def waited_for(tx: Tx, serial: str, account: UUID) -> bool:
    """An open order names this device already."""
    found = await store.device_of(tx, serial.strip(), account) if serial.strip() else None
    return found is not None and bool(await store.open_orders(tx, [found]))


async def skills(tx: Tx) -> dict[str, str]:
    """The catalogue's codes by their key."""
    return {text.key(code): code for code in await store.skill_codes(tx)}


async def stations_of(tx: Tx, scope: Scope) -> list[rules.StationLine]:
    """Those that the person may give work to; a customer's own administrator, any."""
    return await store.stations(tx, scope)


async def counters_of(tx: Tx, scope: Scope) -> list[store.Counter]:
    return await store.counters(tx, scope)
