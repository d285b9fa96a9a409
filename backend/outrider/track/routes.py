"""Positions in, from the phone's lossy lane; positions out, to the console's map."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.datastructures import State
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIType, Operation, Reference, RequestBody, Schema

from ..db import Tx, transactions_of
from ..model import UNREADABLE, Who
from ..problems import Problem
from . import actions, rules, store
from .view import rules as view


@dataclass
class TakeOperation(Operation):
    """The body is decoded here and not by the framework, which would refuse all fixes for one."""

    def __post_init__(self) -> None:
        number, measured = Schema(type=OpenAPIType.NUMBER), ("lat", "lon", "accuracy_m", "speed_mps", "heading_deg")
        fields: dict[str, Reference | Schema] = {"device_time": Schema(type=OpenAPIType.STRING), **dict.fromkeys(measured, number)}
        fix = Schema(type=OpenAPIType.OBJECT, properties=fields, required=["device_time", "lat", "lon"])
        fixes = Schema(type=OpenAPIType.ARRAY, items=fix, max_items=rules.MOST_FIXES)
        schema = Schema(type=OpenAPIType.OBJECT, properties={"fixes": fixes}, required=["fixes"])
        self.request_body = RequestBody(content={"application/json": OpenAPIMediaType(schema=schema)}, required=True)


@post("/api/positions", opt={"permission": "phone"}, status_code=200, operation_class=TakeOperation)
async def take(request: Request[Any, Any, Any], state: State, who: Who, now: datetime) -> actions.Received:
    """Positions of the asker's phone; each is kept once or refused with a reason."""
    try:
        fixes, unread = rules.read_batch(await request.body())
    except msgspec.ValidationError as wrong:
        raise Problem("field_not_valid", fields=[str(wrong)]) from wrong
    except UNREADABLE as wrong:
        raise Problem("body_not_readable") from wrong
    async with transactions_of(state.pool)(who.org_id) as tx:
        received: actions.Received = await actions.take(tx, who.user_id, fixes, "phone", now, unread)
    return received


@get("/api/positions", opt={"permission": "positions.read"})
async def everyone(tx: Tx, who: Who, now: datetime, box: str | None = None, follow: list[UUID] | None = None) -> list[store.Seen]:
    """Where the engineers are whom the asker may follow, and since when that is known.

    With box (`south,west,north,east` in degrees) only those within it, and those who are followed wherever they are.
    """
    return await actions.everyone(tx, who.scope, now, view.read(box) if box else None, follow or ())


ROUTES = [take, everyone]
