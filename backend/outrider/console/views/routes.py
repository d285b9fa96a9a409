"""Saved views of the list."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import delete, get, post

from ...db import Tx
from ...idempotency import once
from ...model import Who
from . import actions, store


class NewView(msgspec.Struct):
    """query: the part of the list's address after "?"."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    query: Annotated[str, msgspec.Meta(max_length=4000)]
    shared: bool = False


class SavedView(msgspec.Struct):
    id: UUID


@get("/api/list-views", opt={"permission": "orders.read"})
async def seen(tx: Tx, who: Who) -> list[store.View]:
    """The asker's own views of the list, and those that are shared."""
    return await actions.seen(tx, who)


@post("/api/list-views", opt={"permission": "orders.read"}, status_code=200)
@once
async def save(tx: Tx, who: Who, data: NewView, now: datetime) -> SavedView:
    """Keeps a view under a name, in place of the asker's own of that name."""
    return SavedView(await actions.save(tx, who, data.name, data.query, data.shared, now))


@delete("/api/list-views/{view_id:uuid}", opt={"permission": "orders.read"})
async def forget(tx: Tx, who: Who, view_id: UUID) -> None:
    """Forgets a view: one's own, or as administrator or head office a shared one."""
    await actions.forget(tx, who, view_id)


ROUTES = [seen, save, forget]
