"""What is known of an order's place, as the office reads and writes it. Engineers' notes come through offline/."""

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import get, post

from ..db import Tx
from ..idempotency import once
from ..model import Who, actor_of, moment_of
from . import actions, rules


class Noted(msgspec.Struct):
    """conflict: site_changed where somebody else had written meanwhile; both stand there then."""

    conflict: str | None


@get("/api/orders/{order_id:uuid}/site", opt={"permission": "sites.read"})
async def read(tx: Tx, who: Who, order_id: UUID) -> rules.Memory:
    """What is known of the place of an order, and what was proposed."""
    return await actions.memory(tx, order_id, who.scope)


@post("/api/orders/{order_id:uuid}/site", opt={"permission": "sites.write"}, status_code=200)
@once
async def note(tx: Tx, who: Who, order_id: UUID, data: rules.SiteEdit, now: datetime) -> Noted:
    """Writes what is known of a place, or proposes it where somebody else wrote meanwhile."""
    return Noted(await actions.note_from_desk(tx, order_id, data, actor_of(who), who.scope, moment_of(now)))


ROUTES = [read, note]
