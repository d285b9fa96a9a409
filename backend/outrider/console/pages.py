"""Sign-in, invitation and the door: pages that work without scripts. The console itself is a built page."""

from datetime import datetime
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie, State
from litestar.enums import RequestEncodingType
from litestar.exceptions import NotFoundException
from litestar.params import Body
from litestar.response import File, Redirect

from .. import lang
from ..accounts.sessions import actions as sessions
from ..accounts.sessions.routes import caller_of, cookies_of
from ..config import WEB
from ..http import language_of
from ..model import Role
from ..pages import local_path, page, path_of
from ..problems import Problem

Form = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]
Anyone = Request[Any, Any, Any]


@get("/", opt={"permission": "public"}, include_in_schema=False)
async def door(request: Anyone) -> Redirect:
    who = request.scope["state"]["who"]
    if who is None:
        return Redirect("/sign-in")
    return Redirect("/app/" if who.roles == {Role.ENGINEER} else "/console")


@get("/sign-in", opt={"permission": "public"}, include_in_schema=False)
async def sign_in_page(request: Anyone) -> Response[str]:
    return page("sign_in.html", language_of(request), problem=None, login="", next=request.query_params.get("next", ""))


@post("/sign-in", opt={"permission": "public"}, include_in_schema=False, status_code=200)
async def sign_in(request: Anyone, state: State, data: Form, now: datetime) -> Response[Any]:
    login, password = data.get("login", ""), data.get("password", "")
    try:
        signed_in = await sessions.sign_in(state.pool, login, password, caller_of(request), now)
    except Problem as refusal:
        values: dict[str, Any] = {"problem": refusal, "login": login, "next": data.get("next", "")}
        return page("sign_in.html", language_of(request), refusal.status, **values)
    return Response(
        None, status_code=303, headers={"location": local_path(data.get("next", ""))}, cookies=cookies_of(signed_in, state.config.secure)
    )


@get("/welcome/{token:str}", opt={"permission": "public"}, include_in_schema=False)
async def welcome_page(request: Anyone, state: State, token: str, now: datetime) -> Response[str]:
    try:
        link = await sessions.link_owner(state.pool, token, now)
    except Problem as refusal:
        return page("problem.html", language_of(request), refusal.status, problem=refusal)
    return page("welcome.html", language_of(request), problem=None, purpose=link.purpose)


@post("/welcome/{token:str}", opt={"permission": "public"}, include_in_schema=False, status_code=200)
async def welcome(request: Anyone, state: State, token: str, data: Form, now: datetime) -> Response[Any]:
    try:
        fresh = await sessions.choose_password(state.pool, token, data.get("password", ""), request.headers.get("user-agent", ""), now)
    except Problem as refusal:
        if refusal.code == "link_not_valid":
            return page("problem.html", language_of(request), refusal.status, problem=refusal)
        return page("welcome.html", language_of(request), refusal.status, problem=refusal, purpose="invitation")
    return Response(None, status_code=303, headers={"location": "/"}, cookies=cookies_of(fresh, state.config.secure))


@get("/language/{code:str}", opt={"permission": "public"}, include_in_schema=False)
async def choose_language(request: Anyone, state: State, code: str) -> Response[None]:
    if code not in lang.languages():
        raise NotFoundException
    cookie = Cookie(key="outrider_language", value=code, path="/", max_age=31_536_000, secure=state.config.secure, samesite="lax")
    return Response(None, status_code=303, headers={"location": path_of(request.headers.get("referer", "/"))}, cookies=[cookie])


def built(path: str, media_type: str = "text/html; charset=utf-8", cache: str = "no-cache") -> File:
    """A file of the build. The shells are public: they hold no data and must open without a session, also offline."""
    if "\0" in path:
        raise NotFoundException
    target = (WEB / path).resolve()
    if not target.is_relative_to(WEB.resolve()) or not target.is_file():
        raise NotFoundException
    return File(target, media_type=media_type, content_disposition_type="inline", headers={"cache-control": cache})


@get(["/console", "/console/{rest:path}"], opt={"permission": "public"}, include_in_schema=False)
async def console(rest: str = "") -> File:
    return built("console/index.html")


@get(["/app", "/app/{rest:path}"], opt={"permission": "public"}, include_in_schema=False)
async def app(rest: str = "") -> Response[Any]:
    if rest.endswith(".webmanifest"):
        return built("app/manifest.webmanifest", "application/manifest+json")
    return built("app/index.html")


@get("/sw.js", opt={"permission": "public"}, include_in_schema=False)
async def service_worker() -> File:
    found = built("sw.js", "text/javascript; charset=utf-8")
    found.headers["service-worker-allowed"] = "/app/"
    return found


TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".wasm": "application/wasm",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
}


@get(["/assets/{rest:path}", "/icons/{rest:path}"], opt={"permission": "public"}, include_in_schema=False)
async def asset(request: Anyone, rest: str) -> File:
    """Names of assets carry their content's hash: kept for a year."""
    path = request.url.path.lstrip("/")
    kind = TYPES.get("." + path.rpartition(".")[2], "application/octet-stream")
    return built(path, kind, "public, max-age=31536000, immutable" if path.startswith("assets/") else "public, max-age=86400")


ROUTES = [door, sign_in_page, sign_in, welcome_page, welcome, choose_language, console, app, service_worker, asset]
