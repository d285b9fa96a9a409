"""The customer's link: made by the office, opened without an account, scoped to one order."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

import asyncpg

from .. import events
from ..accounts.sessions import rules as tokens
from ..carry_in import actions as at_counter
from ..carry_in.kept import actions as carry_in
from ..carry_in.rules import CarryIn
from ..db import Tx
from ..event_kinds import Event
from ..intake.booking import actions as booking
from ..model import ALL, BENCH, Actor, Cause, Who, actor_of, moment_of
from ..notify.messages import actions as messages
from ..order_facts import CustomerAnswered, CustomerRated
from ..problems import Problem
from ..sign import actions as sign
from ..status import actions as statuses
from ..status.order import actions as orders
from ..text import tidy
from . import rules, store

CUSTOMER = Actor("customer", "link")
RATABLE = {"signed", "follow_up", "closed"}


def by_link(now: datetime) -> Cause:
    return Cause(CUSTOMER, ALL, moment_of(now))


async def new_link(tx: Tx, who: Who, order_id: UUID, now: datetime) -> str:
    """A fresh token; only its hash is kept, so an old link cannot be shown again, only replaced."""
    await orders.lock_order(tx, order_id, who.scope)
    token = await make_link(tx, order_id, now)
    await events.append(tx, Event("customer_link_made", actor_of(who), moment_of(now), order_id))
    return token


async def make_link(tx: Tx, order_id: UUID, now: datetime, made_by: bytes | None = None) -> str:
    token = tokens.new_token()
    await store.add_link(tx, tokens.token_hash(token), order_id, rules.LINK_LENGTH, now, made_by)
    return token


async def revoke_links(tx: Tx, who: Who, order_id: UUID, now: datetime) -> None:
    await orders.lock_order(tx, order_id, who.scope)
    await store.revoke_links(tx, order_id, now)
    await events.append(tx, Event("customer_links_revoked", actor_of(who), moment_of(now), order_id))


async def open_link(pool: "asyncpg.Pool[asyncpg.Record]", token: str, now: datetime) -> store.LinkRow:
    async with pool.acquire() as connection:
        found = await store.find_link(connection, tokens.token_hash(token), now)
    if found is None:
        raise Problem("link_not_valid")
    return found


async def view(tx: Tx, order_id: UUID, now: datetime) -> tuple[store.View, rules.Sentence, CarryIn | None]:
    """The order, what is said of it, and of a device at the counter what is known there."""
    found = await store.view(tx, order_id, now - rules.FRESH)
    if found is None:
        raise Problem("not_found")
    waits = rules.in_review(found.status, found.late_work)
    if found.merged_into:
        return found, rules.Sentence("merged", None, 0, 0), None
    counter = await carry_in.of_order(tx, order_id) if found.kind in BENCH else None
    if counter and not waits:
        return found, rules.at_counter(found.status, counter), counter
    part_on = rules.parts_on((part.status, part.expected_on) for part in found.parts)
    arrival = (found.window_to, found.predicted_arrival, found.told_late)
    return found, rules.when(found.status, found.engineer, *arrival, now, waits, part_on, found.opened_by), counter


async def photo(tx: Tx, order_id: UUID, sha: str, root: Path, now: datetime) -> bytes:
    """Only where the page of the order shows it. Raises not_found."""
    _, _, counter = await view(tx, order_id, now)
    if counter is None:
        raise Problem("not_found")
    return await at_counter.photo(tx, order_id, sha, root, for_customer=True)


async def rate(tx: Tx, order_id: UUID, stars: int, comment: str, now: datetime) -> None:
    found, sentence, _ = await view(tx, order_id, now)
    if found.status not in RATABLE or sentence.key == "in_review":
        raise Problem("answer_closed")
    if not 1 <= stars <= 5:
        raise Problem("field_not_valid", fields=["stars"])
    await store.rate(tx, order_id, stars, tidy(comment)[:2000], now)
    await events.append(tx, Event("customer_rated", CUSTOMER, moment_of(now), order_id, payload=CustomerRated(stars)))
    order = await orders.lock_order(tx, order_id, ALL)
    orders.touch(tx, order, order.engineer_id)


async def answer_quote(tx: Tx, order_id: UUID, quote_id: UUID, agreed: bool, now: datetime) -> None:
    await at_counter.answer_by_link(tx, order_id, quote_id, agreed, now)


async def answer(tx: Tx, order_id: UUID, solved: bool, text: str, now: datetime, days: int) -> None:
    """Their own word on whether it is solved; where it is not, the order is opened again, and the office decides what comes next.

    Raises answer_given where that was said before, answer_closed where it is too late, or data_missing.
    """
    order = await orders.lock_order(tx, order_id, ALL)
    found, sentence, _ = await view(tx, order_id, now)
    asked = rules.asks(found.status, found.status_since, found.solved_remotely, found.answered_at is not None, days, now)
    if sentence.key == "in_review" or not (asked.solved if solved else asked.broken):
        said = found.answered_at is not None if solved else found.opened_by == "still_broken"
        raise Problem("answer_given" if said else "answer_closed")
    if not solved:
        await statuses.apply(tx, order, "still_broken", by_link(now), {"text": tidy(text)[:2000]})
        return
    await events.append(tx, Event("customer_answered", CUSTOMER, moment_of(now), order_id, payload=CustomerAnswered(True)))
    orders.touch(tx, order, order.engineer_id)


async def write(tx: Tx, order_id: UUID, id: UUID, text: str, now: datetime) -> None:
    """Raises answer_closed where another order goes on in its place, or what writing a message raises."""
    found, _, _ = await view(tx, order_id, now)
    if found.merged_into:
        raise Problem("answer_closed")
    await messages.write_by_link(tx, order_id, id, text, by_link(now))


async def whom_to_ring(pool: "asyncpg.Pool[asyncpg.Record]", token: str) -> tuple[int, UUID] | None:
    """Of a link, also of one that is over: organisation and order."""
    async with pool.acquire() as connection:
        found = await store.find_any_link(connection, tokens.token_hash(token))
    return (found.org_id, found.order_id) if found else None


async def rings(tx: Tx, order_id: UUID) -> store.Rings | None:
    return await store.rings(tx, order_id)


async def report_pdf(tx: Tx, order_id: UUID, report_id: UUID) -> tuple[bytes, str]:
    if not any(row.id == report_id for row in await sign.reports_of(tx, order_id)):
        raise Problem("not_found")
    found = await sign.pdf_of(tx, report_id, ALL)
    return found.pdf, found.number


async def report_another(tx: Tx, link: store.LinkRow, fault: str, serial: str, once: UUID, now: datetime) -> str:
    """A further order of the customer whose link it is, at the same place; the token of its own link.

    Raises data_missing, device_has_order, too_many_orders, or id_reused. once: a form that is sent twice is one order.
    """
    known = await store.whose(tx, link.order_id)
    if known is None:
        raise Problem("not_found")
    fault, serial = tidy(fault), tidy(serial)
    if not fault:
        raise Problem("data_missing", fields=["fault"])
    root = await store.lock_root(tx, link.token_hash)
    if await store.whose(tx, once) is None:
        if await store.made_since(tx, root, now - rules.DAY) >= rules.MOST_A_DAY:
            raise Problem("too_many_orders", most=rules.MOST_A_DAY)
    elif not await store.has_made(tx, link.token_hash, once):  # the form names its order by itself: it may name none but its own
        raise Problem("id_reused")
    wanted = booking.NewOrder(
        once, "repair", "", fault[:4000], now, now + rules.ANSWERED_WITHIN, account_id=known.account_id, came_in="link"
    )
    wanted.contact_id, wanted.site_id, wanted.serial = known.contact_id, known.site_id, serial[:200]
    taken = await booking.take(tx, wanted, by_link(now), exact=False)
    return await make_link(tx, taken.id, now, link.token_hash)
