"""The border: who asks, may they, one transaction, one shape of refusal, one line of log."""

import asyncio
import logging
import re
import sys
from collections.abc import AsyncIterator
from datetime import datetime
from traceback import walk_tb
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import msgspec
from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.enums import HttpMethod, ScopeType
from litestar.exceptions import HTTPException, ValidationException
from litestar.handlers import BaseRouteHandler
from litestar.serialization import decode_json
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from . import lang
from .accounts.people.rules import PERMISSIONS
from .accounts.sessions import actions as sessions
from .clock import stopwatch
from .db import DATABASE_AWAY, Tx, is_away, is_full, transaction
from .limits import announced, client_address, patient
from .model import Who
from .pages import page
from .problems import CATALOGUE, CONSTRAINTS, Problem, ProblemBody, field_of

log = logging.getLogger("outrider.http")
COOKIE = "outrider_session"
CONTRACT = "/schema/openapi.json"
RETRY_AFTER = "5"  # seconds
REFERENCE = re.compile(r"_org_id_(\w+)_fkey$")  # as PostgreSQL names the key of (org_id, column)
SAFE = {"GET", "HEAD", "OPTIONS"}
HTTP_CODES = {400: "body_not_readable", 404: "not_found", 405: "method_not_allowed", 413: "too_large"}

# The scanner's decoder is WebAssembly; only the phone app and the console load it.
HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self' blob:; "
    "manifest-src 'self'; media-src 'self' blob:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "geolocation=(self), camera=(self), microphone=()",
    "x-app": "outrider",
}


async def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Default-deny: every route names its permission; app.py refuses to start otherwise."""
    permission = handler.opt.get("permission")
    if permission is None and connection.url.path == CONTRACT and connection.scope.get("method") == "GET":
        return  # the framework's own route of the contract, which holds no data
    if permission is None:  # the framework's own OPTIONS handler; nobody from another origin is answered here
        raise Problem("method_not_allowed")
    if connection.scope["type"] == ScopeType.HTTP and connection.scope["method"] not in SAFE:
        origin = connection.headers.get("origin")
        if origin is not None and not is_own_origin(origin, connection.headers.get("host", ""), connection.app.state.config.public_url):
            raise Problem("foreign_origin")
    state = connection.app.state
    scheme, _, bearer = connection.headers.get("authorization", "").partition(" ")
    token = bearer.strip() if scheme.lower() == "bearer" else connection.cookies.get(COOKIE)
    if token and (wait := state.pace.wait(token, stopwatch(), announced(connection.headers))):
        await asyncio.sleep(wait)
    who = await sessions.recognise(state.pool, token, state.clock.now()) if token else None
    if who is not None and connection.headers.get("x-outrider-user", str(who.user_id)) != str(who.user_id):
        who = None  # somebody else signed in on this phone meanwhile: what the first one did waits for that person
    if who is not None and not who.active and not handler.opt.get("after_leaving"):
        who = None  # disabled meanwhile: what their phone still holds is taken, and nothing else; so too for who is no engineer any more
    connection.scope["state"]["who"] = who
    if permission == "public":
        return
    if who is None:
        raise Problem("not_signed_in")
    who = connection.scope["state"]["who"] = who.narrowed(PERMISSIONS[permission])
    if not who.roles and not (handler.opt.get("after_leaving") and await sessions.had_phone(state.pool, who)):
        raise Problem("not_allowed")


def is_own_origin(origin: str, host: str, public_url: str) -> bool:
    """Ours, by the address that we tell people, or by the one at which we were asked; over https nothing that came without it is ours."""
    scheme, _, place = origin.partition("://")
    return origin == public_url or (place == host and scheme in ({"https"} if public_url.startswith("https://") else {"http", "https"}))


async def provide_who(request: Request[Any, Any, Any]) -> Who:
    who = request.scope["state"]["who"]
    if who is None:
        raise Problem("not_signed_in")
    assert isinstance(who, Who)
    return who


async def provide_now(state: State) -> datetime:
    now = state.clock.now()
    assert isinstance(now, datetime)
    return now


async def provide_tx(request: Request[Any, Any, Any], state: State, who: Who) -> AsyncIterator[Tx]:
    """Committed before the answer leaves: a failed commit is an error, not a false success."""
    safe = request.method in SAFE
    looks = safe and not request.route_handler.opt.get("notes_who_looked")
    async with transaction(state.pool, who.org_id, settled=not safe, readonly=looks) as tx:
        tx.idempotency_key = _key_of(request)
        yield tx


def _key_of(request: Request[Any, Any, Any]) -> UUID | None:
    key = request.headers.get("idempotency-key")
    try:
        return UUID(key) if key else None
    except ValueError as wrong:
        raise Problem("field_not_valid", fields=["idempotency-key"]) from wrong


def address_of(request: ASGIConnection[Any, Any, Any, Any]) -> str:
    """Whose request it is, as far as our proxies can be believed (OUTRIDER_PROXIES)."""
    peer = request.client.host if request.client else "unknown"
    forwarded = ",".join(request.headers.getall("x-forwarded-for", []))
    return client_address(peer, forwarded, request.app.state.config.proxies)


def language_of(request: Request[Any, Any, Any]) -> str:
    """Our own apps say exactly which language they show; a page is told by the choice made on it, then by the person, then by the browser."""
    shown = request.headers.get("accept-language", "")
    if shown in lang.languages() and request.url.path.startswith("/api/"):
        return shown
    who = request.scope.get("state", {}).get("who")
    chosen = request.cookies.get("outrider_language")
    if chosen in lang.languages():
        return str(chosen)
    return who.language if who else lang.choose(request.headers.get("accept-language"))


def _answer(request: Request[Any, Any, Any], code: str, params: dict[str, Any]) -> Response[ProblemBody]:
    language = language_of(request)
    status = CATALOGUE[code]
    request_id = request.scope.get("state", {}).get("request_id", "")
    body = ProblemBody(
        type=f"urn:outrider:problem:{code}",
        title=lang.say(language, f"problem.{code}.title"),
        status=status,
        detail=lang.say(language, f"problem.{code}.detail", **params),
        code=code,
        request_id=request_id,
        params=params,
    )
    headers = {"retry-after": RETRY_AFTER} if status in (429, 503) else {}
    return Response(body, status_code=status, media_type="application/problem+json", headers=headers)


def on_problem(request: Request[Any, Any, Any], problem: Problem) -> Response[ProblemBody]:
    return _answer(request, problem.code, problem.params)


def on_http_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[ProblemBody] | Response[str]:
    if isinstance(error, ValidationException):
        places = [str(row.get("key") or row.get("message", "")) for row in error.extra or [] if isinstance(row, dict)]
        return _answer(request, "field_not_valid", {"fields": places})
    if error.status_code == 404 and "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/api/"):
        return page("problem.html", language_of(request), 404, problem=Problem("not_found"))  # somebody looks at it
    return _answer(request, HTTP_CODES.get(error.status_code, "broken"), {})


def on_database_refusal(request: Request[Any, Any, Any], error: asyncpg.IntegrityConstraintViolationError) -> Response[ProblemBody]:
    name = str(getattr(error, "constraint_name", ""))
    if isinstance(error, asyncpg.ForeignKeyViolationError) and (found := REFERENCE.search(name)):
        return _answer(request, "field_not_valid", {"fields": [found[1]]})  # what it names is not there
    if name not in CONSTRAINTS:
        return on_fault(request, error)
    return _answer(request, CONSTRAINTS[name], {"fields": field_of(name)})


def on_fault(request: Request[Any, Any, Any], error: Exception) -> Response[ProblemBody]:
    if is_away(error):
        return on_unreachable(request, error)
    log.error("fault", exc_info=error, extra={"fields": {"request_id": request.scope.get("state", {}).get("request_id", "")}})
    return _answer(request, "broken", {})


def on_unreadable(request: Request[Any, Any, Any], error: Exception) -> Response[ProblemBody]:
    """The framework makes refusals of msgspec's own errors only. Raised anywhere else than where it reads a body, it is our fault."""
    *_, (frame, _) = walk_tb(error.__traceback__)
    return _answer(request, "body_not_readable", {}) if frame.f_code is decode_json.__code__ else on_fault(request, error)


def on_unreachable(request: Request[Any, Any, Any], error: Exception) -> Response[ProblemBody]:
    """The database is away, or read-only, or full: trying again is right. Whether it was done before is not always known."""
    log.error("database away: %s", type(error).__name__)
    if is_full(error):
        request.app.state.refused_for_room = True
    return _answer(request, "busy", {})


EXCEPTION_HANDLERS: dict[Any, Any] = {
    Problem: on_problem,
    HTTPException: on_http_error,
    msgspec.ValidationError: lambda request, error: _answer(request, "field_not_valid", {"fields": [str(error)]}),
    asyncpg.IntegrityConstraintViolationError: on_database_refusal,
    # a NUL in a text, a number beyond its column: the sender's to correct
    asyncpg.DataError: lambda request, error: _answer(request, "field_not_valid", {"fields": []}),
    asyncpg.UntranslatableCharacterError: lambda request, error: _answer(request, "field_not_valid", {"fields": []}),
    **dict.fromkeys(DATABASE_AWAY, on_unreachable),
    UnicodeDecodeError: on_unreadable,
    RecursionError: on_unreadable,
    Exception: on_fault,
}


STRICT = (b"strict-transport-security", b"max-age=31536000")


def _headers(tiles: str) -> list[tuple[bytes, bytes]]:
    policy = HEADERS["content-security-policy"].replace("connect-src 'self'", f"connect-src 'self' {tiles}".rstrip())
    return [(name.encode(), value.encode()) for name, value in {**HEADERS, "content-security-policy": policy}.items()]


def border(app: ASGIApp, secure: bool = False, tiles: str = "") -> ASGIApp:
    """Names the request, adds the headers, writes the line. The line has no personal data: no query, no body, no token.

    HEAD is asked as GET and answered without a body; secure: reached over https, and from then on only so. tiles: whose map tiles are asked for.
    """
    always = _headers(tiles) + ([STRICT] if secure else [])

    async def run(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return
        request_id, began = uuid4().hex[:12], stopwatch()
        scope["state"]["request_id"] = request_id
        status = 500

        head, verb = scope["method"] == "HEAD" and not scope["path"].endswith("/live"), scope["method"]
        if head:
            scope["method"] = HttpMethod.GET

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if head and message["type"] == "http.response.body":
                message["body"] = b""
            if message["type"] == "http.response.start":
                status = message["status"]
                extra = list(always)
                if not any(name.lower() == b"cache-control" for name, _ in message["headers"]):
                    extra.append((b"cache-control", b"no-store"))  # what may be kept says so itself
                message["headers"] = [*message["headers"], *extra, (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            await app(scope, patient(receive), send_with_headers)
        finally:
            template = getattr(scope.get("route_handler"), "paths", None)
            path = sorted(template)[0] if template else "unknown"
            fields = {"request_id": request_id, "method": verb, "route": path, "status": status}
            log.info("request", extra={"fields": {**fields, "ms": round((stopwatch() - began) * 1000, 1)}})

    return run


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        row = {"at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S"), "level": record.levelname.lower(), "what": record.getMessage()}
        row |= getattr(record, "fields", {})
        if record.exc_info:
            row["trace"] = self.formatException(record.exc_info)
        return msgspec.json.encode(row).decode()


def start_logs() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for noisy in ("fontTools", "pyhanko", "PIL", "_granian"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
