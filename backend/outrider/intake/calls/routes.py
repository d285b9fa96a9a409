"""The register of calls."""

from datetime import datetime
from uuid import UUID

from litestar import get, post

from ...db import Tx
from ...idempotency import once
from ...model import Who
from . import actions, rules, store


@post("/api/calls", opt={"permission": "calls.take"})
@once
async def keep(tx: Tx, who: Who, data: rules.NewCall, now: datetime) -> actions.Kept:
    """Keeps a question that became no order, with what was answered."""
    return await actions.keep(tx, who, data, now)


@get("/api/calls", opt={"permission": "calls.read"})
async def calls(tx: Tx, who: Who, words: str = "") -> list[store.CallLine]:
    """Calls that became no order, newest first, by some words or the number of a caller."""
    return await actions.calls(tx, words, who.scope)


@get("/api/calls/{call_id:uuid}", opt={"permission": "calls.read"})
async def call(tx: Tx, who: Who, call_id: UUID) -> store.CallLine:
    """One call: what an order that is made of it takes over."""
    return await actions.call(tx, call_id, who.scope)


ROUTES = [keep, calls, call]
