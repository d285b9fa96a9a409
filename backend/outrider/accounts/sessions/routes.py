"""Sign-in for the phone and the console's scripts; the sign-in page itself is in console/pages.py."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, delete, get, post
from litestar.datastructures import Cookie, State

from ...db import Tx
from ...http import address_of
from ...model import Role, Who
from ..people.rules import PERMISSIONS
from . import actions, rules, store

DEVICE, DEVICE_AGE = "outrider_device", 34_560_000  # seconds: as long as browsers keep a cookie


class SignIn(msgspec.Struct):
    login: str
    password: str


class Me(msgspec.Struct):
    """now and speed let every face show the same time as the server (a demonstration may run fast).

    permissions: what the roles give, so that a face asks for nothing that would be refused.
    """

    user_id: UUID
    org_id: int
    name: str
    language: str
    roles: list[Role]
    permissions: list[str]
    phone_id: UUID | None
    time_zone: str
    now: datetime
    speed: float


class PhoneKey(msgspec.Struct):
    """The public half (JWK, ECDSA P-256) of a key that never leaves the phone."""

    id: UUID
    public_key: dict[str, Any]
    name: str


def cookie_of(token: str, secure: bool, path: str = "/") -> Cookie:
    age = int(rules.SESSION_LENGTH.total_seconds())
    return Cookie(key="outrider_session", value=token, path=path, max_age=age, httponly=True, secure=secure, samesite="lax")


def cookies_of(signed_in: actions.SignedIn, secure: bool) -> list[Cookie]:
    """The session, and by what this browser is known the next time."""
    device = Cookie(key=DEVICE, value=signed_in.device, path="/", max_age=DEVICE_AGE, httponly=True, secure=secure, samesite="lax")
    return [cookie_of(signed_in.session, secure), device]


def caller_of(request: Request[Any, Any, Any]) -> actions.Caller:
    return actions.Caller(address_of(request), request.headers.get("user-agent", ""), request.cookies.get(DEVICE))


def me_of(who: Who, state: State) -> Me:
    return Me(
        who.user_id,
        who.org_id,
        who.name,
        who.language,
        sorted(who.roles),
        sorted(name for name, roles in PERMISSIONS.items() if who.roles & roles),
        who.phone_id,
        who.time_zone,
        state.clock.now(),
        state.clock.speed,
    )


@post("/api/sign-in", opt={"permission": "public"}, status_code=200)
async def sign_in(request: Request[Any, Any, Any], state: State, data: SignIn, now: datetime) -> Response[Me]:
    """Opens a session, which the answer sets as a cookie."""
    signed_in = await actions.sign_in(state.pool, data.login, data.password, caller_of(request), now)
    who = await actions.recognise(state.pool, signed_in.session, now)
    assert who is not None
    return Response(me_of(who, state), cookies=cookies_of(signed_in, state.config.secure))


@post("/api/sign-out", opt={"permission": "me"}, status_code=204)
async def sign_out(tx: Tx, who: Who, now: datetime) -> None:
    """Ends this session."""
    await actions.sign_out(tx, who, now)


@get("/api/me", opt={"permission": "me"})
async def me(who: Who, state: State) -> Me:
    """Who is asking: name, roles, permissions, language, and the clock of the server."""
    return me_of(who, state)


@post("/api/phones", opt={"permission": "phone", "after_leaving": True}, status_code=204)
async def register_phone(tx: Tx, who: Who, data: PhoneKey, now: datetime) -> None:
    """Binds this session to a phone and to the public key with which it signs."""
    await actions.register_phone(tx, who, data.id, data.public_key, data.name, now)


@delete("/api/phones/{phone_id:uuid}/sessions", opt={"permission": "people.write"})
async def end_phone(tx: Tx, who: Who, phone_id: UUID, now: datetime) -> None:
    """Ends the sessions of a phone; what it has not sent stays on it."""
    await actions.end_phone(tx, who, phone_id, now)


@get("/api/sessions", opt={"permission": "me"})
async def list_sessions(tx: Tx, who: Who, now: datetime) -> list[store.SessionLine]:
    """Where the asker is signed in."""
    return await actions.list_sessions(tx, who, now)


@delete("/api/sessions/{session_id:uuid}", opt={"permission": "me"})
async def revoke_session(tx: Tx, who: Who, session_id: UUID, now: datetime) -> None:
    """Ends one of the asker's sessions."""
    await actions.revoke(tx, who, session_id, now)


ROUTES = [sign_in, sign_out, me, register_phone, end_phone, list_sessions, revoke_session]
