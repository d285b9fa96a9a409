"""Whoever was at the visit already goes on from where they were: given back to them, or out of the crew, or into it."""

from uuid import UUID

from ...db import Tx
from ...ids import new_id
from ...model import Cause
from ...status.order.rules import OrderState
from ...status.visit import actions as visits
from .. import store
from ..crew import store as crew
from ..crew.rules import Member
from .rules import Back


async def go_on(
    tx: Tx, order: OrderState, engineer_id: UUID, back: Back | None, member: Member | None, stays: bool, action: str, cause: Cause
) -> bool:
    """order: as it was before. member: who leads now, as they joined; stays: whoever led joins. False: who leads now begins anew."""
    at, by = cause.moment.happened_at, cause.actor.user_id
    if member:
        await visits.end_joined_as(tx, order.id, engineer_id, action, cause.moment)
    if back:
        await store.reopen_attendance(tx, back.attendance_id, at, by)
    elif member:
        await crew.go_on(tx, member.id, new_id(at), at, by, joins=False)
    if stays and order.attendance_id:
        await crew.go_on(tx, order.attendance_id, new_id(at), at, by, joins=True)
    return bool(back or member)
