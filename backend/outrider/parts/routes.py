"""Parts for an order: asked for, promised, on their way."""

from datetime import date, datetime
from uuid import UUID

import msgspec
from litestar import get, post, put

from ..db import Tx
from ..idempotency import once
from ..model import Who
from . import actions, store


class Request(msgspec.Struct):
    part_kind_id: UUID
    quantity: int = 1


class Requested(msgspec.Struct):
    id: UUID


class Expected(msgspec.Struct):
    expected_on: date
    reason: str


class Move(msgspec.Struct):
    was: str
    to: str


@get("/api/parts", opt={"permission": "parts.read"})
async def catalogue(tx: Tx) -> list[store.PartKind]:
    """Which kinds of parts there are."""
    return await actions.catalogue(tx)


@post("/api/orders/{order_id:uuid}/part-requests", opt={"permission": "parts.request"})
@once
async def request_part(tx: Tx, who: Who, order_id: UUID, data: Request, now: datetime) -> Requested:
    """Asks for a part for an order."""
    return Requested(await actions.request(tx, who, order_id, data.part_kind_id, data.quantity, now))


@put("/api/part-requests/{request_id:uuid}/expected", opt={"permission": "parts.plan"}, status_code=204)
@once
async def expect_part(tx: Tx, who: Who, request_id: UUID, data: Expected, now: datetime) -> None:
    """Says when a requested part is expected; the earlier dates stay."""
    await actions.expect(tx, who, request_id, data.expected_on, data.reason, now)


@put("/api/part-requests/{request_id:uuid}/status", opt={"permission": "parts.plan"}, status_code=204)
@once
async def move_part(tx: Tx, who: Who, request_id: UUID, data: Move, now: datetime) -> None:
    """Moves a requested part to its next step."""
    await actions.move(tx, who, request_id, data.was, data.to, now)


ROUTES = [catalogue, request_part, expect_part, move_part]
