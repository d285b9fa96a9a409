"""The board, its live hints, and one order."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, get
from litestar.datastructures import State
from litestar.response import ServerSentEvent

from .. import feed
from ..cursor import Seen
from ..db import Tx
from ..http import address_of
from ..model import Who
from . import actions, store


@get("/api/board", opt={"permission": "orders.read"})
async def board(
    tx: Tx,
    who: Who,
    now: datetime,
    epoch: str | None = None,
    since: int | None = None,
    mark: int | None = None,
    station: UUID | None = None,
) -> actions.Board:
    """The orders that the asker sees, the most urgent where there are too many; with epoch, since and mark what changed since."""
    return await actions.board(tx, who, Seen(epoch, since, mark), now, station)


@get("/api/orders", opt={"permission": "orders.read"})
async def search(tx: Tx, who: Who, words: str, now: datetime) -> list[store.BoardRow]:
    """Orders of any age by number, customer, engineer, device or words of the fault."""
    return await actions.search(tx, who, words, now)


@get("/api/orders/{order_id:uuid}", opt={"permission": "orders.read"})
async def detail(tx: Tx, who: Who, order_id: UUID, now: datetime) -> actions.Detail:
    """One order with its visits, clocks, parts, reports and history."""
    return await actions.detail(tx, who, order_id, now)


@get("/api/live", opt={"permission": "live"}, include_in_schema=False)
async def live(
    request: Request[Any, Any, Any],
    state: State,
    who: Who,
    box: list[str] | None = None,
    follow: list[UUID] | None = None,
    seen: str | None = None,
) -> ServerSentEvent:
    """box: what each map of the browser shows, or `none`; follow: engineers wherever they are. seen: the last number that it heard."""
    hub: feed.Hub = state.hub
    holder = {"session": str(who.session_id), "address": address_of(request)}
    return hub.stream(who.org_id, actions.listening(who, box or [], follow or []), request.headers.get("last-event-id") or seen, **holder)


ROUTES = [board, search, detail, live]
