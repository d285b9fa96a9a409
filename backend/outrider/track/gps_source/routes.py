"""Where a GPS app sends to, and the engineer's own hand on it. The address itself is the app's only right."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import HttpMethod, Request, Response, delete, get, post, route
from litestar.datastructures import State
from litestar.enums import MediaType

from ...db import Tx, transaction
from ...model import Who
from . import actions, store


class CompanionAddress(msgspec.Struct):
    """Shown once: only its hash is kept."""

    url: str


# Whatever verb an app was set up with.
VERBS = [HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH]


@route("/gps/{token:str}", http_method=VERBS, opt={"permission": "public"}, status_code=200, include_in_schema=False)
async def receive(request: Request[Any, Any, Any], state: State, token: str, now: datetime) -> Response[bytes]:
    query = request.scope["query_string"].decode(errors="replace")
    body, found = await request.body(), await actions.open_address(state.pool, token)
    reading = await actions.read(query, body, now)
    async with transaction(state.pool, found.org_id, settled=True) as tx:
        answer = await actions.receive(tx, token, found.engineer_id, reading, now)
    return Response(answer, media_type=MediaType.JSON)


@get("/api/me/companion", opt={"permission": "phone"})
async def own(tx: Tx, who: Who) -> store.Connected | None:
    """The address under which a GPS app of the asker sends positions, if there is one."""
    return await actions.own(tx, who)


@post("/api/me/companion", opt={"permission": "phone"}, status_code=200)
async def connect(tx: Tx, who: Who, state: State, now: datetime) -> CompanionAddress:
    """Makes such an address anew; the one before ends."""
    return CompanionAddress(f"{state.config.public_url}/gps/{await actions.connect(tx, who, now)}")


@delete("/api/me/companion", opt={"permission": "phone"})
async def disconnect(tx: Tx, who: Who, now: datetime) -> None:
    """Ends the address of the asker's GPS app."""
    await actions.disconnect(tx, who, now)


ROUTES = [receive, own, connect, disconnect]
