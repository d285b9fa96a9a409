"""What is done at the counter: a device is received, its date promised anew, inspected, quoted, and the customer's answer taken."""

import asyncio
from collections.abc import Callable, Collection
from datetime import date, datetime
from pathlib import Path
from typing import TypeAlias
from uuid import UUID

import msgspec

from .. import events, lang, text
from ..accounts.organisation import actions as organisation
from ..db import Tx
from ..event_kinds import Event
from ..ids import new_id
from ..model import ALL, BENCH, FINISHED, SYSTEM, Actor, Cause, Moment, Status
from ..notify import actions as notify
from ..offline.blobs import actions as blobs
from ..order_facts import DatePromised, DeviceHandedIn, DevicePhotographed, Fact, Inspected, QuoteAnswered, Quoted
from ..problems import Problem
from ..status import actions as status
from ..status.order import actions as orders
from ..status.order.rules import OrderState
from ..status.rules import way
from . import engines, rules, store
from .kept import actions as kept

CUSTOMER = Actor("customer", "link")
Values: TypeAlias = Callable[[str], dict[str, str]]


class Receipt(msgspec.Struct):
    """password_note: how it is opened; left empty, what was said before stays."""

    accessories: rules.Words = ""
    condition: rules.Words = ""
    password_note: rules.Short = ""


class Answer(msgspec.Struct):
    """name: who answered."""

    agreed: bool
    how: rules.How
    name: rules.Short = ""


async def hand_in(tx: Tx, order_id: UUID, receipt: Receipt, cause: Cause) -> None:
    """What was announced, or is new, lies at the counter from now on. A second time corrects what is said of it."""
    order = await _at_counter(tx, order_id, cause, rules.OPEN)
    said = receipt.accessories.strip(), receipt.condition.strip()
    await store.hand_in(tx, order_id, cause.moment.happened_at, *said, receipt.password_note.strip())
    await _append(tx, order, "device_handed_in", DeviceHandedIn(*said), cause)
    if order.status != Status.RECEIVED:
        return
    await status.apply(tx, order, "triage", cause, {})
    promised = (await kept.of_order(tx, order_id)).promised_on
    await _tell(tx, order, "device_handed_in", cause.moment, lambda language: {"date": _day(language, promised)})


async def add_photos(tx: Tx, order_id: UUID, photos: list[str], cause: Cause) -> None:
    """How a device at the counter looks, or what a caller sent of theirs, once their bytes are here; one that was taken away is put back.

    Raises blob_hash, field_not_valid, or action_not_possible where the order is done.
    """
    order = await _open(tx, order_id, cause)
    there = {photo.sha256 for photo in await store.photos(tx, order_id) if not photo.removed}
    fresh = {photo.hex(): photo for photo in map(blobs.hash_of, photos) if photo.hex() not in there}
    if await store.arrived(tx, list(fresh.values())) != len(fresh):
        raise Problem("field_not_valid", fields=["photos"])
    if fresh:
        await store.add_photos(tx, order_id, list(fresh.values()), cause.moment.happened_at, cause.actor.user_id)
        await _append(tx, order, "device_photographed", DevicePhotographed(list(fresh)), cause)


async def remove_photo(tx: Tx, order_id: UUID, sha: str, removed: bool, cause: Cause) -> None:
    """Taken away it stays within reach until the report is signed; nothing where it is so already. Raises not_found where the order has none."""
    order = await _open(tx, order_id, cause)
    sha256 = blobs.hash_of(sha)
    if all(photo.sha256 != sha for photo in await store.photos(tx, order_id)):
        raise Problem("not_found")
    if await store.remove_photo(tx, order_id, sha256, cause.moment.happened_at if removed else None, cause.actor.user_id):
        await _append(tx, order, "device_photo_removed" if removed else "device_photo_put_back", DevicePhotographed([sha]), cause)


async def photo(tx: Tx, order_id: UUID, sha: str, root: Path, for_customer: bool = False) -> bytes:
    """One of this order's, as a JPEG for a screen: a customer sees how it looked when it came, and nothing that was taken away.

    Raises not_found. Whoever calls has seen to it that the order may be seen.
    """
    found = rules.sorted_out(await store.photos(tx, order_id))
    groups = ("photos",) if for_customer else ("photos", "inspection_photos", "removed_photos")
    if all(photo.sha256 != sha for group in groups for photo in found[group]):
        raise Problem("not_found")
    return await asyncio.to_thread(engines.shown, blobs.whole_of(root, tx.org_id, sha), root / "shown" / str(tx.org_id) / sha)


async def promise(tx: Tx, order_id: UUID, promised_on: date, reason: str, cause: Cause) -> None:
    """A new date, told to the customer with its reason; the dates before stay. The same date again is none. Raises date_not_valid."""
    order = await _at_counter(tx, order_id, cause, rules.BEFORE_FETCHED)
    reason = text.tidy(reason)
    if not text.key(reason):
        raise Problem("data_missing", fields=["reason"])
    rules.check_date(promised_on, cause.moment.happened_at.astimezone(await organisation.time_zone(tx)).date())
    was = (await kept.of_order(tx, order_id)).promised_on
    if was == promised_on:
        return
    await store.promise(tx, order_id, promised_on, reason, cause.moment.happened_at, cause.actor.user_id)
    await _append(tx, order, "date_promised", DatePromised(promised_on, reason, was), cause)
    await _tell(tx, order, "date_promised", cause.moment, lambda language: {"date": _day(language, promised_on), "reason": reason})


async def inspect(tx: Tx, order_id: UUID, said: rules.Inspection, cause: Cause) -> None:
    """Said again it corrects what stands there; photos are added to those before. Raises blob_hash."""
    order = await _at_counter(tx, order_id, cause, rules.BEFORE_FETCHED)
    fact = inspected(said)
    await store.inspect(tx, order_id, said.outcome, fact.text)
    await keep_photos(tx, order_id, fact.photos, cause)
    await _append(tx, order, "inspected", fact, cause)


def inspected(said: rules.Inspection) -> Inspected:
    """As the history tells it. Raises blob_hash."""
    return Inspected(said.outcome, text.tidy(said.findings), [blobs.hash_of(photo).hex() for photo in said.photos])


async def keep_photos(tx: Tx, order_id: UUID, photos: list[str], cause: Cause) -> None:
    """Of an inspection, whatever became of it: their bytes may come later."""
    hashes = list(dict.fromkeys(blobs.hash_of(photo) for photo in photos))
    await store.add_photos(tx, order_id, hashes, cause.moment.happened_at, cause.actor.user_id, at_inspection=True)


async def quote(tx: Tx, order_id: UUID, said: rules.NewQuote, cause: Cause) -> UUID:
    """What it would cost; the work waits for the customer's answer. Raises quote_open while another one waits."""
    order = await _at_counter(tx, order_id, cause, rules.BEFORE_FETCHED)
    rules.check_quote(said)
    if (await kept.of_order(tx, order_id)).asked:
        raise Problem("quote_open")
    fact, at = quoted(said, cause.command_id or new_id(cause.moment.server_time)), cause.moment.happened_at
    quote_id, currency, work = fact.quote_id, fact.currency, fact.text
    await store.add_quote(tx, quote_id, order_id, said.amount, currency, work, at, cause.actor.user_id)
    await _append(tx, order, "quoted", fact, cause)
    await _follow(tx, order, "wait_for_customer", cause.moment, {"reason": work})
    await _tell(tx, order, "quoted", cause.moment, lambda language: {"amount": lang.money(language, said.amount, currency), "work": work})
    return quote_id


def quoted(said: rules.NewQuote, quote_id: UUID) -> Quoted:
    """As the history tells it."""
    return Quoted(quote_id, f"{said.amount:.2f}", said.currency, text.tidy(said.work))


async def answer(tx: Tx, quote_id: UUID, said: Answer, cause: Cause) -> None:
    """Agreed: the repair begins. Declined: it goes back as it is. Raises not_found or quote_answered."""
    order_id = await store.order_of_quote(tx, quote_id)
    if order_id is None:
        raise Problem("not_found")
    order = await _at_counter(tx, order_id, cause, rules.OPEN)
    if not await store.answer(tx, quote_id, said.agreed, cause.moment.happened_at, text.tidy(said.name), said.how):
        raise Problem("quote_answered")
    await _append(tx, order, "quote_answered", QuoteAnswered(quote_id, said.agreed, said.how, text.tidy(said.name)), cause)
    if order.status == Status.AWAITING_CUSTOMER:
        await _follow(tx, order, "start_repair" if said.agreed else "resume", cause.moment, {})
    heard = "quote_agreed" if said.agreed else "quote_declined"
    await notify.notify_change(tx, notify.Change([order_id], heard, cause.moment, order.engineer_id))


async def answer_by_link(tx: Tx, order_id: UUID, quote_id: UUID, agreed: bool, now: datetime) -> None:
    """Whoever has the link of this order answers what was asked about this order alone."""
    if await store.order_of_quote(tx, quote_id) != order_id:
        raise Problem("not_found")
    await answer(tx, quote_id, Answer(agreed, "link"), Cause(CUSTOMER, ALL, Moment(now, now, now)))


async def paper(tx: Tx, order_id: UUID) -> store.Paper:
    found = await store.paper(tx, order_id)
    if found is None:
        raise Problem("not_found")
    return found


async def _at_counter(tx: Tx, order_id: UUID, cause: Cause, while_: Collection[Status]) -> OrderState:
    """Raises not_found, or action_not_possible where it is no device at the counter or is out of the house."""
    order = await orders.lock_order(tx, order_id, cause.scope)
    if order.kind not in BENCH or order.status not in while_:
        raise Problem("action_not_possible", status=order.status, action="note")
    return order


async def _open(tx: Tx, order_id: UUID, cause: Cause) -> OrderState:
    """Wherever it is to be repaired. Raises not_found, or action_not_possible where it is done."""
    order = await orders.lock_order(tx, order_id, cause.scope)
    if order.status in FINISHED:
        raise Problem("action_not_possible", status=order.status, action="note")
    return order


async def _append(tx: Tx, order: OrderState, kind: str, fact: Fact, cause: Cause) -> None:
    await events.append(tx, Event(kind, cause.actor, cause.moment, order.id, None, order.attendance_id, cause.command_id, fact))
    orders.touch(tx, order, order.engineer_id)


async def _follow(tx: Tx, order: OrderState, action: str, moment: Moment, data: dict[str, str]) -> None:
    """Where the technician is at it, the order goes along; nobody has tapped."""
    if way(order.kind, order.status, action):
        await status.apply(tx, order, action, Cause(SYSTEM, ALL, moment), {**data, "automatic": True})


async def _tell(tx: Tx, order: OrderState, kind: str, moment: Moment, values: Values) -> None:
    await notify.notify_change(tx, notify.Change([order.id], kind, moment, order.engineer_id, words=values))


def _day(language: str, day: date | None) -> str:
    return lang.day(language, day) if day else "–"
