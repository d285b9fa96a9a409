"""Parts for an order: asked for, promised, on their way; and where all parts are."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post, put

from ..db import Tx
from ..idempotency import once
from ..model import Who, actor_of, moment_of
from . import actions, rules, store
from .stock import actions as stock
from .stock.rules import Counted
from .stock.store import HeldLine, Holder, MoveLine


class Request(msgspec.Struct):
    """part_kind_id None: by its number, or in words."""

    part_kind_id: UUID | None = None
    quantity: rules.Quantity = 1
    number: rules.Short = ""
    name: rules.Short = ""
    urgency: rules.Urgency = "normal"


class Requested(msgspec.Struct):
    id: UUID


class Expected(msgspec.Struct):
    """code: of DATE_REASONS; the reason in words beside it."""

    expected_on: date
    reason: Annotated[str, msgspec.Meta(max_length=4_000)] = ""
    code: rules.Short = ""


class Move(msgspec.Struct):
    """holder_id, or where in words: from where it is sent (in_transit), in whose hands it is (ready)."""

    was: str
    to: str
    holder_id: UUID | None = None
    where: rules.Short = ""


class Substitute(msgspec.Struct):
    agreed_by: rules.Short
    number: rules.Short = ""
    name: rules.Short = ""


class Defective(msgspec.Struct):
    serial: rules.Short
    holder_id: UUID | None = None
    where: rules.Short = ""


class NewStore(msgspec.Struct):
    name: rules.Short


class AddedStore(msgspec.Struct):
    id: UUID


@get("/api/parts", opt={"permission": "parts.read"})
async def catalogue(tx: Tx, who: Who) -> list[store.PartKind]:
    """Which kinds of parts there are."""
    return await actions.catalogue(tx, who)


@get("/api/part-requests", opt={"permission": "parts.plan"})
async def worklist(tx: Tx, who: Who, now: datetime) -> list[store.WaitingPart]:
    """What all orders wait for, the most urgent first; what is over for a month."""
    return await actions.worklist(tx, who, now)


@post("/api/orders/{order_id:uuid}/part-requests", opt={"permission": "parts.request"})
@once
async def request_part(tx: Tx, who: Who, order_id: UUID, data: Request, now: datetime) -> Requested:
    """Asks for a part for an order."""
    asked = rules.Asked(data.number, data.name, data.quantity, data.urgency)
    return Requested(await actions.request(tx, who, order_id, data.part_kind_id, asked, now))


@put("/api/part-requests/{request_id:uuid}/expected", opt={"permission": "parts.plan"}, status_code=204)
@once
async def expect_part(tx: Tx, who: Who, request_id: UUID, data: Expected, now: datetime) -> None:
    """Says when a requested part is expected; the earlier dates stay, and the customer is told."""
    await actions.expect(tx, who, request_id, data.expected_on, data.reason, data.code, now)


@put("/api/part-requests/{request_id:uuid}/status", opt={"permission": "parts.plan"}, status_code=204)
@once
async def move_part(tx: Tx, who: Who, request_id: UUID, data: Move, now: datetime) -> None:
    """Moves a requested part to its next step; the order follows where its status allows."""
    await actions.move(tx, who, request_id, data.was, data.to, actions.Where(data.holder_id, data.where), now)


@put("/api/part-requests/{request_id:uuid}/substitute", opt={"permission": "parts.plan"}, status_code=204)
@once
async def substitute_part(tx: Tx, who: Who, request_id: UUID, data: Substitute, now: datetime) -> None:
    """Another part in its place, and who agreed."""
    await actions.substitute(tx, who, request_id, data.number, data.name, data.agreed_by, now)


@post("/api/part-requests/{request_id:uuid}/defective", opt={"permission": "parts.plan"}, status_code=204)
@once
async def take_defective(tx: Tx, who: Who, request_id: UUID, data: Defective, now: datetime) -> None:
    """The defective one came back."""
    await actions.take_defective(tx, who, request_id, data.serial, actions.Where(data.holder_id, data.where), now)


@get("/api/part-holders", opt={"permission": "parts.plan"})
async def holders(tx: Tx) -> list[Holder]:
    """Who may have parts: stores, and the cars of the engineers."""
    return await stock.holders(tx)


@post("/api/part-holders", opt={"permission": "parts.plan"})
@once
async def add_store(tx: Tx, who: Who, data: NewStore, now: datetime) -> AddedStore:
    """A further store."""
    return AddedStore(await stock.add_store(tx, data.name, now))


@get("/api/part-stock", opt={"permission": "parts.plan"})
async def read_stock(tx: Tx) -> list[HeldLine]:
    """What lies where, added up from the moves."""
    return await stock.stock(tx)


@get("/api/part-holders/{holder_id:uuid}/moves", opt={"permission": "parts.plan"})
async def read_moves(tx: Tx, holder_id: UUID, number: rules.Short = "", name: rules.Short = "", serial: rules.Short = "") -> list[MoveLine]:
    """The last moves of one holder, newest first: of one part by its number (where it has none by its name) and serial, else of all."""
    return await stock.moves(tx, holder_id, number, name, serial)


@post("/api/part-holders/{holder_id:uuid}/counts", opt={"permission": "parts.plan"}, status_code=204)
@once
async def count_parts(tx: Tx, who: Who, holder_id: UUID, data: Counted, now: datetime) -> None:
    """How many of a part were found with a holder; what the moves say is set right by a further one."""
    await stock.count(tx, holder_id, data, actor_of(who), moment_of(now))


ROUTES = [
    catalogue,
    worklist,
    request_part,
    expect_part,
    move_part,
    substitute_part,
    take_defective,
    holders,
    add_store,
    read_stock,
    read_moves,
    count_parts,
]
