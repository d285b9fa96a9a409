"""Positions in, from the phone's lossy lane; positions out, to the console's map."""

from datetime import datetime
from typing import Annotated

import msgspec
from litestar import get, post

from ..db import Tx
from ..model import Who
from . import actions, rules, store


class Batch(msgspec.Struct):
    fixes: Annotated[list[rules.Fix], msgspec.Meta(max_length=1000)]


@post("/api/positions", opt={"permission": "phone"}, status_code=200)
async def take(tx: Tx, who: Who, data: Batch, now: datetime) -> actions.Received:
    return await actions.take(tx, who.user_id, data.fixes, "phone", now)


@get("/api/positions", opt={"permission": "positions.read"})
async def everyone(tx: Tx, who: Who, now: datetime) -> list[store.Seen]:
    return await actions.everyone(tx, who.scope, now)


ROUTES = [take, everyone]
