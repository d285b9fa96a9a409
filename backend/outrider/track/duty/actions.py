"""An engineer goes on duty, takes a break, goes home or is ill. Nobody else says it for them."""

from datetime import datetime
from uuid import UUID

from ... import events
from ...db import Tx
from ...event_kinds import DutyTold, Event
from ...model import Actor, Moment
from ...notify import actions as notify
from ...status.review import actions as reviews
from ...status.review.rules import ENGINEER_SICK
from . import rules, store


async def declare(tx: Tx, state: rules.State, actor: Actor, moment: Moment, command_id: UUID) -> None:
    """Whoever is ill cannot come: each visit that they still have today asks a dispatcher to decide, until they are back."""
    assert actor.user_id is not None
    newest = await store.declare(tx, actor.user_id, state, moment.happened_at)
    await events.append(tx, Event("duty", actor, moment, command_id=command_id, payload=DutyTold(state)))
    tx.touch("duty", actor.user_id, engineer=actor.user_id)
    if newest and state in ("sick", "on"):
        for row in await store.open_orders(tx, actor.user_id, moment.happened_at):
            if state == "sick":
                await reviews.open_review(tx, row.order_id, ENGINEER_SICK, moment.server_time, row.attendance_id)
            else:
                await reviews.close_review(tx, row.order_id, ENGINEER_SICK, moment.server_time)
            await notify.notify_change(tx, [row.order_id], state, moment, actor.user_id, station=row.station_id)


async def declared(tx: Tx, engineer_id: UUID, now: datetime) -> rules.DutyState | None:
    return await store.declared(tx, engineer_id, now)
