"""Every route that the application wires, and something to ask each with."""

import re
from typing import Any
from uuid import uuid4

from litestar.handlers import HTTPRouteHandler

from outrider import app as wiring
from outrider.generate import openapi
from tests.conftest import Client

DOCUMENT = openapi()


# All that the application wires, also what the contract leaves out: streams, files, forms.
HANDLERS = {
    (method.lower(), re.sub(r"\{(\w+):\w+\}", r"{\1}", path)): handler.opt["permission"]
    for handler in wiring.ROUTES
    if isinstance(handler, HTTPRouteHandler)
    for path in handler.paths
    for method in handler.http_methods
}
PRIVATE = [route for route, permission in HANDLERS.items() if permission != "public"]
VALUES = {
    "kind": "repair", "level": "1", "fault": "x", "skill": None, "access_note": "", "contact_id": str(uuid4()), "site_id": str(uuid4()),
    "device_id": None, "work_minutes": 60,
}  # fmt: skip
EDIT = {"was": VALUES, "wanted": VALUES}
BODIES: dict[str, Any] = {"/actions": {"action": "note", "expected": "received", "data": {"text": "x"}}, "/reviews/": {"decision": "keep"},
    "/withdrawal": {"expected": "assigned", "version": 1, "reason_code": "not_needed"}, "/edit": EDIT,
    "/merge": {"into": str(uuid4()), "expected": "received"}, 
    "/site": {"field": "entry", "base": "", "value": "x"}, "/messages": {"text": "x"},
    "/crew": {"engineer_id": str(uuid4()), "expected": "assigned", "reason_code": "two_needed", "window_from": "2026-03-09T10:00:00Z",
              "window_to": "2026-03-09T11:00:00Z"},
    "/assignment": {"engineer_id": str(uuid4()), "expected": "received"}, "/part-requests": {"part_kind_id": str(uuid4())},
    "/expected": {"expected_on": "2026-03-09", "reason": "x"},
    "/substitute": {"name": "Fan", "agreed_by": "Dana"}, "/defective": {"serial": "S1"}, "/part-holders": {"name": "Main store"},
    "/status": {"was": "requested", "to": "ready"}, "/active": {"active": False},
    "/blobs/": {"size": 10, "mime": "image/jpeg"}, "/positions": {"fixes": []}, "/commands": {"sent_at": "2026-03-02T10:00:00Z", "commands": []},
    "/phones": {"id": str(uuid4()), "public_key": {}, "name": "x"}, "/language": {"language": "en"}, "/call": {"outcome": "reached"},
    "/promised": {"promised_on": "2026-03-09", "reason": "x"}, "/inspection": {"outcome": "no_fault"}, "/answer": {"agreed": True, "how": "phone"},
    "/quotes": {"amount": "10.00", "currency": "EUR", "work": "x"}, "/give-back": {"expected": "received"}, "/photos/": {"removed": True},
    "/photos": {"photos": []},
    "/rescue": {"way": "reorder", "keeps": [], "moves": [], "days": []},
    "/list-views": {"name": "Mine", "query": "status=planned"}, "/list/sheet": {"header": ["Number"], "rows": []},
    "/retention": {"what": "positions", "days": 30}, "/legal-holds": {"kind": "organisation", "reason": "x"},
    "/people": {"login": "n@x.test", "name": "N", "role": "dispatcher", "language": "en"}}  # fmt: skip


def body_of(path: str) -> Any:
    return next((body for end, body in BODIES.items() if path.endswith(end) or end in path), {})


def filled(path: str, order: Any) -> str:
    return re.sub(r"\{\w+\}", lambda match: "ab" * 32 if match[0] == "{sha}" else str(order), path)


def query_of(path: str) -> dict[str, str]:
    engineer = {"engineer_id": str(uuid4()), "until": "2026-03-03T00:00:00Z"}
    return {"words": "x", "address": "x", "offset": "0", "day": "2026-03-02", **engineer}


async def ask(client: Client, method: str, path: str, order: Any) -> Any:
    body = body_of(path) if method in ("post", "put", "patch") else None
    return await client.request(method, filled(path, order), json=body, params=query_of(path))
