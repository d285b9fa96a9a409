"""Takes an order that an engineer began on his phone, and gives it to him: in one transaction with all that it needs."""

from uuid import UUID

from ...assign import actions as assign
from ...db import Tx
from ...intake.booking import actions as booking
from ...model import Actor, Moment
from ...status import actions as status
from . import rules


async def begin(tx: Tx, attendance_id: UUID, begun: rules.Begun, actor: Actor, moment: Moment, command_id: UUID) -> str | None:
    """device_has_order where the same device is waited for by another order: both stand, and a dispatcher is asked."""
    order = rules.order_of(begun, moment.happened_at)
    twice = await booking.waited_for(tx, begun.serial, begun.account_id)
    await booking.take(tx, order, actor, status.ALL, moment.server_time, moment=moment)
    await assign.keep(tx, begun.order_id, attendance_id, actor, moment)
    head = await status.head_of(tx, begun.order_id, status.ALL)
    await status.apply(tx, head, "accept", actor, moment, {}, command_id)
    if not twice:
        return None
    await status.flag(tx, begun.order_id, "device_has_order")
    return "device_has_order"
