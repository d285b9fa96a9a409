"""The page on which a customer chooses another time, or says which would suit. It works without scripts."""

from datetime import datetime
from typing import Any

from litestar import Response, get, post
from litestar.datastructures import State

from ...db import Tx
from ...ids import new_id
from ...lang import zone_name
from ...model import ALL
from ...notify.messages.rules import LONGEST
from ...pages import page
from ...problems import Problem
from ...status.order import actions as orders
from ...status.promise import actions as promises
from .. import actions as customer
from ..pages import LARGEST_FORM, PUBLIC, Anyone, Form, done, id_in, language_for, shown
from ..store import LinkRow
from . import actions, rules


async def _times(request: Anyone, state: State, token: str, now: datetime, refusal: Problem | None = None, said: str = "") -> Response[Any]:
    """refusal: of what was just asked for; the times are those of now. said: words that were not taken."""

    async def draw(tx: Tx, link: LinkRow) -> Response[str]:
        view, _, _ = await customer.view(tx, link.order_id, now)
        offer = await actions.offer(tx, await orders.see_order(tx, link.order_id, ALL))
        promised = await promises.current(tx, link.order_id)
        slots = await actions.open_times(tx, link.order_id, now) if offer.windows else []
        values: dict[str, Any] = {
            "token": token,
            "zone": view.time_zone,
            "zone_name": zone_name(view.time_zone, now),
            "offer": offer,
            "promised": promised,
            "now": now,
            "seen": rules.name_of(promised) if promised else "",
            "days": rules.by_day(slots, view.time_zone),
            "name_of": rules.name_of,
            "most": LONGEST,
            "once": new_id(now),
            "problem": refusal,
            "said": said,
        }
        status = refusal.status if refusal else 200
        return page("times.html", language_for(request, view.language), status, firm=view.org, phone=view.phone, **values)

    return await shown(request, state, token, now, draw)


@get("/c/{token:str}/time", opt=PUBLIC, include_in_schema=False)
async def times(request: Anyone, state: State, token: str, now: datetime) -> Response[Any]:
    return await _times(request, state, token, now)


@post("/c/{token:str}/time", opt=PUBLIC, include_in_schema=False, status_code=200, request_max_body_size=LARGEST_FORM)
async def choose(request: Anyone, state: State, token: str, data: Form, now: datetime) -> Response[Any]:
    """seen: what was promised when they chose."""
    said = data.get("time", ""), data.get("seen", ""), customer.by_link(now)

    async def deed(tx: Tx, link: LinkRow) -> None:
        await actions.choose(tx, link.order_id, *said)

    return await done(request, state, token, now, deed, lambda refusal: _times(request, state, token, now, refusal))


@post("/c/{token:str}/time/words", opt=PUBLIC, include_in_schema=False, status_code=200, request_max_body_size=LARGEST_FORM)
async def ask(request: Anyone, state: State, token: str, data: Form, now: datetime) -> Response[Any]:
    """Where none of the times suits. once: a form that is sent twice is one message."""
    once, text = id_in(data, "once"), data.get("text", "")

    async def deed(tx: Tx, link: LinkRow) -> None:
        await actions.ask(tx, link.order_id, once, text, customer.by_link(now))

    return await done(request, state, token, now, deed, lambda refusal: _times(request, state, token, now, refusal, text))


ROUTES = [times, choose, ask]
