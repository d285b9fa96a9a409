"""An engineer goes on duty, takes a break, goes home or is ill. Nobody else says it for them."""

from datetime import datetime
from uuid import UUID

from ... import events
from ...db import Tx
from ...event_kinds import DutyTold, Event
from ...model import Cause
from ...reactions import AFTER_DUTY, react
from . import rules, store


async def declare(tx: Tx, state: rules.State, cause: Cause) -> None:
    """What follows for the visits that they still have today stands in reactions.py."""
    actor, moment = cause.actor, cause.moment
    assert actor.user_id is not None
    newest = await store.declare(tx, actor.user_id, state, moment.happened_at)
    await events.append(tx, Event("duty", actor, moment, command_id=cause.command_id, payload=DutyTold(state)))
    tx.touch("duty", actor.user_id, engineer=actor.user_id)
    if newest:
        visits = await store.open_orders(tx, actor.user_id, moment.happened_at)
        await react(tx, AFTER_DUTY, rules.Declared(state, actor.user_id, moment, visits))


async def declared(tx: Tx, engineer_id: UUID, now: datetime) -> rules.DutyState | None:
    return await store.declared(tx, engineer_id, now)
