"""Every route, with every role, on own and on foreign data, and with no session. Default-deny, and the refusal is tested."""

import inspect
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from litestar import get
from litestar.handlers import HTTPRouteHandler

from outrider import app as wiring
from outrider import db
from outrider.accounts.people.rules import PERMISSIONS
from outrider.accounts.sessions import actions as sessions
from outrider.app import build
from outrider.generate import openapi
from outrider.ids import new_id
from outrider.model import Role
from tests.cast import NOW, Cast, take_order
from tests.conftest import Client, Database, code_of, config_of

DOCUMENT = openapi()
METHODS = ("get", "post", "put", "patch", "delete")
ROUTES = [(method, path) for path, item in DOCUMENT["paths"].items() for method in METHODS if method in item]
HANDLERS = {
    (method.lower(), re.sub(r"\{(\w+):\w+\}", r"{\1}", path)): handler.opt["permission"]
    for handler in wiring.ROUTES
    if isinstance(handler, HTTPRouteHandler)
    for path in handler.paths
    for method in handler.http_methods
}
PRIVATE = [(method, path) for method, path in ROUTES if HANDLERS[(method, path)] != "public"]
VALUES = {
    "kind": "repair", "level": "1", "fault": "x", "skill": None, "access_note": "", "contact_id": str(uuid4()), "site_id": str(uuid4()),
    "device_id": None, "work_minutes": 60,
}  # fmt: skip
EDIT = {"was": VALUES, "wanted": VALUES}
BODIES: dict[str, Any] = {"/actions": {"action": "note", "expected": "received", "data": {"text": "x"}}, "/reviews/": {"decision": "keep"},
    "/withdrawal": {"expected": "assigned", "version": 1}, "/edit": EDIT, "/merge": {"into": str(uuid4()), "expected": "received"}, 
    "/site": {"field": "entry", "base": "", "value": "x"}, "/messages": {"text": "x"},
    "/assignment": {"engineer_id": str(uuid4()), "expected": "received"}, "/part-requests": {"part_kind_id": str(uuid4())},
    "/expected": {"expected_on": "2026-03-09", "reason": "x"},
    "/substitute": {"name": "Fan", "agreed_by": "Dana"}, "/defective": {"serial": "S1"}, "/part-holders": {"name": "Main store"},
    "/status": {"was": "requested", "to": "ready"}, "/active": {"active": False},
    "/blobs/": {"size": 10, "mime": "image/jpeg"}, "/positions": {"fixes": []}, "/commands": {"sent_at": "2026-03-02T10:00:00Z", "commands": []},
    "/phones": {"id": str(uuid4()), "public_key": {}, "name": "x"}, "/language": {"language": "en"}, "/call": {"outcome": "reached"},
    "/promised": {"promised_on": "2026-03-09", "reason": "x"}, "/inspection": {"outcome": "no_fault"}, "/answer": {"agreed": True, "how": "phone"},
    "/quotes": {"amount": "10.00", "currency": "EUR", "work": "x"}, "/give-back": {"expected": "received"}, "/photos/": {"removed": True},
    "/photos": {"photos": []},
    "/people": {"login": "n@x.test", "name": "N", "role": "dispatcher", "language": "en"}}  # fmt: skip


def body_of(path: str) -> Any:
    return next((body for end, body in BODIES.items() if path.endswith(end) or end in path), {})


def filled(path: str, order: Any) -> str:
    return re.sub(r"\{\w+\}", lambda match: "ab" * 32 if match[0] == "{sha}" else str(order), path)


def query_of(path: str) -> dict[str, str]:
    return {"words": "x", "address": "x", "offset": "0"}


async def ask(client: Client, method: str, path: str, order: Any) -> Any:
    body = body_of(path) if method in ("post", "put", "patch") else None
    return await client.request(method, filled(path, order), json=body, params=query_of(path))


@pytest.fixture
async def everybody(own_database: Database, pool: Any, us: Cast) -> dict[Role, str]:
    """A session for each role of our organisation."""
    tokens = {}
    owner = await asyncpg.connect(own_database.owner_dsn)
    await owner.execute("select set_config('app.org_id', $1, false)", str(us.org_id))
    for role in Role:
        user = new_id(NOW)
        await owner.execute(
            "insert into users (org_id, id, name, email, language, created_at) values ($1, $2, $3, '', 'en', $4)",
            us.org_id,
            user,
            role,
            NOW,
        )
        scope = "own" if role in (Role.ENGINEER, Role.CUSTOMER_ADMINISTRATOR) else "organisation"
        await owner.execute("insert into grants (org_id, user_id, role, scope) values ($1, $2, $3, $4)", us.org_id, user, role, scope)
        if role == Role.ENGINEER:
            row = (us.org_id, user, us.station)
            await owner.execute("insert into engineers values ($1, $2, $3, 52.5, 13.4, '00:00', '23:59')", *row)
        tokens[role] = await sessions.open_session(db.Tx(owner, us.org_id), user, "tests", NOW)
    await owner.close()
    return tokens


async def test_no_session_opens_nothing(client: Any) -> None:
    async with client(None) as nobody:
        for method, path in PRIVATE:
            assert code_of(await ask(nobody, method, path, uuid4())) == (401, "not_signed_in"), path


async def test_each_role_does_what_its_permissions_say_and_nothing_else(app: Any, everybody: dict[Role, str]) -> None:
    for role, token in everybody.items():
        async with Client(app, token) as person:
            for method, path in PRIVATE:
                allowed = role in PERMISSIONS[HANDLERS[(method, path)]]
                if path == "/api/sign-out":
                    continue
                answer = await ask(person, method, path, uuid4())
                refused = answer.status_code == 403 and answer.json()["code"] == "not_allowed"
                assert refused != allowed, (role, method, path, answer.text)


async def test_foreign_orders_do_not_exist(app: Any, pool: Any, own_database: Database, everybody: dict[Role, str]) -> None:
    async with db.transaction(pool, own_database.them.org_id) as tx:
        order = (
            await take_order(tx, own_database.them) if "alice" in own_database.them.users else await foreign_order(tx, own_database.them)
        )
    of_orders = [(method, path) for method, path in PRIVATE if "{order_id}" in path]
    assert len(of_orders) >= 8
    for role, token in everybody.items():
        async with Client(app, token) as person:
            for method, path in of_orders:
                if role in PERMISSIONS[HANDLERS[(method, path)]]:
                    assert code_of(await ask(person, method, path, order)) == (404, "not_found"), (role, method, path)


async def foreign_order(tx: db.Tx, them: Cast) -> Any:
    them.users["alice"] = them.users["mallory"]
    try:
        return await take_order(tx, them)
    finally:
        del them.users["alice"]


async def test_own_orders_open_for_those_who_may_read(app: Any, pool: Any, us: Cast, everybody: dict[Role, str]) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
    for role in PERMISSIONS["orders.read"] - {Role.ENGINEER, Role.CUSTOMER_ADMINISTRATOR}:
        async with Client(app, everybody[role]) as person:
            assert (await person.get(f"/api/orders/{order}")).status_code == 200, role


async def test_an_engineer_sees_only_orders_that_were_his(app: Any, pool: Any, us: Cast, client: Any) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
    assert code_of(await client("bob").get(f"/api/orders/{order}")) == (404, "not_found")


async def test_another_sites_page_cannot_make_the_browser_act(client: Any) -> None:
    answer = await client("alice").post("/api/sign-out", headers={"origin": "https://elsewhere.test"})
    assert code_of(answer) == (403, "foreign_origin")


async def test_every_answer_carries_the_strict_policy(client: Any) -> None:
    policy = (await client(None).get("/sign-in")).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy


def test_what_anybody_may_ask_looks_at_no_scope_of_all_roles_together() -> None:
    """Such a route narrows to the permission that it means."""
    open_to_all = [handler for handler in wiring.ROUTES if PERMISSIONS.get(handler.opt["permission"], frozenset(Role)) == frozenset(Role)]
    assert len(open_to_all) > 10
    assert [handler.fn.__name__ for handler in open_to_all if ".scope)" in inspect.getsource(handler.fn).replace("]).scope)", "")] == []


def test_nobody_asks_for_rights_past_the_guard_but_who_narrows_them() -> None:
    asks = re.compile(r"(?<!def )\b(?:recognise|as_user)\(")
    backend = Path(wiring.__file__).parent
    found = {str(path.relative_to(backend)) for path in backend.rglob("*.py") if asks.search(path.read_text())}
    assert found == {"http.py", "intake/bulk/actions.py", "accounts/sessions/routes.py"}  # the last tells people their roles


def test_a_route_without_permission_does_not_start(own_database: Database, data_folder: Any) -> None:
    @get("/forgotten")
    async def forgotten() -> None: ...

    with pytest.raises(SystemExit):
        build(config_of(own_database, data_folder), routes=[forgotten], pool=object())
