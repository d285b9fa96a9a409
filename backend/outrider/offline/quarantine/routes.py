"""What phones hold, what was quarantined, and work that comes as a file."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.datastructures import State

from ...db import Tx, transactions_of
from ...model import Who
from ...received import received
from ..rules import Outcome
from . import actions, rules, store


@get("/api/phones", opt={"permission": "phones.read"})
async def phones(tx: Tx, who: Who, now: datetime) -> list[store.PhoneLine]:
    """The phones of engineers, with what each still holds by its own last word."""
    return await actions.phones(tx, who, now)


@get("/api/quarantine", opt={"permission": "phones.read"})
async def inbox(tx: Tx, who: Who, user_id: UUID | None = None, after: datetime | None = None) -> list[actions.Quarantined]:
    """Work that phones sent and that nobody could place, page by page."""
    return await actions.inbox(tx, who, user_id, after)


@get("/api/quarantine/people", opt={"permission": "phones.read"})
async def waiting(tx: Tx, who: Who) -> list[store.QuarantineOfPerson]:
    """The people whose work waits in the inbox, with how much."""
    return await actions.waiting(tx, who)


@post("/api/quarantine/{command_id:uuid}/apply", opt={"permission": "phones.manage"}, status_code=200)
async def apply(state: State, who: Who, command_id: UUID, now: datetime) -> Outcome:
    """Applies a piece of held work."""
    return await actions.apply(transactions_of(state.pool), who, command_id, now)


@post("/api/quarantine/{command_id:uuid}/dismiss", opt={"permission": "phones.manage"}, status_code=204)
async def dismiss(tx: Tx, who: Who, command_id: UUID, now: datetime) -> None:
    """Closes a piece of held work without applying it; it is kept."""
    await actions.dismiss(tx, who, command_id, now)


@post(
    "/api/unsent", opt={"permission": "phones.manage"}, status_code=200, request_max_body_size=rules.LARGEST_FILE, include_in_schema=False
)
async def import_file(request: Request[Any, Any, Any], state: State, who: Who, now: datetime) -> actions.Imported:
    async with received(request) as kept:
        return await actions.import_file(transactions_of(state.pool), who, kept, state.config.data, now)


ROUTES = [phones, inbox, waiting, apply, dismiss, import_file]
