"""Head office reminds a station of a visit that is promised soon, or did not come in time."""

from datetime import datetime
from uuid import UUID

from ... import events
from ...db import Tx
from ...event_kinds import Event
from ...model import BENCH, SEEN, Who, actor_of, moment_of
from ...notify import actions as notify
from ...order_facts import Nothing
from ...problems import Problem
from ...status.order import actions as orders
from . import store


async def remind(tx: Tx, who: Who, order_id: UUID, now: datetime) -> None:
    """Rings the dispatchers of its station; both see who reminded them and when.

    Raises not_found, or action_not_possible where nobody has to go there any more.
    """
    order = await orders.lock_order(tx, order_id, who.scope)
    if order.visit_id is None or order.status in SEEN or order.kind in BENCH:
        raise Problem("action_not_possible", status=order.status, action="remind")
    moment, about = moment_of(now), (order.id, order.visit_id, order.attendance_id)
    await store.remind(tx, order.visit_id, now, who.user_id)
    await events.append(tx, Event("station_reminded", actor_of(who), moment, *about, payload=Nothing()))
    whose = (order.engineer_id, None, order.station_id, who.user_id)
    await notify.notify_change(tx, notify.Change([order.id], "remind", moment, *whose, words=lambda _: {"by": who.name}))
    orders.touch(tx, order, order.engineer_id)
