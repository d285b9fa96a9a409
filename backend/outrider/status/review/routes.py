"""What waits for a decision of the office."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post

from ...accounts.people.rules import PERMISSIONS
from ...db import Tx
from ...idempotency import once
from ...model import Who, actor_of, moment_of
from . import actions
from .actions import OpenReview


class Settle(msgspec.Struct):
    decision: Annotated[str, msgspec.Meta(max_length=200)]


@get("/api/reviews", opt={"permission": "orders.read"})
async def worklist(tx: Tx, who: Who) -> list[OpenReview]:
    """What somebody in the office has to decide, the most urgent first."""
    return await actions.worklist(tx, who.narrowed(PERMISSIONS["orders.read"]).scope)


@post("/api/reviews/{review_id:uuid}", opt={"permission": "review.settle"}, status_code=204)
@once
async def settle(tx: Tx, who: Who, review_id: UUID, data: Settle, now: datetime) -> None:
    """Says how work that came late, or another question about an order, is decided."""
    await actions.settle(tx, review_id, actor_of(who), who.scope, moment_of(now), data.decision)


ROUTES = [worklist, settle]
