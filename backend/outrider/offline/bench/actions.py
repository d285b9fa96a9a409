"""A technician inspected a device on their bench, or quoted its repair, maybe hours ago without network.

It is done by the very action of the counter. Where the order has moved on meanwhile it is kept, and the office is asked, as for every tap.
"""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import msgspec

from ...carry_in import actions as counter
from ...carry_in import rules as carry_in
from ...db import Tx
from ...model import ALL, BENCH, Cause, Status
from ...order_facts import Inspected, Quoted
from ...problems import Problem
from ...status import actions as status
from ...status.order import actions as orders
from ...status.visit import actions as visits
from .rules import BenchInspection, BenchQuote


async def inspect(tx: Tx, attendance_id: UUID, said: BenchInspection, cause: Cause) -> str | None:
    """What it conflicts with; the photos stay with the device then too. Raises not_your_visit or blob_hash."""
    fact = counter.inspected(said)

    async def do(order_id: UUID) -> Any:
        await counter.inspect(tx, order_id, said, cause)

    async def keep(order_id: UUID) -> None:
        await counter.keep_photos(tx, order_id, fact.photos, cause)

    return await _take(tx, attendance_id, ("inspect", "inspected"), said.expected, fact, cause, do, keep)


async def quote(tx: Tx, attendance_id: UUID, said: BenchQuote, cause: Cause) -> str | None:
    """What it conflicts with: quote_open too, while another one waits. Raises not_your_visit, field_not_valid or data_missing."""
    carry_in.check_quote(said)
    assert cause.command_id is not None

    async def do(order_id: UUID) -> Any:
        await counter.quote(tx, order_id, said, cause)

    return await _take(tx, attendance_id, ("quote", "quoted"), said.expected, counter.quoted(said, cause.command_id), cause, do)


Work = Callable[[UUID], Awaitable[Any]]


async def _take(
    tx: Tx,
    attendance_id: UUID,
    names: tuple[str, str],
    expected: Status,
    fact: Inspected | Quoted,
    cause: Cause,
    do: Work,
    keep: Work | None = None,
) -> str | None:
    """names: of the command, and of its event."""
    action, kind = names
    mine = await visits.lock_order_of(tx, attendance_id, cause.actor.user_id)
    order = await orders.see_order(tx, mine.order_id, ALL)
    try:
        status.check_as_left(order, mine, action, expected)
        await do(order.id)
        return None
    except Problem as refusal:
        if keep and order.kind in BENCH:
            await keep(order.id)
        late = msgspec.structs.replace(fact, conflict=refusal.code, expected=expected, found=order.status)
        return (await status.keep_late(tx, order, mine, action, kind, late, cause)).conflict
