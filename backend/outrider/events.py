"""What happened, for ever. The history, the source of every indicator, and what the change feed tells of."""

import msgspec

from .db import Tx
from .ids import new_id
from .model import Event

APPEND = """
insert into events (org_id, id, kind, order_id, visit_id, attendance_id, actor, user_id, source,
  device_time, happened_at, server_time, lat, lon, command_id, payload)
values (current_org(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
"""


async def append(tx: Tx, event: Event) -> None:
    actor, moment = event.actor, event.moment
    await tx.run(
        APPEND,
        new_id(moment.server_time),
        event.kind,
        event.order_id,
        event.visit_id,
        event.attendance_id,
        actor.kind,
        actor.user_id,
        actor.source,
        moment.device_time,
        moment.happened_at,
        moment.server_time,
        moment.lat,
        moment.lon,
        event.command_id,
        msgspec.to_builtins(event.payload),
    )
