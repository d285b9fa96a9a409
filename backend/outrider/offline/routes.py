"""The phone's three doors: commands in, the day out, photos in pieces."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Request, get, patch, post, put
from litestar.datastructures import State

from ..db import Tx, transactions_of
from ..model import Who
from . import actions, rules
from .blobs import actions as blobs


class Sending(msgspec.Struct):
    """sent_at is the phone's clock when it sent; each command stays as the phone wrote it."""

    sent_at: datetime
    commands: Annotated[list[msgspec.Raw], msgspec.Meta(max_length=rules.MOST_COMMANDS)]
    unsent: int = 0
    unsent_since: datetime | None = None


class Answered(msgspec.Struct):
    now: datetime
    outcomes: list[rules.Outcome]


class NewBlob(msgspec.Struct):
    size: int
    mime: str


@post("/api/phone/commands", opt={"permission": "phone"}, status_code=200)
async def send_commands(state: State, who: Who, data: Sending, now: datetime) -> Answered:
    transactions = transactions_of(state.pool)
    outcomes = await actions.accept(transactions, who, [bytes(raw) for raw in data.commands], now)
    async with transactions(who.org_id) as tx:
        await actions.hear(tx, who, max(0, data.unsent - len(outcomes)), data.unsent_since, now)
    return Answered(now, outcomes)


@get("/api/phone/pull", opt={"permission": "phone"})
async def pull(tx: Tx, who: Who, now: datetime, epoch: str | None = None, since: int | None = None) -> actions.Pull:
    return await actions.pull(tx, who, epoch, since, now)


@put("/api/blobs/{sha:str}", opt={"permission": "phone"}, status_code=200)
async def announce_blob(state: State, tx: Tx, who: Who, sha: str, data: NewBlob) -> blobs.Offset:
    return await blobs.announce(tx, who, sha, data.size, data.mime, state.config.data)


@patch("/api/blobs/{sha:str}", opt={"permission": "phone"}, status_code=200)
async def send_chunk(request: Request[Any, Any, Any], state: State, tx: Tx, who: Who, sha: str, offset: int, now: datetime) -> blobs.Offset:
    chunk = await request.body()
    return await blobs.receive(tx, who, sha, offset, chunk, state.config.data, now)


ROUTES = [send_commands, pull, announce_blob, send_chunk]
