"""Changing what stage an order is at. The console, the phone and the system all come through here."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from .. import events
from ..db import Tx
from ..ids import new_id
from ..model import Actor, Event, Moment, Role, Scope, Status
from ..notify import actions as notify
from ..problems import Problem
from . import rules, store
from .clocks import actions as clocks

ALL = Scope(True, [], [], None)
NOT_BY_TAP = rules.NOT_BY_TAP


class Changed(msgspec.Struct):
    """conflict: the fact was kept, but the order's head did not follow, and why."""

    status: Status
    conflict: str | None = None


async def change(
    tx: Tx,
    order_id: UUID,
    action: str,
    actor: Actor,
    scope: Scope,
    moment: Moment,
    *,
    expected: Status | None = None,
    data: dict[str, Any] | None = None,
    command_id: UUID | None = None,
    seen: UUID | None = None,
    by: Scope | None = None,
) -> Changed:
    """data: as a person sent it. scope: whose orders they see; by: those that they may do this to, where that is less.

    Raises action_not_possible, review_open, status_moved, data_missing, field_not_valid, not_allowed or not_found; then nothing was done.
    """
    said = rules.read(action, data or {}, closed=True)
    head = await head_as_seen(tx, order_id, scope, seen) if seen else await head_of(tx, order_id, scope)
    if expected is not None and head.status != expected:
        raise Problem("status_moved", expected=expected, found=head.status)
    if by is not None and await store.lock_head(tx, order_id, by) is None:
        raise Problem("not_allowed")
    if action in rules.CLOSES and head.needs_review in rules.ACTIONS:
        raise Problem("review_open")
    return await apply(tx, head, action, actor, moment, said, command_id)


async def apply(
    tx: Tx,
    head: store.Head,
    action: str,
    actor: Actor,
    moment: Moment,
    data: dict[str, Any],
    command_id: UUID | None = None,
    landing: Status | None = None,
) -> Changed:
    """data: what was said (rules.read) and the server's own facts. landing: where it goes in place of what the table says."""
    roles = actor.roles if actor.kind == "user" else frozenset(Role)
    if actor.kind == "user" and head.engineer_id != actor.user_id:
        roles = roles - {Role.ENGINEER}
    line = rules.check(head.status, action, roles, data)
    last = await _last_tap(tx, head, actor) if line.to == "back" else None
    status = landing or rules.next_status(line, head.status, last, moment.happened_at)
    if status != head.status and not await store.set_status(tx, head.id, head.status, status, moment.happened_at):
        raise Problem("status_moved", expected=head.status, found=status)
    await _facts(tx, head, action, moment.happened_at, data, last)
    promised = {"window_from": moment.happened_at} if action == "reopen" else {}
    await _record(tx, head, action, actor, moment, {**data, "from": head.status, "to": status, **promised}, command_id)
    await _consequences(tx, head, action, moment.happened_at)
    if head.needs_review == "engineer_sick" and action in rules.ENDS_ATTENDANCE:
        await _ask_next(tx, head.id)
    named = data.get("engineer_id") or head.engineer_id
    await _tell(tx, head, action, named, head.engineer_id, moment)
    if status != head.status:
        withdrawn = await clocks.refresh(tx, head.id, moment.server_time)
        await notify.tell_withdrawn(tx, head.id, withdrawn, moment.server_time)
    touch(tx, head, head.engineer_id)
    return Changed(status)


async def take_from_phone(
    tx: Tx,
    attendance_id: UUID,
    action: str,
    expected: Status,
    actor: Actor,
    moment: Moment,
    data: dict[str, Any],
    command_id: UUID,
    facts: dict[str, Any] | None = None,
) -> Changed:
    """A fact that an engineer recorded, maybe hours ago without network: kept always, even where the order has moved on.

    data: as the phone sent it; facts: the server's own. Raises not_your_visit (never theirs), unknown_command (no such action) or
    field_not_valid (a value that nobody can mean).
    """
    if action not in rules.ACTIONS:
        raise Problem("unknown_command", kind=action)
    said = {**rules.read(action, data, closed=False), **(facts or {})}
    mine = await store.find_attendance(tx, attendance_id)
    if mine is None or mine.engineer_id != actor.user_id:
        raise Problem("not_your_visit")
    head = await store.lock_head(tx, mine.order_id, ALL)
    assert head is not None
    try:
        if mine.ended_at is not None or head.attendance_id != mine.id:
            raise Problem("action_not_possible", status=head.status, action=action)
        if head.status != expected and action != "note":
            raise Problem("status_moved", expected=expected, found=head.status)
        return await apply(tx, head, action, actor, moment, said, command_id)
    except Problem as refusal:
        return await keep_anyway(tx, head, mine, action, actor, moment, {**said, "expected": expected}, refusal.code, command_id)


async def stays(tx: Tx, attendance_id: UUID) -> Changed | None:
    """There is news of an attendance that is over, and the order stays where it is. None: it is not over."""
    mine = await store.find_attendance(tx, attendance_id)
    if mine is None or mine.ended_at is None:
        return None
    head = await head_of(tx, mine.order_id, ALL)
    touch(tx, head, mine.engineer_id, head.engineer_id)
    return Changed(head.status)


async def _tell(tx: Tx, head: store.Head, action: str, engineer: UUID | None, former: UUID | None, moment: Moment) -> None:
    once = f"{head.id}:{action}:{moment.happened_at}"
    await notify.tell_change(tx, head.id, action, engineer, former, once, moment.server_time, head.station_id)


async def order_of(tx: Tx, attendance_id: UUID, actor: Actor) -> UUID:
    """Raises not_your_visit where the attendance was never his."""
    mine = await store.find_attendance(tx, attendance_id)
    if mine is None or mine.engineer_id != actor.user_id:
        raise Problem("not_your_visit")
    return mine.order_id


async def keep_anyway(
    tx: Tx,
    head: store.Head,
    mine: store.AttendanceRow,
    action: str,
    actor: Actor,
    moment: Moment,
    data: dict[str, Any],
    reason: str,
    command_id: UUID,
) -> Changed:
    """The work belongs to the attendance and is never refused; a dispatcher decides about the order."""
    await _facts(tx, head, action, moment.happened_at, data, None, mine.id)
    event = Event(action, actor, moment, head.id, mine.visit_id, mine.id, command_id, {**data, "conflict": reason, "found": head.status})
    await events.append(tx, event)
    if head.needs_review is None or head.needs_review in rules.ACTIONS:  # else it is asked after what is asked already
        await store.set_review(tx, head.id, action)
    if action == "ask_for_help":  # he waits for it, whoever has the visit now
        await _tell(tx, head, action, mine.engineer_id, None, moment)
    touch(tx, head, mine.engineer_id, head.engineer_id)  # also whoever has it now: his phone says that the office looks at it
    return Changed(head.status, reason)


async def settle(tx: Tx, order_id: UUID, actor: Actor, scope: Scope, moment: Moment, decision: str) -> str:
    """A dispatcher looked at what did not fit and says how it stays. What he had been asked."""
    head = await store.lock_head(tx, order_id, scope)
    if head is None:
        raise Problem("not_found")
    if head.needs_review is None:
        raise Problem("action_not_possible", status=head.status, action="settle")
    await _record(tx, head, "review_settled", actor, moment, {"decision": decision, "was": head.needs_review}, None)
    await _ask_next(tx, order_id)
    touch(tx, head, head.engineer_id)
    return head.needs_review


async def _ask_next(tx: Tx, order_id: UUID) -> None:
    """An order asks one question at a time: work that came late may have waited behind the one that is answered."""
    await store.set_review(tx, order_id, await store.late_work(tx, order_id, list(rules.ACTIONS)))


async def flag(tx: Tx, order_id: UUID, reason: str) -> None:
    """A dispatcher has to look at it; what he already has to look at stands."""
    head = await store.lock_head(tx, order_id, ALL)
    if head is not None and head.needs_review is None:
        await store.set_review(tx, order_id, reason)
        touch(tx, head, head.engineer_id)


async def unflag(tx: Tx, order_id: UUID, reason: str) -> None:
    """The reason is gone by itself; anything else that a dispatcher has to look at stands."""
    head = await store.lock_head(tx, order_id, ALL)
    if head is not None and head.needs_review == reason:
        await _ask_next(tx, order_id)
        touch(tx, head, head.engineer_id)


async def head_of(tx: Tx, order_id: UUID, scope: Scope) -> store.Head:
    head = await store.lock_head(tx, order_id, scope)
    if head is None:
        raise Problem("not_found")
    return head


async def holder(tx: Tx, order_id: UUID) -> UUID | None:
    """Who has it as this request begins, without waiting for anybody."""
    return await store.holder(tx, order_id)


async def head_as_seen(tx: Tx, order_id: UUID, scope: Scope, seen: UUID | None) -> store.Head:
    """Two who decide at once about one visit: the second is told who has it now. Raises not_found or engineer_changed."""
    head = await head_of(tx, order_id, scope)
    if head.engineer_id != seen:
        raise Problem("engineer_changed", name=await store.name_of(tx, head.engineer_id) if head.engineer_id else "–")
    return head


def touch(tx: Tx, head: store.Head, *engineers: UUID | None) -> None:
    """Tells the feed: once for the office, once more for each further engineer concerned."""
    concerned = [engineer for engineer in dict.fromkeys(engineers) if engineer]
    tx.touch("order", head.id, engineer=concerned[0] if concerned else None, station=head.station_id, account=head.account_id)
    for engineer in concerned[1:]:
        tx.touch("order", head.id, engineer=engineer)


async def _last_tap(tx: Tx, head: store.Head, actor: Actor) -> rules.LastTap | None:
    row = await store.last_tap(tx, head.id)
    if row is None or row.user_id != actor.user_id or row.kind == "undo" or row.went_to != head.status:
        return None
    return rules.LastTap(row.kind, row.came_from, row.happened_at)


async def _facts(
    tx: Tx, head: store.Head, action: str, at: datetime, data: dict[str, Any], last: rules.LastTap | None, attendance_id: UUID | None = None
) -> None:
    attendance = attendance_id or head.attendance_id
    if attendance is None:
        return
    for fact in rules.CLEARS.get(action, ()):
        await store.set_fact(tx, attendance, fact, None)
    if action in rules.FACTS:
        await store.set_fact(tx, attendance, rules.FACTS[action], at)
    if last is not None and last.action in rules.FACTS:
        await store.set_fact(tx, attendance, rules.FACTS[last.action], None)
    if action == "running_late" and data.get("minutes"):
        await store.set_late(tx, attendance, data["minutes"], str(data.get("cause", "other")))


async def _consequences(tx: Tx, head: store.Head, action: str, at: datetime) -> None:
    if action in rules.ENDS_ATTENDANCE:
        await store.end_attendances(tx, head.id, at, action)
    if action in rules.CLOSES_VISIT:
        await store.close_visit(tx, head.id, at)
    if action == "reopen":
        await store.reopen_visit(tx, head.id, new_id(at), at)


async def _record(
    tx: Tx, head: store.Head, kind: str, actor: Actor, moment: Moment, payload: dict[str, Any], command_id: UUID | None
) -> None:
    await events.append(tx, Event(kind, actor, moment, head.id, head.visit_id, head.attendance_id, command_id, payload))
