"""The customer's pages: the order behind its link, and the proof behind a printed code. Both work without scripts."""

import hashlib
from datetime import datetime, timedelta
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import State, UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import ServerSentEvent

from .. import lang
from ..db import Tx, transaction
from ..feed import OfOrder
from ..http import address_of, language_of
from ..ids import new_id
from ..pages import page
from ..problems import Problem
from ..sign import actions as sign
from ..sign.routes import pdf_response
from ..status.promise import actions as promises
from . import actions, rules
from .store import View

Anyone = Request[Any, Any, Any]
Form = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]
Upload = Annotated[dict[str, UploadFile], Body(media_type=RequestEncodingType.MULTI_PART)]
LARGEST_PDF = 64 * 1024 * 1024  # forty photos


class Here(msgspec.Struct):
    """The engineer on the way, for the map; empty where there is nothing honest to show. age: how old that is, in words."""

    lat: float | None
    lon: float | None
    seen_at: datetime | None
    site_lat: float
    site_lon: float
    now: datetime
    age: str


class Checked(msgspec.Struct):
    """What a program is told of a printed code. verdict: of the file that it sent, if it did."""

    report: sign.Proof
    verdict: sign.Verdict | None


def _language(request: Anyone, fallback: str) -> str:
    chosen = request.cookies.get("outrider_language")
    if chosen in lang.languages():
        return str(chosen)
    return lang.choose(request.headers.get("accept-language")) if request.headers.get("accept-language") else fallback


def _refusal(request: Anyone, refusal: Problem, rings: Any = None) -> Response[str]:
    firm, phone = (rings.firm, rings.phone) if rings else ("", "")
    return page("problem.html", language_of(request), refusal.status, firm=firm, phone=phone, problem=refusal)


async def _refused(request: Anyone, state: State, token: str, refusal: Problem) -> Response[str]:
    """With whom to ring, also where the link is over."""
    return _refusal(request, refusal, await _rings(state, token))


async def _rings(state: State, token: str) -> Any:
    whose = await actions.whom_to_ring(state.pool, token)
    if whose is None:
        return None
    async with transaction(state.pool, whose[0]) as tx:
        return await actions.rings(tx, whose[1])


async def _ring(state: State, token: str) -> dict[str, Any]:
    rings = await _rings(state, token)
    return {"firm": rings.firm, "phone": rings.phone} if rings else {}


@get("/c/{token:str}", opt={"permission": "public"}, include_in_schema=False)
async def follow(request: Anyone, state: State, token: str, now: datetime) -> Response[str]:
    try:
        link = await actions.open_link(state.pool, token, now)
    except Problem as refusal:
        return await _refused(request, state, token, refusal)
    async with transaction(state.pool, link.org_id) as tx:
        view, sentence, counter = await actions.view(tx, link.order_id, now)
        promised = await promises.promises(tx, link.order_id, now)
    step, steps, words = rules.steps_of(view.status, view.kind)
    values: dict[str, Any] = {
        "view": view,
        "when": sentence,
        "token": token,
        "step": step,
        "steps": steps,
        "step_words": words,
        "counter": counter,
        "moved": promised[-2:] if len(promised) > 1 and rules.STEP_OF[view.status] != "done" else None,
        "back": not counter and rules.came_back(view.status, view.was_there is not None),
        "map_note": None if counter else rules.map_note(view.status, view.seen_at is not None),
        "now": now,
        "asks": _asks(view, state.config.answer_days, now),
    }
    return page("follow.html", _language(request, view.language), firm=view.org, phone=view.phone, **values)


def _asks(view: View, days: int, now: datetime) -> rules.Asked:
    return rules.asks(view.status, view.status_since, view.solved_remotely, view.answered_at is not None, days, now)


@get("/c/{token:str}/here", opt={"permission": "public"}, include_in_schema=False)
async def here(request: Anyone, state: State, token: str, now: datetime) -> Here:
    link = await actions.open_link(state.pool, token, now)
    async with transaction(state.pool, link.org_id) as tx:
        view, _, _ = await actions.view(tx, link.order_id, now)
    age = _age(_language(request, view.language), now - view.seen_at) if view.seen_at else ""
    return Here(view.lat, view.lon, view.seen_at, view.site_lat, view.site_lon, now, age)


def _age(language: str, old: timedelta) -> str:
    if old < timedelta(minutes=1):
        return lang.say(language, "customer.position_now")
    return lang.say(language, "customer.position_age", age=lang.duration(language, old.total_seconds() / 60))


@get("/c/{token:str}/live", opt={"permission": "public"}, include_in_schema=False)
async def live(request: Anyone, state: State, token: str, now: datetime) -> ServerSentEvent:
    link = await actions.open_link(state.pool, token, now)
    last_seen = request.headers.get("last-event-id")
    holder = {"session": hashlib.sha256(token.encode()).hexdigest(), "address": address_of(request)}

    concerns = OfOrder(link.order_id)
    found: ServerSentEvent = state.hub.stream(link.org_id, {"more": concerns, "positions": concerns}, last_seen, **holder)
    return found


@post("/c/{token:str}/rating", opt={"permission": "public"}, include_in_schema=False, status_code=200)
async def rate(request: Anyone, state: State, token: str, data: Form, now: datetime) -> Response[Any]:
    try:
        link = await actions.open_link(state.pool, token, now)
        stars = int(data["stars"]) if data.get("stars") in ("1", "2", "3", "4", "5") else 0
        async with transaction(state.pool, link.org_id, settled=True) as tx:
            await actions.rate(tx, link.order_id, stars, data.get("comment", ""), now)
    except Problem as refusal:
        return await _refused(request, state, token, refusal)
    return Response(None, status_code=303, headers={"location": f"/c/{token}"})


@post("/c/{token:str}/answer", opt={"permission": "public"}, include_in_schema=False, status_code=200)
async def answer(request: Anyone, state: State, token: str, data: Form, now: datetime) -> Response[Any]:
    """solved: yes, or no with some words."""
    solved, text = data.get("solved") == "yes", data.get("text", "")
    try:
        link = await actions.open_link(state.pool, token, now)
        async with transaction(state.pool, link.org_id, settled=True) as tx:
            await actions.answer(tx, link.order_id, solved, text, now, state.config.answer_days)
    except Problem as refusal:
        return await _refused(request, state, token, refusal)
    return Response(None, status_code=303, headers={"location": f"/c/{token}"})


@post("/c/{token:str}/quote", opt={"permission": "public"}, include_in_schema=False, status_code=200)
async def answer_quote(request: Anyone, state: State, token: str, data: Form, now: datetime) -> Response[Any]:
    try:
        link = await actions.open_link(state.pool, token, now)
        async with transaction(state.pool, link.org_id, settled=True) as tx:
            await actions.answer_quote(tx, link.order_id, UUID(data.get("quote", "")), data.get("agreed") == "yes", now)
    except (Problem, ValueError) as fault:
        refusal = fault if isinstance(fault, Problem) else Problem("field_not_valid", fields=["quote"])
        return _refusal(request, refusal)
    return Response(None, status_code=303, headers={"location": f"/c/{token}"})


@get("/c/{token:str}/new", opt={"permission": "public"}, include_in_schema=False)
async def another_page(request: Anyone, state: State, token: str, now: datetime) -> Response[str]:
    try:
        await actions.open_link(state.pool, token, now)
    except Problem as refusal:
        return await _refused(request, state, token, refusal)
    values: dict[str, Any] = {"token": token, "problem": None, "fault": "", "serial": "", "once": new_id(now)}
    return page("another.html", _language(request, lang.DEFAULT), **await _ring(state, token), **values)


@post("/c/{token:str}/new", opt={"permission": "public"}, include_in_schema=False, status_code=200)
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
            return await _refused(request, state, token, refusal)
        values: dict[str, Any] = {"token": token, "problem": refusal, "fault": said[0], "serial": said[1], "once": new_id(now)}
        return page("another.html", _language(request, lang.DEFAULT), refusal.status, **await _ring(state, token), **values)
    return Response(None, status_code=303, headers={"location": f"/c/{fresh}"})


@get("/c/{token:str}/report/{report_id:uuid}", opt={"permission": "public"}, include_in_schema=False)
async def report(request: Anyone, state: State, token: str, report_id: UUID, now: datetime) -> Response[Any]:
    try:
        link = await actions.open_link(state.pool, token, now)
        async with transaction(state.pool, link.org_id) as tx:
            return pdf_response(*await actions.report_pdf(tx, link.order_id, report_id))
    except Problem as refusal:
        return await _refused(request, state, token, refusal)


async def _proof(request: Anyone, tx: Tx, report_id: UUID) -> sign.Proof:
    own = await sign.proof_of(tx, report_id)
    speaks = _language(request, own.language)
    return own if speaks == own.language else await sign.proof_of(tx, report_id, speaks)


def _by_program(request: Anyone) -> bool:
    """Whoever does not say that they read pages is refused as at every other address; whoever asks for JSON gets it."""
    return "text/html" not in request.headers.get("accept", "")


async def _verified(request: Anyone, state: State, token: str, file: bytes | None) -> Response[Any]:
    """file: None where nothing is asked yet."""
    try:
        async with state.pool.acquire() as connection:
            found = await sign.find_report(connection, token)
        async with transaction(state.pool, found.org_id) as tx:
            proof = await _proof(request, tx, found.report_id)
            verdict = None if file is None else await sign.compare(tx, proof, file)
    except Problem as refusal:
        if _by_program(request):
            raise
        return _refusal(request, refusal)
    if _by_program(request) and "json" in request.headers.get("accept", ""):
        return Response(Checked(proof, verdict))
    return page("verify.html", proof.language, firm=proof.org, phone=proof.phone, proof=proof, token=token, verdict=verdict)


@get(["/v", "/v/"], opt={"permission": "public"}, include_in_schema=False)
async def verify_start(request: Anyone, code: str = "") -> Response[Any]:
    if code:
        return Response(None, status_code=303, headers={"location": "/v/" + quote(code.strip().rsplit("/", 1)[-1], safe="")})
    return page("verify_start.html", _language(request, lang.DEFAULT))


@get("/v/{token:str}", opt={"permission": "public"}, include_in_schema=False)
async def verify_page(request: Anyone, state: State, token: str) -> Response[Any]:
    return await _verified(request, state, token, None)


@post("/v/{token:str}", opt={"permission": "public"}, include_in_schema=False, status_code=200, request_max_body_size=LARGEST_PDF)
async def verify(request: Anyone, state: State, token: str, data: Upload) -> Response[Any]:
    """Is this file, byte for byte, the one that was sealed? Any other file, also one changed byte, is not."""
    return await _verified(request, state, token, await data["file"].read() if "file" in data else b"")


ROUTES = [follow, here, live, rate, answer, answer_quote, another_page, another, report, verify_start, verify_page, verify]
