"""The rows that a sheet names, some hundred rows of it at a time: asked for by what it says, not all of them."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from .... import text
from ....db import Tx
from ....model import Who
from ..actions import accounts_of
from ..rules import Row
from . import store


async def keys(tx: Tx, name: str, asked: Iterable[str]) -> dict[str, list[UUID]]:
    """What a sheet calls rows of an entity, by text.key(), and which rows that is."""
    found: dict[str, list[UUID]] = {}
    for row in await store.keys(tx, name, list(asked)):
        for key in {text.key(key) for key in row.keys if key} - {""}:
            found.setdefault(key, []).append(row.id)
    return found


async def logins(tx: Tx, asked: Iterable[str] | None = None) -> dict[str, UUID]:
    """By the key of each sign-in, whose it is. asked: keys of some."""
    return {text.key(row.login): row.user_id for row in await store.logins(tx, None if asked is None else list(asked))}


async def alike(tx: Tx, who: Who, name: str, ids: list[UUID], values: Sequence[dict[str, Any]]) -> list[Row]:
    """The rows of these ids, and all that may be the same as one of these values or stand beside it; others may be among them."""
    return await store.alike(tx, name, ids, accounts_of(who), values)


async def parents(tx: Tx, name: str, ids: list[UUID]) -> dict[UUID, UUID | None]:
    """Of these rows and of all above them."""
    return {row.id: row.parent_id for row in await store.parents(tx, name, ids)}
