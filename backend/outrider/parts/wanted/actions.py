"""What an order's own taps mean for its parts: asked for, sent, here, or asked for by mistake."""

from uuid import UUID

from ... import events
from ...db import Tx
from ...event_kinds import Event
from ...ids import new_id
from ...model import Actor, Moment
from ...order_facts import PartMoved, PartRequested
from ...status.rules import Happened
from .. import rules
from . import store


async def ask_for(tx: Tx, what: Happened) -> None:
    """Each line becomes a request of its own, in the transaction of the tap."""
    lines = rules.lines_of(what.data.get("text") or "", what.data.get("parts") or [])
    await add(tx, what.order.id, lines, what.actor, what.moment)


async def add(tx: Tx, order_id: UUID, lines: list[rules.Line], actor: Actor, moment: Moment) -> list[UUID]:
    """lines: rules.lines_of. A number that the catalogue does not have stands as it was said. They stay in the order of the lines."""
    ids = sorted(new_id(moment.server_time) for _ in lines)
    added = await store.add_requests(tx, order_id, ids, lines, actor.user_id, moment.server_time)
    told = [PartRequested(row.id, row.part_kind_id, row.quantity, row.name, row.urgency) for row in added]
    await events.append(tx, *[Event("part_requested", actor, moment, order_id, payload=row) for row in told])
    return ids


async def follow(tx: Tx, what: Happened) -> None:
    """Who says that the parts are sent, or here, says it of all that the order waits for."""
    to, sources = rules.REACHED[what.action]
    await _moved(tx, what, await store.move_all(tx, what.order.id, sources, to), to)


async def call_off(tx: Tx, what: Happened) -> None:
    """A tap that was taken back asked for nothing; what somebody has sent meanwhile is on its way."""
    if what.undone == "request_parts":
        await _moved(tx, what, await store.cancel_last(tx, what.order.id), "cancelled")


async def _moved(tx: Tx, what: Happened, found: list[store.Moved], to: str) -> None:
    rows = [PartMoved(row.id, row.was, to, row.name) for row in found]
    await events.append(tx, *[Event("part_moved", what.actor, what.moment, what.order.id, payload=row) for row in rows])
