"""What an action means for the visit and for the attendance of the engineer: handlers of reactions.py."""

from uuid import UUID

from ...db import Tx
from ...ids import new_id
from ...model import Moment
from ...problems import Problem
from ..order.actions import touch
from ..rules import CLEARS, FACTS, Happened
from ..withdraw.rules import Withdrawal
from . import store
from .store import Attendance


async def attendance_of(tx: Tx, attendance_id: UUID, engineer_id: UUID | None) -> Attendance:
    """Raises not_your_visit where the attendance was never theirs."""
    mine = await store.find_attendance(tx, attendance_id)
    if mine is None or mine.engineer_id != engineer_id:
        raise Problem("not_your_visit")
    return mine


async def lock_order_of(tx: Tx, attendance_id: UUID, engineer_id: UUID | None) -> Attendance:
    """Nobody else changes its order until this transaction ends. Raises not_your_visit where the attendance was never theirs."""
    mine = await store.lock_order_of(tx, attendance_id, engineer_id) if engineer_id else None
    if mine is None:
        raise Problem("not_your_visit")
    return mine


async def find_attendance(tx: Tx, attendance_id: UUID) -> Attendance | None:
    return await store.find_attendance(tx, attendance_id)


async def record_facts(tx: Tx, what: Happened) -> None:
    if what.attendance_id is None:
        return
    told = [FACTS[what.action]] if what.action in FACTS else []
    taken_back = [*CLEARS.get(what.action, ())]
    if what.undone in FACTS:
        taken_back.append(FACTS[what.undone])
    if told or taken_back:
        await store.set_facts(tx, what.attendance_id, told, what.moment.happened_at, taken_back)


async def record_lateness(tx: Tx, what: Happened) -> None:
    """Said again it is lowered or raised; on time after all takes it back."""
    if what.attendance_id and what.action == "on_time":
        await store.set_late(tx, what.attendance_id, None, None)
    elif what.attendance_id and what.data.get("minutes"):
        await store.set_late(tx, what.attendance_id, what.data["minutes"], str(what.data.get("cause", "other")))


async def end_attendances(tx: Tx, what: Happened) -> None:
    """Whoever joins goes on with whoever leads next, and goes home where nobody does."""
    await store.end_attendances(tx, what.order.id, what.moment.happened_at, what.action, () if what.action == "hand_over" else None)


async def end_member(tx: Tx, what: Happened) -> None:
    await store.end_member(tx, what.order.id, what.data["engineer_id"], what.moment.happened_at, what.action)


async def close_visit(tx: Tx, what: Happened) -> None:
    await store.close_visit(tx, what.order.id, what.moment.happened_at)


async def reopen_visit(tx: Tx, what: Happened) -> None:
    """What goes on by itself has no time that anybody promised."""
    at = what.moment.happened_at
    await store.reopen_visit(tx, what.order.id, new_id(at), what.data.get("held_until") or at, to_agree=what.action != "reopen")


async def end_given(tx: Tx, what: Withdrawal) -> None:
    """Whoever was given it for a moment never had it: their phone forgets it again. Nor did whoever led before stay in the crew."""
    led = [what.decision.engineer_id] if what.decision.engineer_id else []
    await store.end_attendances(tx, what.order.id, what.moment.happened_at, "withdrawn", led)


async def end_joined_as(tx: Tx, order_id: UUID, engineer_id: UUID, reason: str, moment: Moment) -> None:
    """They join no more, since they lead."""
    await store.end_member(tx, order_id, engineer_id, moment.happened_at, reason)


async def end_joined(tx: Tx, what: Withdrawal) -> None:
    await store.end_member(tx, what.order.id, UUID(str(what.decision.payload["engineer_id"])), what.moment.happened_at, "withdrawn")


async def resume_attendances(tx: Tx, what: Withdrawal) -> None:
    touch(tx, what.order, *await store.resume_attendances(tx, what.order.id, what.decision.happened_at, what.action))


async def resume_visit(tx: Tx, what: Withdrawal) -> None:
    await store.resume_visit(tx, what.order.id, what.decision.happened_at)
