"""The phone's doors in: commands, and photos in pieces."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Request, patch, post, put
from litestar.datastructures import State
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIType, Operation, Reference, RequestBody, Schema

from ..db import Tx, transactions_of
from ..model import UNREADABLE, Who
from ..problems import Problem
from . import actions, rules
from .blobs import actions as blobs

# Also for somebody who was disabled meanwhile: what their phone holds is work that was done.
HANDED_IN = {"permission": "phone", "after_leaving": True}
PHOTOS = {"permission": "photos", "after_leaving": True}


Zoned = Annotated[datetime, msgspec.Meta(tz=True)]


class Sending(msgspec.Struct):
    """sent_at is the phone's clock when it sent; each command stays as the phone wrote it.

    unsent, photos: what it holds, these commands among it; without any, it only says so. since: the oldest of each.
    """

    sent_at: datetime
    commands: Annotated[list[msgspec.Raw], msgspec.Meta(max_length=rules.MOST_COMMANDS)]
    unsent: int = 0
    unsent_since: Zoned | None = None
    photos: int = 0
    photos_since: Zoned | None = None


class Answered(msgspec.Struct):
    now: datetime
    outcomes: list[rules.Outcome]


class NewBlob(msgspec.Struct):
    size: int
    mime: str


def read_sending(body: bytes) -> Sending:
    try:
        return msgspec.json.decode(body, type=Sending)
    except msgspec.ValidationError as wrong:
        raise Problem("field_not_valid", fields=[str(wrong)]) from wrong
    except UNREADABLE as wrong:
        raise Problem("body_not_readable") from wrong


@dataclass
class SendOperation(Operation):
    """The body is decoded here and not by the framework, which would not keep each command's own bytes."""

    def __post_init__(self) -> None:
        text, command = Schema(type=OpenAPIType.STRING), Schema(type=OpenAPIType.OBJECT, description="offline/rules.py, Command")
        commands = Schema(type=OpenAPIType.ARRAY, items=command, max_items=rules.MOST_COMMANDS)
        number = Schema(type=OpenAPIType.INTEGER)
        properties: dict[str, Reference | Schema] = {"sent_at": text, "commands": commands, "unsent": number}
        properties |= {"unsent_since": text, "photos": number, "photos_since": text}
        schema = Schema(type=OpenAPIType.OBJECT, properties=properties, required=["sent_at", "commands"])
        self.request_body = RequestBody(content={"application/json": OpenAPIMediaType(schema=schema)}, required=True)


@post("/api/phone/commands", opt=HANDED_IN, status_code=200, operation_class=SendOperation)
async def send_commands(request: Request[Any, Any, Any], state: State, who: Who, now: datetime) -> Answered:
    """Work done on a phone, in its order; each command is answered once and for all."""
    sending = read_sending(await request.body())
    left = sending.unsent - len(sending.commands)
    backlog = actions.Backlog(left, sending.unsent_since, sending.photos, sending.photos_since)
    offset = rules.offset_of(sending.sent_at, now)
    outcomes = await actions.accept(transactions_of(state.pool), who, [bytes(raw) for raw in sending.commands], now, offset, backlog)
    return Answered(now, outcomes)


@put("/api/blobs/{sha:str}", opt=PHOTOS, status_code=200)
async def announce_blob(state: State, tx: Tx, who: Who, sha: str, data: NewBlob, now: datetime) -> blobs.Offset:
    """Announces a file by its SHA-256, size and type; the answer says from which byte to send."""
    return await blobs.announce(tx, who, sha, data.size, data.mime, state.config.data, now)


@patch("/api/blobs/{sha:str}", opt=PHOTOS, status_code=200)
async def send_chunk(request: Request[Any, Any, Any], state: State, who: Who, sha: str, offset: int, now: datetime) -> blobs.Offset:
    """The next bytes of an announced file; the last ones end it."""
    chunk = await request.body()  # a weak network takes its time: until then nobody else's connection is held
    async with transactions_of(state.pool)(who.org_id) as tx:
        return await blobs.receive(tx, who, sha, offset, chunk, state.config.data, now)


ROUTES = [send_commands, announce_blob, send_chunk]
