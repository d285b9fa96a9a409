"""What was said goes out by each way at least once; what fails is tried again with growing waits, and at last lies where a person sees it."""

from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

import msgspec

from ... import jobs
from ...config import Config
from ...db import Transactions, Tx
from ...model import Who
from ...problems import Problem
from ...text import is_address
from .. import engines, rules, store
from ..customers import actions as customers

LinkOf: TypeAlias = Callable[[Tx, UUID, datetime], Coroutine[Any, Any, str]]
LINK = "{link}"
FORGOTTEN_AFTER = timedelta(minutes=10)


async def queue(tx: Tx, wanted: list[tuple[UUID, int, timedelta]]) -> None:
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
        await queue(tx, [(delivery, attempts, wait)])
        return
    await store.finish(tx, delivery, "dead" if state == "waiting" else state, attempts, error, now)
    if row.user_id is None and row.order_id:
        await customers.went(tx, row.notification_id, row.order_id, row.kind, state == "sent")


async def resend(tx: Tx, who: Who, delivery: UUID, now: datetime) -> None:
    if not await store.dead(tx, who.scope, delivery) or not await store.revive(tx, delivery, now):
        raise Problem("not_found")
    await queue(tx, [(delivery, 0, timedelta())])


async def enqueue_missing(tx: Tx, now: datetime) -> int:
    """Deliveries that are long due and that no job is at any more: a fault of ours ended it."""
    found = await store.forgotten(tx, now - FORGOTTEN_AFTER)
    await queue(tx, [(delivery, attempts, timedelta()) for delivery, attempts in found])
    return len(found)
