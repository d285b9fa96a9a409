"""Saying something: written down with what it is about in one transaction, delivered afterwards at least once by each way."""

from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from .. import jobs, lang
from ..config import Config
from ..db import Transactions, Tx
from ..ids import new_id
from ..model import Moment, Role, Who
from ..problems import Problem
from ..status.calendars.rules import is_open
from ..status.clocks.actions import Fired
from ..status.clocks.rules import Alarm
from ..status.levels import actions as levels
from ..status.levels.rules import Level, limit_of
from ..status.rules import Happened
from ..text import is_address
from ..track.duty.rules import Declared
from . import engines, rules, store
from .customers import actions as customers
from .on_call import actions as on_call

LinkOf: TypeAlias = Callable[[Tx, UUID, datetime], Coroutine[Any, Any, str]]
LINK = "{link}"
NOWHERE = UUID(int=0)
FORGOTTEN_AFTER = timedelta(minutes=10)


class Notice(msgspec.Struct):
    """One thing for one person. once: what makes it another one than the next of its kind."""

    person: store.Person
    kind: str
    once: str
    about: store.About
    values: dict[str, str]
    in_service: bool


async def notify_alarms(tx: Tx, fired: list[Fired], now: datetime) -> None:
    """Who holds it is warned; past the limit both ladders' first steps and, by the level, the customer. What stopped alarms nobody."""
    known = await levels.levels(tx) if fired else {}
    calendars: dict[str, bool] = {}
    for alarm in fired:
        if alarm.stopped:
            continue
        level = known.get(alarm.owner.level)
        kind = "clock_warned" if alarm.step == "warn" else "clock_breached"
        held_by = [alarm.owner.engineer_id] if alarm.owner.engineer_id else []
        ways = rules.kind_of(kind).channels
        people = await on_call.rung(tx, await hearers(tx, level, alarm), alarm.owner.station_id, held_by, ways, now)
        code = alarm.owner.calendar or (level.calendar if level else "")
        if code not in calendars:
            versions = await levels.calendar_versions(tx, code)
            calendars[code] = is_open(versions[-1][1], now) if versions else True
        order_id = alarm.owner.order_id
        about = (await store.about(tx, [order_id], alarm.owner.engineer_id))[order_id]
        notices = list[Notice]()
        told = await customers.contacts_of(tx, [order_id]) if alarm.step == "breach" and level and level.tell_customer else []
        for person, says in [*((each, kind) for each in people), *((each, "escalated") for each in told)]:
            values = {
                "what": lang.say(person.language, f"clock.{alarm.what}"),
                "due": lang.moment(person.language, alarm.due_at, about.time_zone, now),
            }
            notices.append(Notice(person, says, f"{alarm.alarm_id}", about, values, calendars[code]))
        await _create_notifications(tx, notices, now)


async def hearers(tx: Tx, level: Level | None, alarm: Fired) -> list[store.Person]:
    """Whom an alarm is told."""
    roles = [Role.DISPATCHER] if alarm.owner.engineer_id is None else []
    if alarm.step == "breach":
        roles += _first_steps(level, alarm)
    users = [alarm.owner.engineer_id] if alarm.owner.engineer_id else []
    return await store.holders(tx, alarm.owner.station_id, sorted(set(roles)), users)


async def notify_withdrawn(tx: Tx, order_id: UUID, alarms: list[Alarm], now: datetime) -> None:
    """To everybody who was alarmed for nothing."""
    about = await store.about(tx, [order_id], None) if alarms else {}
    notices = list[Notice]()
    for alarm in alarms:
        users = await store.alarmed(tx, order_id, str(alarm.id))
        for person in await store.holders(tx, NOWHERE, [], users):
            values = {"what": lang.say(person.language, f"clock.{alarm.what}")}
            notices.append(Notice(person, "alarm_withdrawn", f"{alarm.id}:withdrawn", about[order_id], values, True))
    await _create_notifications(tx, notices, now)


async def take_back(tx: Tx, order_id: UUID, alarms: list[Alarm], now: datetime) -> None:
    """What was said under a rule that was changed since: it leaves the bells in silence, and what has not gone out stays here."""
    if alarms:
        await store.take_back(tx, order_id, [f"{alarm.id}:" for alarm in alarms], now)


def _first_steps(level: Level | None, alarm: Fired) -> list[Role]:
    limit = limit_of(level, alarm.what, alarm.owner.kind) if level else None
    steps = [*limit.technical, *limit.managerial] if limit else []
    return [step.role for step in steps if step.minutes == 0 or step.share == 1]


async def announce(tx: Tx, what: Happened) -> None:
    named = what.data.get("engineer_id") or what.engineer_id
    told = what.data.get("minutes")
    await notify_change(tx, [what.order.id], what.action, what.moment, named, what.order.engineer_id, what.order.station_id, told)


async def announce_duty(tx: Tx, what: Declared) -> None:
    for row in what.visits:
        await notify_change(tx, [row.order_id], what.action, what.moment, what.engineer_id, station=row.station_id)


async def notify_change(
    tx: Tx,
    orders: list[UUID],
    action: str,
    moment: Moment,
    engineer: UUID | None = None,
    former: UUID | None = None,
    station: UUID = NOWHERE,
    minutes: int | None = None,
) -> None:
    """Of one order or of hundreds, in as few statements. station: whose office hears it. minutes: how late it is."""
    heard = [
        (kind, row)
        for kind, to in rules.AUDIENCE.get(action, ())
        for row in await _hearers_of(tx, to, kind, orders, engineer, former, station, moment.server_time)
        if customers.hears(row[1], kind)
    ]
    about = await store.about(tx, orders, engineer) if heard else {}
    notices = [
        Notice(person, kind, f"{order}:{action}:{moment.happened_at}:{kind}", about[order], {"minutes": str(minutes or "")}, True)
        for kind, (order, person) in heard
    ]
    await _create_notifications(tx, notices, moment.server_time)


async def _hearers_of(
    tx: Tx, to: str, kind: str, orders: list[UUID], engineer: UUID | None, former: UUID | None, station: UUID, now: datetime
) -> list[tuple[UUID, store.Person]]:
    """Whom AUDIENCE means, each with the order that they hear of."""
    if to == "contact":
        return [(row.order_id, row) for row in await customers.contacts_of(tx, orders)]
    if to in rules.BY_ROLE:
        people = await store.holders(tx, station, list(rules.BY_ROLE[to]), [])
        people = await on_call.rung(tx, people, station, [], rules.kind_of(kind).channels, now)
    else:
        users = [user for user in ([engineer] if to == "engineer" else [former]) if user]
        people = await store.holders(tx, NOWHERE, [], users) if users else []
    return [(order, person) for order in orders for person in people]


async def _create_notifications(tx: Tx, notices: list[Notice], now: datetime) -> None:
    """All at once: what a sheet of orders says costs a few statements too. What has been said before is not said again."""
    rows = {new_id(now): each for each in notices}
    fresh = await store.add(tx, [_notification(id, each, now) for id, each in rows.items()])
    ways = list[tuple[UUID, UUID, str, datetime]]()
    for id, each in rows.items():
        person, known = each.person, rules.kind_of(each.kind)
        at = rules.not_before(now, ZoneInfo(person.time_zone), person.quiet_from, person.quiet_to, known.urgent, each.in_service)
        channels = person.channels.get("*", person.channels.get(each.kind, known.channels))
        ways += [(new_id(now), id, channel, at) for channel in dict.fromkeys(channels) if id in fresh]
    going_nowhere = fresh - {id for _, id, _, _ in ways}
    await customers.ask_for_calls(tx, [(id, rows[id].kind) for id in sorted(going_nowhere) if rows[id].person.contact])
    going = await store.add_deliveries(tx, ways)
    await _queue(tx, [(delivery, 0, at - now) for delivery, _, _, at in ways if delivery in going])


def _notification(id: UUID, notice: Notice, now: datetime) -> tuple[Any, ...]:
    person, about = notice.person, notice.about
    words = {
        "number": about.number,
        "account": about.account,
        "site": about.site,
        "engineer": about.engineer or "",
        "until": lang.long_time(person.language, about.window_to, about.time_zone) if about.window_to else "",
        "link": LINK,
        **notice.values,
    }
    title, body = (lang.say(person.language, f"notify.{notice.kind}.{part}", **words) for part in ("title", "body"))
    title = " ".join(title.split())  # it becomes a line of a mail's head
    to = (None, person.id) if person.contact else (person.id, None)
    urgent = rules.kind_of(notice.kind).urgent
    return id, f"{notice.once}:{person.id}", notice.kind, *to, about.order_id, person.language, title, body, urgent, now


async def _queue(tx: Tx, wanted: list[tuple[UUID, int, timedelta]]) -> None:
    """Deliveries with their failed attempts and their wait. A job of its own for each: the one that has just failed still holds its key."""
    rows = [(msgspec.json.encode((tx.org_id, delivery)), f"{delivery}:{attempts}", wait) for delivery, attempts, wait in wanted]
    await jobs.enqueue_all(tx, jobs.DELIVER, rows)


async def deliver(config: Config, transactions: Transactions, org_id: int, delivery: UUID, now: datetime, link: LinkOf) -> None:
    """One attempt. A worker killed between sending and writing so sends again: at least once, never silently not."""
    async with transactions(org_id) as tx:
        row = await store.waiting(tx, delivery)
        if row is None:
            return
        body = row.body.replace(LINK, await link(tx, row.order_id, now)) if LINK in row.body and row.order_id else row.body
        phones = await store.subscriptions(tx, row.user_id) if row.channel == "push" and row.user_id else []
    try:
        await _send(config, transactions, org_id, row, body, phones)
        result = ("sent", row.attempts + 1, "")
    except engines.Gone as gone:
        result = ("dropped", row.attempts + 1, str(gone))
    except engines.Undelivered as fault:
        result = ("waiting", row.attempts + 1, str(fault))
    async with transactions(org_id) as tx:
        await _record(tx, row, delivery, *result, now)


async def _send(
    config: Config, transactions: Transactions, org_id: int, row: store.Waiting, body: str, phones: list[store.Subscription]
) -> None:
    if row.channel == "push":
        payload = msgspec.json.encode(
            {"title": row.title, "body": body, "tag": row.once, "url": rules.page_of(row.kind, row.order_id)}
        ).decode()
        assert row.user_id is not None  # contacts have no browser of ours
        await _push(config, transactions, org_id, row.user_id, phones, payload)
        return
    template, address = config.channels.get(row.channel), row.email if row.channel == "mail" else rules.one_number(row.phone)
    if row.channel == "mail" and address and not is_address(address):
        raise engines.Undelivered("not exactly one mail address")  # at last it lies where a person sees it
    if not template or not (address or row.channel == "chat"):
        raise engines.Gone("not configured" if not template else "no address")
    await engines.send(template, address, row.title, body)


async def _push(
    config: Config, transactions: Transactions, org_id: int, user_id: UUID, phones: list[store.Subscription], payload: str
) -> None:
    """To every browser of the person. One that is gone is forgotten; it counts as said where one of them took it."""
    faults, taken = [], 0
    for phone in phones:
        try:
            await engines.push(config, phone.endpoint, phone.p256dh, phone.auth, payload)
            taken += 1
        except engines.Gone:
            async with transactions(org_id) as tx:
                await store.unsubscribe(tx, phone.endpoint, user_id)
        except engines.Undelivered as fault:
            faults.append(fault)
    if faults and not taken:
        raise faults[0]
    if not taken:
        raise engines.Gone("no browser has asked for it")


async def _record(tx: Tx, row: store.Waiting, delivery: UUID, state: str, attempts: int, error: str, now: datetime) -> None:
    """waiting: it is tried again, or lies where a person sees it once it was tried often enough."""
    wait = rules.wait_before(attempts) if state == "waiting" else None
    if wait is not None:
        await store.retry(tx, delivery, attempts, error, now + wait)
        await _queue(tx, [(delivery, attempts, wait)])
        return
    await store.finish(tx, delivery, "dead" if state == "waiting" else state, attempts, error, now)
    if row.user_id is None and row.order_id:
        await customers.went(tx, row.notification_id, row.order_id, row.kind, state == "sent")


async def resend(tx: Tx, who: Who, delivery: UUID, now: datetime) -> None:
    if not await store.dead(tx, who.scope, delivery) or not await store.revive(tx, delivery, now):
        raise Problem("not_found")
    await _queue(tx, [(delivery, 0, timedelta())])


async def enqueue_missing(tx: Tx, now: datetime) -> int:
    """Deliveries that are long due and that no job is at any more: a fault of ours ended it."""
    found = await store.forgotten(tx, now - FORGOTTEN_AFTER)
    await _queue(tx, [(delivery, attempts, timedelta()) for delivery, attempts in found])
    return len(found)


async def choose(tx: Tx, user_id: UUID, chosen: store.Choices) -> None:
    unknown = set(chosen.channels) - set(rules.STAFF) | {way for ways in chosen.channels.values() for way in ways} - set(rules.CHANNELS)
    unknown |= {kind for kind, ways in chosen.channels.items() if len(ways) != len(set(ways))}
    if unknown or (chosen.quiet_from is None) != (chosen.quiet_to is None):
        raise Problem("field_not_valid", fields=sorted(unknown) or ["quiet_from", "quiet_to"])
    await store.choose(tx, user_id, chosen)


async def subscribe(tx: Tx, user_id: UUID, endpoint: str, p256dh: str, auth: str, own_machine: bool, now: datetime) -> None:
    """A push service is a stranger's address: never one of this machine or of the house (rules.may_push)."""
    sound = {
        "endpoint": rules.may_push(endpoint, own_machine),
        "p256dh": rules.is_key(p256dh, rules.POINT),
        "auth": rules.is_key(auth, rules.SECRET),
    }
    if not all(sound.values()):
        raise Problem("field_not_valid", fields=[name for name, fits in sound.items() if not fits])
    await store.subscribe(tx, new_id(now), user_id, endpoint, p256dh, auth, now)
