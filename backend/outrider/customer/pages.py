"""The customer's page: the order behind its link. It works without scripts."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import ServerSentEvent

from .. import lang
from ..carry_in.rules import CarryIn
from ..clock import stopwatch
from ..db import Tx, transaction
from ..feed import OfOrder
from ..http import address_of, language_of
from ..ids import new_id
from ..limits import announced
from ..model import ALL
from ..notify.messages import actions as messages
from ..notify.messages.rules import LONGEST
from ..pages import page, picture
from ..problems import Problem
from ..sign.routes import pdf_response
from ..status.order import actions as orders
from ..status.promise import actions as promises
from . import actions, rules
from .store import LinkRow, View
from .times import actions as times

Anyone = Request[Any, Any, Any]
Draw = Callable[[Tx, LinkRow], Awaitable[Response[Any]]]
Deed = Callable[[Tx, LinkRow], Awaitable[None]]
Again = Callable[[Problem], Awaitable[Response[Any]]]
Form = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]
PUBLIC = {"permission": "public"}
LARGEST_FORM = 64 * 1024


class Here(msgspec.Struct):
    """The engineer on the way, for the map; empty where there is nothing honest to show. age: how old that is, in words."""

    lat: float | None
    lon: float | None
    seen_at: datetime | None
    site_lat: float
    site_lon: float
    now: datetime
    age: str


def language_for(request: Anyone, fallback: str) -> str:
    chosen = request.cookies.get("outrider_language")
    if chosen in lang.languages():
        return str(chosen)
    return lang.choose(request.headers.get("accept-language")) if request.headers.get("accept-language") else fallback


def refusal_page(request: Anyone, refusal: Problem, rings: Any = None) -> Response[str]:
    firm, phone = (rings.firm, rings.phone) if rings else ("", "")
    return page("problem.html", language_of(request), refusal.status, firm=firm, phone=phone, problem=refusal)


async def refused(request: Anyone, state: State, token: str, refusal: Problem) -> Response[str]:
    """With whom to ring, also where the link is over."""
    return refusal_page(request, refusal, await _rings(state, token))


async def _rings(state: State, token: str) -> Any:
    whose = await actions.whom_to_ring(state.pool, token)
    if whose is None:
        return None
    async with transaction(state.pool, whose[0]) as tx:
        return await actions.rings(tx, whose[1])


async def _ring(state: State, token: str) -> dict[str, Any]:
    rings = await _rings(state, token)
    return {"firm": rings.firm, "phone": rings.phone} if rings else {}


async def shown(request: Anyone, state: State, token: str, now: datetime, draw: Draw) -> Response[Any]:
    """What stands behind the link; whom to ring where it is over."""
    try:
        link = await actions.open_link(state.pool, token, now)
        async with transaction(state.pool, link.org_id) as tx:
            return await draw(tx, link)
    except Problem as refusal:
        return await refused(request, state, token, refusal)


async def done(request: Anyone, state: State, token: str, now: datetime, deed: Deed, again: Again) -> Response[Any]:
    """What a form of the page asks for, and the order's page. again: with a refusal, what is shown in its place."""
    try:
        if wait := state.pace.wait(token, stopwatch(), announced(request.headers)):
            await asyncio.sleep(wait)
        link = await actions.open_link(state.pool, token, now)
        async with transaction(state.pool, link.org_id, settled=True) as tx:
            await deed(tx, link)
    except Problem as refusal:
        if refusal.code == "link_not_valid":
            return await refused(request, state, token, refusal)
        return await again(refusal)
    return Response(None, status_code=303, headers={"location": f"/c/{token}"})


@get("/c/{token:str}", opt=PUBLIC, include_in_schema=False)
async def follow(request: Anyone, state: State, token: str, now: datetime) -> Response[str]:
    return await _follow(request, state, token, now)


async def _follow(
    request: Anyone, state: State, token: str, now: datetime, refusal: Problem | None = None, said: str = ""
) -> Response[str]:
    """refusal: of what was just asked for. said: a message that was not taken, so that nobody types it twice."""

    async def draw(tx: Tx, link: LinkRow) -> Response[str]:
        view, sentence, counter = await actions.view(tx, link.order_id, now)
        promised = await promises.promises(tx, link.order_id, now)
        values: dict[str, Any] = {
            **_standing(view, counter),
            "when": sentence,
            "token": token,
            "moved": rules.moved(promised, view.status),
            "now": now,
            "asks": _asks(view, state.config.answer_days, now),
            "time": await times.offer(tx, await orders.see_order(tx, link.order_id, ALL)),
            "thread": await messages.thread(tx, link.order_id),
            "most": LONGEST,
            "once": new_id(now),
            "problem": refusal,
            "said": said,
        }
        status = refusal.status if refusal else 200
        return page("follow.html", language_for(request, view.language), status, firm=view.org, phone=view.phone, **values)

    return await shown(request, state, token, now, draw)


def _standing(view: View, counter: CarryIn | None) -> dict[str, Any]:
    step, steps, words = rules.steps_of(view.status, view.kind)
    return {
        "view": view,
        "counter": counter,
        "step": step,
        "steps": steps,
        "step_words": words,
        "back": not counter and rules.came_back(view.status, view.was_there is not None),
        "map_note": None if counter else rules.map_note(view.status, view.seen_at is not None),
    }


def _asks(view: View, days: int, now: datetime) -> rules.Asked:
    return rules.asks(view.status, view.status_since, view.solved_remotely, view.answered_at is not None, days, now)


@get("/c/{token:str}/here", opt=PUBLIC, include_in_schema=False)
async def here(request: Anyone, state: State, token: str, now: datetime) -> Here:
    link = await actions.open_link(state.pool, token, now)
    async with transaction(state.pool, link.org_id) as tx:
        view, _, _ = await actions.view(tx, link.order_id, now)
    age = _age(language_for(request, view.language), now - view.seen_at) if view.seen_at else ""
    return Here(view.lat, view.lon, view.seen_at, view.site_lat, view.site_lon, now, age)


def _age(language: str, old: timedelta) -> str:
    if old < timedelta(minutes=1):
        return lang.say(language, "customer.position_now")
    return lang.say(language, "customer.position_age", age=lang.duration(language, old.total_seconds() / 60))


@get("/c/{token:str}/live", opt=PUBLIC, include_in_schema=False)
async def live(request: Anyone, state: State, token: str, now: datetime) -> ServerSentEvent:
    link = await actions.open_link(state.pool, token, now)
    last_seen = request.headers.get("last-event-id")
    holder = {"session": hashlib.sha256(token.encode()).hexdigest(), "address": address_of(request)}

    concerns = OfOrder(link.order_id)
    found: ServerSentEvent = state.hub.stream(link.org_id, {"more": concerns, "positions": concerns}, last_seen, **holder)
    return found


async def _said(request: Anyone, state: State, token: str, now: datetime, deed: Deed, text: str = "") -> Response[Any]:
    return await done(request, state, token, now, deed, lambda refusal: _follow(request, state, token, now, refusal, text))


@post("/c/{token:str}/rating", opt=PUBLIC, include_in_schema=False, status_code=200, request_max_body_size=LARGEST_FORM)
async def rate(request: Anyone, state: State, token: str, data: Form, now: datetime) -> Response[Any]:
    stars = int(data["stars"]) if data.get("stars") in ("1", "2", "3", "4", "5") else 0
    comment = data.get("comment", "")
    return await _said(request, state, token, now, lambda tx, link: actions.rate(tx, link.order_id, stars, comment, now))


@post("/c/{token:str}/answer", opt=PUBLIC, include_in_schema=False, status_code=200, request_max_body_size=LARGEST_FORM)
async def answer(request: Anyone, state: State, token: str, data: Form, now: datetime) -> Response[Any]:
    """solved: yes, or no with some words."""
    said, days = (data.get("solved") == "yes", data.get("text", "")), state.config.answer_days
    return await _said(request, state, token, now, lambda tx, link: actions.answer(tx, link.order_id, *said, now, days))


@post("/c/{token:str}/quote", opt=PUBLIC, include_in_schema=False, status_code=200, request_max_body_size=LARGEST_FORM)
async def answer_quote(request: Anyone, state: State, token: str, data: Form, now: datetime) -> Response[Any]:
    asked, agreed = id_in(data, "quote"), data.get("agreed") == "yes"
    return await _said(request, state, token, now, lambda tx, link: actions.answer_quote(tx, link.order_id, asked, agreed, now))


@post("/c/{token:str}/message", opt=PUBLIC, include_in_schema=False, status_code=200, request_max_body_size=LARGEST_FORM)
async def write(request: Anyone, state: State, token: str, data: Form, now: datetime) -> Response[Any]:
    """To the office. once: a form that is sent twice is one message."""
    once, text = id_in(data, "once"), data.get("text", "")
    return await _said(request, state, token, now, lambda tx, link: actions.write(tx, link.order_id, once, text, now), text)


@get([f"/c/{{token:str}}/{form}" for form in ("rating", "answer", "quote", "message", "time/words")], opt=PUBLIC, include_in_schema=False)
async def back(token: str) -> Response[None]:
    """Where a form was refused its page stands at the form's address: reloading it, or another language, leads to the order."""
    return Response(None, status_code=303, headers={"location": f"/c/{quote(token, safe='')}"})


def id_in(data: dict[str, str], name: str) -> UUID:
    """One that nobody knows where the form's own is none."""
    try:
        return UUID(data.get(name, ""))
    except ValueError:
        return UUID(int=0)


@get("/c/{token:str}/new", opt=PUBLIC, include_in_schema=False)
async def another_page(request: Anyone, state: State, token: str, now: datetime) -> Response[str]:
    try:
        await actions.open_link(state.pool, token, now)
    except Problem as refusal:
        return await refused(request, state, token, refusal)
    values: dict[str, Any] = {"token": token, "problem": None, "fault": "", "serial": "", "once": new_id(now)}
    return page("another.html", language_for(request, lang.DEFAULT), **await _ring(state, token), **values)


@post("/c/{token:str}/new", opt=PUBLIC, include_in_schema=False, status_code=200)
async def another(request: Anyone, state: State, token: str, data: Form, now: datetime) -> Response[Any]:
    said = (data.get("fault", ""), data.get("serial", ""))
    try:
        once = UUID(data.get("once", ""))
        link = await actions.open_link(state.pool, token, now)
        async with transaction(state.pool, link.org_id, settled=True) as tx:
            fresh = await actions.report_another(tx, link, *said, once, now)
    except (Problem, ValueError) as fault:
        refusal = fault if isinstance(fault, Problem) else Problem("field_not_valid", fields=["once"])
        if refusal.code == "link_not_valid":
            return await refused(request, state, token, refusal)
        values: dict[str, Any] = {"token": token, "problem": refusal, "fault": said[0], "serial": said[1], "once": new_id(now)}
        return page("another.html", language_for(request, lang.DEFAULT), refusal.status, **await _ring(state, token), **values)
    return Response(None, status_code=303, headers={"location": f"/c/{fresh}"})


@get("/c/{token:str}/report/{report_id:uuid}", opt=PUBLIC, include_in_schema=False)
async def report(request: Anyone, state: State, token: str, report_id: UUID, now: datetime) -> Response[Any]:
    async def draw(tx: Tx, link: LinkRow) -> Response[Any]:
        return pdf_response(*await actions.report_pdf(tx, link.order_id, report_id))

    return await shown(request, state, token, now, draw)


@get("/c/{token:str}/photos/{sha:str}", opt=PUBLIC, include_in_schema=False)
async def photo(request: Anyone, state: State, token: str, sha: str, now: datetime) -> Response[Any]:
    async def draw(tx: Tx, link: LinkRow) -> Response[Any]:
        return picture(await actions.photo(tx, link.order_id, sha, state.config.data, now))

    return await shown(request, state, token, now, draw)


ROUTES = [follow, here, live, rate, answer, answer_quote, write, back, another_page, another, report, photo]
