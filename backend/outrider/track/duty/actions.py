"""An engineer goes on duty, takes a break, goes home or is ill. Nobody else says it for him."""

from datetime import datetime
from uuid import UUID

from ... import events
from ...db import Tx
from ...event_kinds import DutyTold, Event
from ...model import ALL, Actor, Moment
from ...notify import actions as notify
from ...status.order import actions as orders
from ...status.review import actions as reviews
from ...status.rules import SICK
from . import rules, store


async def say(tx: Tx, state: rules.State, actor: Actor, moment: Moment, command_id: UUID) -> None:
    """Whoever is ill cannot come: each visit that he still has today asks a dispatcher to decide, until he is back."""
    assert actor.user_id is not None
    newest = await store.say(tx, actor.user_id, state, moment.happened_at)
    await events.append(tx, Event("duty", actor, moment, command_id=command_id, payload=DutyTold(state)))
    tx.touch("duty", actor.user_id, engineer=actor.user_id)
    change = {"sick": reviews.open_review, "on": reviews.withdraw_review}.get(state)
    if newest and change:
        for row in await store.open_orders(tx, actor.user_id, moment.happened_at):
            await change(tx, row.order_id, SICK)
            once = f"{row.order_id}:{state}:{moment.happened_at}"
            await notify.tell_change(tx, row.order_id, state, actor.user_id, None, once, moment.server_time, row.station_id)


async def ask_again(tx: Tx, order_id: UUID, answered: str, now: datetime) -> None:
    """An order asks one question at a time: that its engineer is ill may have waited behind the one that was answered."""
    engineer = (await orders.lock_order(tx, order_id, ALL)).engineer_id
    if answered == SICK or engineer is None:
        return
    word = await store.said(tx, engineer, now)
    if word and word.state == "sick" and order_id in [row.order_id for row in await store.open_orders(tx, engineer, now)]:
        await reviews.open_review(tx, order_id, SICK)


async def said(tx: Tx, engineer_id: UUID, now: datetime) -> rules.Said | None:
    return await store.said(tx, engineer_id, now)
