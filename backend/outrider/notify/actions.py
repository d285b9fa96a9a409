"""Saying something: written down with what it is about in one transaction, and delivered afterwards (delivery/)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from .. import lang
from ..accounts.people.rules import OFFICE
from ..db import Tx
from ..ids import new_id
from ..model import BENCH, Moment, Role
from ..problems import Problem
from ..status.calendars.rules import is_open
from ..status.clocks.actions import Fired
from ..status.clocks.rules import Alarm
from ..status.levels import actions as levels
from ..status.levels.rules import Level, limit_of
from ..status.rules import Happened
from ..status.withdraw.rules import WITHDRAWABLE, Withdrawal
from ..track.duty.rules import Declared
from . import rules, store
from .customers import actions as customers
from .delivery import actions as delivery
from .messages.rules import in_a_notice
from .on_call import actions as on_call

Audience: TypeAlias = tuple[tuple[str, str], ...]
ValuesIn: TypeAlias = Callable[[str], dict[str, str]]
NOWHERE = UUID(int=0)
UNHEARD: dict[tuple[str, str | None], str] = {
    ("agree_time", "not_reached"): "set_time"
}  # how the customer hears of it is another matter then


class Change(msgspec.Struct, frozen=True):
    """What is announced. station: whose office hears it; by: who did it, and need not be told. whom: in place of AUDIENCE.

    mentioned: of them, whoever is of the order's office; minutes: how late it is; words: what its words speak of besides, in a language.
    """

    orders: list[UUID]
    action: str
    moment: Moment
    engineer: UUID | None = None
    former: UUID | None = None
    station: UUID = NOWHERE
    by: UUID | None = None
    minutes: int | None = None
    whom: Audience | None = None
    words: ValuesIn | None = None
    mentioned: list[UUID] = []

    def values(self, language: str) -> dict[str, str]:
        return {"minutes": str(self.minutes or ""), **(self.words(language) if self.words else {})}


class Notice(msgspec.Struct):
    """One thing for one person. once: what makes it another one than the next of its kind."""

    person: rules.Person
    kind: str
    once: str
    about: store.About
    values: dict[str, str]
    in_service: bool


async def notify_alarms(tx: Tx, fired: list[Fired], now: datetime) -> None:
    """Who holds it is warned; past the limit both ladders' first steps, and by contract or level the customer. What stopped alarms nobody."""
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
        told = await customers.contacts_of(tx, [order_id]) if alarm.step == "breach" and _tells(level, alarm) else []
        for person, says in [*((each, kind) for each in people), *((each, "escalated") for each in told)]:
            values = {
                "what": lang.say(person.language, f"clock.{alarm.what}"),
                "due": lang.moment(person.language, alarm.due_at, about.time_zone, now),
            }
            notices.append(Notice(person, says, f"{alarm.alarm_id}", about, values, calendars[code]))
        await _create_notifications(tx, notices, now)


def _tells(level: Level | None, alarm: Fired) -> bool:
    """The contract goes before its level."""
    said = alarm.owner.tell_customer
    return said == "always" or (said == "level" and level is not None and level.tell_customer)


async def hearers(tx: Tx, level: Level | None, alarm: Fired) -> list[rules.Person]:
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
    limit = limit_of(level, alarm.what, alarm.owner.kind, alarm.owner.came_in) if level else None
    steps = [*limit.technical, *limit.managerial] if limit else []
    return [step.role for step in steps if step.minutes == 0 or step.share == 1]


async def announce(tx: Tx, what: Happened) -> None:
    order, said = what.order, what.data
    named = said.get("engineer_id") or what.engineer_id
    whose = (named, order.engineer_id, order.station_id, what.actor.user_id)
    action = "merge" if said.get("merged_into") else UNHEARD.get((what.action, said.get("how")), what.action)
    if (what.action, what.actor.kind) == ("agree_time", "customer"):
        action = "choose_time"
        await customers.overtake(tx, order.id, what.moment.server_time)
    whom = rules.BENCH_AUDIENCE.get(action) if order.kind in BENCH else None
    told = {"mentioned": said["mentions"], "words": await _words_of_note(tx, what)} if said.get("mentions") else {}
    await notify_change(tx, Change([order.id], action, what.moment, *whose, minutes=said.get("minutes"), whom=whom, **told))


async def _words_of_note(tx: Tx, what: Happened) -> ValuesIn:
    by, text = await store.name_of(tx, what.actor.user_id), in_a_notice(what.data["text"])
    return lambda _: {"by": by, "text": text}


async def office_of(tx: Tx, station: UUID) -> list[rules.Person]:
    """Who may be mentioned at its orders."""
    return await store.holders(tx, station, sorted(OFFICE), [])


async def say_instead(tx: Tx, order_id: UUID, moment: Moment) -> None:
    """Who comes is told the customer in other words: what the hand-over of this moment says of it goes out by no way."""
    said = [
        f"{once_of(order_id, action, moment.happened_at)}{kind}"
        for action, kind in (("assign", "engineer_named"), ("hand_over", "engineer_changed"))
    ]
    await store.take_back(tx, order_id, said, moment.server_time)


async def hold_back_arrival(tx: Tx, order_id: UUID, told_at: datetime, now: datetime) -> None:
    """When somebody comes was told in words of the office, and is not so any more."""
    await store.take_back(tx, order_id, [once_of(order_id, "tell_arrival", told_at)], now)


async def hold_back(tx: Tx, what: Withdrawal) -> None:
    """What the decision would have said leaves the bells, and goes out by no way."""
    said = [once_of(what.order.id, action, what.decision.happened_at) for action in (what.action, *UNHEARD.values())]
    await store.take_back(tx, what.order.id, said, what.moment.server_time)


def once_of(order_id: UUID, action: str, happened_at: datetime) -> str:
    """What all notices of one change of one order begin with."""
    return f"{order_id}:{action}:{happened_at}:"


async def announce_duty(tx: Tx, what: Declared) -> None:
    for row in what.visits:
        await notify_change(tx, Change([row.order_id], what.action, what.moment, what.engineer_id, station=row.station_id))


async def notify_change(tx: Tx, change: Change) -> set[UUID]:
    """Of one order or of hundreds, in as few statements. The notifications that are new."""
    heard = [
        (kind, order, person)
        for kind, to in (rules.AUDIENCE.get(change.action, ()) if change.whom is None else change.whom)
        for order, person in await _hearers_of(tx, to, kind, change)
        if person.id != change.by and customers.hears(person, kind)
    ]
    about = await store.about(tx, change.orders, change.engineer) if heard else {}
    notices = [
        Notice(
            person,
            kind,
            f"{once_of(order, change.action, change.moment.happened_at)}{kind}",
            about[order],
            change.values(person.language),
            True,
        )
        for kind, order, person in heard
    ]
    waits = change.action in {
        *WITHDRAWABLE,
        *UNHEARD.values(),
        "choose_time",
        "tell_arrival",
    }  # its own: what waits of before is not to overtake it
    return await _create_notifications(tx, notices, change.moment.server_time, waits)


async def _hearers_of(tx: Tx, to: str, kind: str, change: Change) -> list[tuple[UUID, rules.Person]]:
    """Whom AUDIENCE means, each with the order that they hear of."""
    if to == "contact":
        return [(row.order_id, row) for row in await customers.contacts_of(tx, change.orders)]
    if to in rules.BY_ROLE:
        people = await store.holders(tx, change.station, list(rules.BY_ROLE[to]), [])
        people = await on_call.rung(tx, people, change.station, [], rules.kind_of(kind).channels, change.moment.server_time)
    elif to == "mentioned":
        people = [row for row in await office_of(tx, change.station) if row.id in change.mentioned] if change.mentioned else []
    else:
        users = [user for user in ([change.engineer] if to == "engineer" else [change.former]) if user]
        people = await store.holders(tx, NOWHERE, [], users) if users else []
    return [(order, person) for order in change.orders for person in people]


async def _create_notifications(tx: Tx, notices: list[Notice], now: datetime, waits: bool = False) -> set[UUID]:
    """All at once: what a sheet of orders says costs a few statements too. What has been said before is not said again.

    waits: it goes out when no decision of before can be withdrawn any more.
    """
    rows = {new_id(now): each for each in notices}
    ways = list[tuple[Any, ...]]()
    for id, each in rows.items():
        person, known = each.person, rules.kind_of(each.kind)
        goes = now + timedelta(seconds=each.about.undo_seconds) if waits else now
        at = rules.not_before(goes, ZoneInfo(person.time_zone), person.quiet_from, person.quiet_to, known.urgent, each.in_service)
        channels = person.channels.get("*", person.channels.get(each.kind, known.channels))
        ways += [(new_id(now), id, channel, at) for channel in dict.fromkeys(channels)]
    going_nowhere = rows.keys() - {id for _, id, _, _ in ways}
    rung = [id for id in sorted(going_nowhere) if rows[id].person.contact and customers.is_rung(rows[id].kind)]
    said, going = await store.add(tx, [_notification(id, each, now) for id, each in rows.items()], ways, rung)
    await delivery.queue(tx, [(delivery, 0, at - now) for delivery, _, _, at in ways if delivery in going])
    return said


def _notification(id: UUID, notice: Notice, now: datetime) -> tuple[Any, ...]:
    person, about = notice.person, notice.about
    words = {
        "number": about.number,
        "account": about.account,
        "site": about.site,
        "engineer": about.engineer or "",
        "until": lang.long_time(person.language, about.window_to, about.time_zone) if about.window_to else "",
        "window": lang.period(person.language, about.window_from, about.window_to, about.time_zone) if about.window_to else "",
        "link": delivery.LINK,
        **notice.values,
    }
    undated = about.window_to is None and notice.kind in rules.NAMES_TIME
    parts = ("title", "undated" if undated else "body")
    title, body = (lang.say(person.language, f"notify.{notice.kind}.{part}", **words) for part in parts)
    title = " ".join(title.split())  # it becomes a line of a mail's head
    to = (None, person.id) if person.contact else (person.id, None)
    urgent = rules.kind_of(notice.kind).urgent
    return id, f"{notice.once}:{person.id}", notice.kind, *to, about.order_id, person.language, title, body, urgent, now


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
