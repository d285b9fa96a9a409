"""The worklist of the office: what has to be decided is opened, closed where its reason is gone, settled by somebody's decision."""

from datetime import datetime
from uuid import UUID

import msgspec

from ... import events
from ...db import Tx
from ...event_kinds import Event
from ...ids import new_id
from ...model import ALL, Actor, Moment, Role, Scope
from ...order_facts import ReviewSettled
from ...problems import Problem
from ...track.duty.rules import Declared
from ..order.actions import lock_order, touch, try_lock
from ..rules import Happened
from ..withdraw.rules import Withdrawal
from . import rules, store
from .store import Review


class OpenReview(store.Waiting):
    """A line of the worklist. owner: whom it is put before first. decisions: what may be said."""

    owner: Role
    decisions: tuple[str, ...]


MOST = 500  # what a person looks through; the most urgent come first


async def open_for_late_work(tx: Tx, what: Happened) -> None:
    await _add(tx, what.order.id, rules.LATE_WORK, what.moment.server_time, what.attendance_id, what.action)


async def close_for_absence(tx: Tx, what: Happened) -> None:
    """Whoever was ill, or may not go, has the visit no more; of the others it is asked still."""
    if set(rules.OF_A_PERSON) & set(what.order.asked):
        await store.close_of_gone(tx, what.order.id, rules.OF_A_PERSON, what.moment.server_time, rules.GONE)


async def close_for_withdrawn(tx: Tx, what: Withdrawal) -> None:
    """Who had been given the visit a moment ago, or joined it, has it no more."""
    if set(rules.OF_A_PERSON) & set(what.order.asked):
        await store.close_of_gone(tx, what.order.id, rules.OF_A_PERSON, what.moment.server_time, rules.GONE)


async def open_again(tx: Tx, what: Withdrawal) -> None:
    """What was closed since the visit was with somebody else, or with nobody, is asked again."""
    await store.open_again(tx, what.order.id, what.decision.happened_at)


async def open_for_unsolved(tx: Tx, what: Happened) -> None:
    await _add(tx, what.order.id, rules.UNSOLVED, what.moment.server_time)


async def close_for_next_visit(tx: Tx, what: Happened) -> None:
    """Somebody goes, or nobody has to."""
    await _close(tx, what, rules.UNSOLVED)


async def open_for_unsigned(tx: Tx, what: Happened) -> None:
    """The office has to say how it ends; the engineer may leave."""
    await _add(tx, what.order.id, rules.UNSIGNED, what.moment.server_time, what.attendance_id)


async def close_for_signed(tx: Tx, what: Happened) -> None:
    await _close(tx, what, rules.UNSIGNED)


async def close_for_agreed(tx: Tx, what: Happened) -> None:
    await _close(tx, what, rules.TIME_ASKED)


async def _close(tx: Tx, what: Happened, kind: str) -> None:
    if kind in what.order.asked:
        await store.close_kind(tx, what.order.id, kind, what.moment.server_time, rules.GONE)


async def open_for_sick(tx: Tx, what: Declared) -> None:
    """Whoever is ill cannot come: each visit that they still have today asks a dispatcher to decide, until they are back."""
    for row in what.visits:
        await open_review(tx, row.order_id, rules.ENGINEER_SICK, what.moment.server_time, row.attendance_id)


async def close_for_back(tx: Tx, what: Declared) -> None:
    for row in what.visits:
        await close_review(tx, row.order_id, rules.ENGINEER_SICK, what.moment.server_time, row.attendance_id)


async def open_review(tx: Tx, order_id: UUID, kind: str, now: datetime, attendance_id: UUID | None = None) -> None:
    """Somebody has to decide. Nothing new where that is asked already."""
    order = await try_lock(tx, order_id, ALL)
    if order is not None and await _add(tx, order_id, kind, now, attendance_id):
        touch(tx, order, order.engineer_id)


async def close_review(tx: Tx, order_id: UUID, kind: str, now: datetime, attendance_id: UUID | None = None) -> None:
    """The reason is gone by itself; anything else that has to be decided stands. attendance_id: of whoever it was asked."""
    order = await try_lock(tx, order_id, ALL)
    if order is not None and await store.close_kind(tx, order_id, kind, now, rules.GONE, attendance_id):
        touch(tx, order, order.engineer_id)


async def _add(tx: Tx, order_id: UUID, kind: str, now: datetime, attendance_id: UUID | None = None, subject: str | None = None) -> bool:
    review = Review(new_id(now), order_id, kind, attendance_id, subject)
    return await store.add(tx, review, now, now + rules.KINDS[kind].due)


async def settle(tx: Tx, review_id: UUID, actor: Actor, scope: Scope, moment: Moment, decision: str) -> Review:
    """Somebody looked at it and says how it stays. Raises not_found, field_not_valid, or review_settled where somebody was faster."""
    review = await store.find(tx, review_id)
    if review is None:
        raise Problem("not_found")
    order = await lock_order(tx, review.order_id, scope)
    if decision not in rules.KINDS[review.kind].decisions:
        raise Problem("field_not_valid", fields=["decision"])
    if not await store.close(tx, review_id, moment.server_time, decision, actor.user_id):
        raise Problem("review_settled")
    payload = ReviewSettled(decision, review.subject or review.kind, review_id)
    about = (order.id, order.visit_id, order.attendance_id)
    await events.append(tx, Event("review_settled", actor, moment, *about, payload=payload))
    touch(tx, order, order.engineer_id)
    return review


async def has_late_work(tx: Tx, order_id: UUID) -> bool:
    return await store.is_open(tx, order_id, rules.LATE_WORK)


async def worklist(tx: Tx, scope: Scope, order_id: UUID | None = None) -> list[OpenReview]:
    """What waits for a decision, the most urgent first. order_id: of one order only."""
    found = await store.worklist(tx, scope, order_id, MOST)
    kinds = [rules.KINDS[row.kind] for row in found]
    return [
        OpenReview(**msgspec.structs.asdict(row), owner=kind.owner, decisions=kind.decisions)
        for row, kind in zip(found, kinds, strict=True)
    ]
