"""A part on its way to an order: asked for, promised, sent, here; every change of its date is kept, shown, and told to the customer."""

from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

import msgspec

from .. import events, lang
from ..db import Tx
from ..event_kinds import Event
from ..model import ALL, SYSTEM, Cause, Who, actor_of, moment_of
from ..notify import actions as notify
from ..order_facts import Fact, PartDateTold, PartMoved, PartReturned, PartSubstituted
from ..problems import Problem
from ..status import actions as status
from ..status.order import actions as orders
from ..status.order.rules import OrderState
from ..text import key, tidy
from . import rules, store
from .stock import actions as stock
from .stock.rules import Kind, Move
from .wanted import actions as wanted

MOST, KEPT = 1000, timedelta(days=30)
MOVES: dict[str, Kind] = {"in_transit": "sent", "ready": "arrived"}  # a step that says where the part is, and its line in the ledger


class Where(msgspec.Struct, frozen=True):
    """A holder, or words where it is none of ours."""

    holder_id: UUID | None = None
    words: str = ""


async def catalogue(tx: Tx, who: Who) -> list[store.PartKind]:
    """As it is called in their language."""
    return await store.kinds(tx, who.language)


async def catalogue_sha(tx: Tx, who: Who) -> str:
    """Another one as soon as a line of it changes."""
    return await store.catalogue_sha(tx, who.language)


async def requests(tx: Tx, orders: list[UUID]) -> list[store.PartRequest]:
    return await store.requests(tx, orders)


async def worklist(tx: Tx, who: Who, now: datetime) -> list[store.WaitingPart]:
    """The most urgent first; what is over for a month."""
    return await store.worklist(tx, who.scope, MOST, now - KEPT)


async def request(tx: Tx, who: Who, order_id: UUID, kind: UUID | None, asked: rules.Asked, now: datetime) -> UUID:
    """kind: of the catalogue; None: what is asked for says it by number or in words."""
    order = await orders.lock_order(tx, order_id, who.scope)
    number = asked.number if kind is None else await store.number_of(tx, kind)
    if number is None:
        raise Problem("not_found")
    if not key(number) and not key(asked.name):
        raise Problem("data_missing", fields=["name"])
    lines = rules.lines_of("", [msgspec.structs.replace(asked, number=number)])
    (request_id,) = await wanted.add(tx, order_id, lines, actor_of(who), moment_of(now))
    orders.touch(tx, order, order.engineer_id)
    return request_id


async def expect(tx: Tx, who: Who, request_id: UUID, expected_on: date, reason: str, code: str, now: datetime) -> None:
    order, found = await _lock(tx, who, request_id)
    if found.status in rules.OVER:
        raise Problem("action_not_possible", status=found.status, action="expect")
    if expected_on < now.date():
        raise Problem("date_not_valid")
    if code and code not in rules.DATE_REASONS:
        raise Problem("field_not_valid", fields=["code"])
    await store.set_date(tx, request_id, expected_on)
    await store.add_date(tx, request_id, now, expected_on, reason, code, who.user_id)
    await _say(tx, who, order, "part_date_told", PartDateTold(request_id, expected_on, reason, code, found.name), now)
    words = partial(_words, found.name, expected_on, code)
    await notify.notify_change(tx, notify.Change([order.id], "part_date_told", moment_of(now), order.engineer_id, words=words))


def _words(part: str, expected_on: date, code: str, language: str) -> dict[str, str]:
    why = lang.say(language, "part.because", why=lang.say(language, f"part.why.{code}")) if code else ""
    return {"part": part, "date": lang.day(language, expected_on), "why": why}


async def move(tx: Tx, who: Who, request_id: UUID, was: str, to: str, where: Where, now: datetime) -> None:
    """The order follows where its status allows it: rules.follows."""
    order, found = await _lock(tx, who, request_id)
    if to not in rules.REQUEST_STEPS.get(was, frozenset()) or not await store.set_status(tx, request_id, was, to):
        raise Problem("action_not_possible", status=was, action=to)
    named = await stock.name_of(tx, where.holder_id) if where.holder_id else tidy(where.words)
    if to in MOVES:
        await store.set_place(tx, request_id, to, where.holder_id, named)
    if where.holder_id and to in MOVES:
        from_id, to_id = (where.holder_id, None) if to == "in_transit" else (None, where.holder_id)
        line = Move(MOVES[to], found.number, found.name, found.quantity, "", from_id, to_id, order.id, request_id)
        await stock.record(tx, line, actor_of(who), moment_of(now))
    await _say(tx, who, order, "part_moved", PartMoved(request_id, was, to, found.name, named), now)
    steps = [row.status for row in await store.requests(tx, [order.id])]
    if action := rules.follows(order.status, steps):
        await status.apply(tx, order, action, Cause(SYSTEM, ALL, moment_of(now)), {"automatic": True})


async def substitute(tx: Tx, who: Who, request_id: UUID, number: str, name: str, agreed_by: str, now: datetime) -> None:
    """Another part goes in its place; what was asked for and who agreed stand beside it from now on."""
    order, found = await _lock(tx, who, request_id)
    if found.status in rules.OVER:
        raise Problem("action_not_possible", status=found.status, action="substitute")
    number, name, agreed_by = tidy(number), tidy(name), tidy(agreed_by)
    missing = [field for field, said in (("name", name or number), ("agreed_by", agreed_by)) if not key(said)]
    if missing:
        raise Problem("data_missing", fields=missing)
    was = " ".join(filter(None, (found.number, found.name)))
    now_name = await store.substitute(tx, request_id, number, name, was, agreed_by)
    said = PartSubstituted(request_id, was, " ".join(dict.fromkeys(filter(None, (number, now_name)))), agreed_by)
    await _say(tx, who, order, "part_substituted", said, now)


async def take_defective(tx: Tx, who: Who, request_id: UUID, serial: str, where: Where, now: datetime) -> None:
    """What was changed comes back, by its serial number."""
    order, found = await _lock(tx, who, request_id)
    serial = tidy(serial)
    if not key(serial):
        raise Problem("data_missing", fields=["serial"])
    named = await stock.name_of(tx, where.holder_id) if where.holder_id else tidy(where.words)
    line = Move("returned_defective", found.number, found.name, 1, serial, None, None, order.id, request_id, named)
    await stock.record(tx, line, actor_of(who), moment_of(now))
    await _say(tx, who, order, "part_returned", PartReturned(request_id, serial, found.name, named), now)


async def _lock(tx: Tx, who: Who, request_id: UUID) -> tuple[OrderState, store.Request]:
    """The order first, as every tap does. Raises not_found."""
    order_id = await store.order_of(tx, request_id)
    if order_id is None:
        raise Problem("not_found")
    order = await orders.lock_order(tx, order_id, who.scope)
    found = await store.find(tx, request_id)
    assert found is not None  # a request is never deleted
    return order, found


async def _say(tx: Tx, who: Who, order: OrderState, kind: str, payload: Fact, now: datetime) -> None:
    await events.append(tx, Event(kind, actor_of(who), moment_of(now), order.id, payload=payload))
    orders.touch(tx, order, order.engineer_id)
