"""What happened, for ever. The history, the source of every indicator, and what the change feed tells of."""

from typing import Any

import msgspec

from .db import Tx
from .event_kinds import KINDS, Event
from .ids import new_id
from .upcast import version_of

APPEND = """
insert into events (org_id, id, kind, order_id, visit_id, attendance_id, actor, user_id, source,
  device_time, happened_at, server_time, lat, lon, command_id, payload, v)
select current_org(), row.id, row.kind, row.order_id, row.visit_id, row.attendance_id, row.actor, row.user_id, row.source, row.device_time,
  row.happened_at, row.server_time, row.lat, row.lon, row.command_id, row.payload, row.v
from unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::uuid[], $8::text[],
  $9::timestamptz[], $10::timestamptz[], $11::timestamptz[], $12::float8[], $13::float8[], $14::uuid[], $15::jsonb[], $16::int[])
  with ordinality as row (id, kind, order_id, visit_id, attendance_id, actor, user_id, source, device_time, happened_at, server_time,
    lat, lon, command_id, payload, v, n) order by row.n
"""


async def append(tx: Tx, *events: Event) -> None:
    """In the order in which they are given."""
    if events:
        await tx.run(APPEND, *[list(column) for column in zip(*map(_row, events), strict=True)])


def _row(event: Event) -> tuple[Any, ...]:
    actor, moment = event.actor, event.moment
    about = (event.order_id, event.visit_id, event.attendance_id)
    times = (moment.device_time, moment.happened_at, moment.server_time)
    if type(event.payload) is not KINDS[event.kind]:
        raise TypeError(f"{event.kind} says {KINDS[event.kind].__name__}")
    payload, v = msgspec.to_builtins(event.payload), version_of(event.kind)
    who = (actor.kind, actor.user_id, actor.source)
    return (new_id(moment.server_time), event.kind, *about, *who, *times, moment.lat, moment.lon, event.command_id, payload, v)
