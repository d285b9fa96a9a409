"""The screens of the organisation's ground: one set of routes for all of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import get, patch, post

from ...db import Tx
from ...idempotency import once
from ...model import Who
from ...records import ENTITIES
from . import actions, rules, store
from .columns.rules import Column


class Kind(msgspec.Struct):
    """may_write: whether this person may add or change rows."""

    name: str
    columns: list[Column]
    may_write: bool
    creatable: bool


class Made(msgspec.Struct):
    id: UUID


@get("/api/master", opt={"permission": "master.read"})
async def kinds(who: Who) -> list[Kind]:
    """Which master data there is, with the columns of each and what the asker may do with it."""
    return [Kind(row.name, list(row.columns), bool(who.roles & row.writers), row.creatable) for row in ENTITIES.values()]


@get("/api/search", opt={"permission": "master.read"})
async def search(tx: Tx, who: Who, words: str) -> list[actions.Found]:
    """Customers, places, devices, people and orders by some words of them, those that the asker may see."""
    return await actions.everything(tx, who, words)


@get("/api/master/{entity:str}", opt={"permission": "master.read"})
async def page(tx: Tx, who: Who, entity: str, words: str = "", offset: int = 0) -> actions.Page:
    """One page of a kind, narrowed by words; after is the cursor of the page before."""
    return await actions.page(tx, who, entity, words, max(0, offset))


@get("/api/master/{entity:str}/doubles", opt={"permission": "master.read"})
async def doubles(tx: Tx, who: Who, entity: str) -> list[actions.Twice]:
    """What stands more than once in other spellings, with all its records."""
    return await actions.twice(tx, who, entity)


@get("/api/master/{entity:str}/{row_id:uuid}", opt={"permission": "master.read"})
async def one(tx: Tx, who: Who, entity: str, row_id: UUID) -> rules.Row:
    """One record with its values and version."""
    return await actions.one(tx, who, entity, row_id)


@get("/api/master/{entity:str}/{row_id:uuid}/changes", opt={"permission": "master.read"})
async def history(tx: Tx, who: Who, entity: str, row_id: UUID) -> list[store.RecordChange]:
    """Who changed what of one record, and when."""
    return await actions.history(tx, who, entity, row_id)


@post("/api/master/{entity:str}", opt={"permission": "master.write"})
@once
async def add(tx: Tx, who: Who, entity: str, data: dict[str, Any], now: datetime) -> Made:
    """A new record; refused with the fields that are wrong."""
    return Made(await actions.add(tx, who, entity, data, now))


@patch("/api/master/{entity:str}/{row_id:uuid}", opt={"permission": "master.write"}, status_code=204)
@once
async def edit(tx: Tx, who: Who, entity: str, row_id: UUID, data: dict[str, actions.FieldEdit], now: datetime) -> None:
    """Changes the named fields of one record, where it still is as the person saw it."""
    await actions.edit(tx, who, entity, row_id, data, now)


@post("/api/master/{entity:str}/{row_id:uuid}/withdrawal", opt={"permission": "master.write"}, status_code=204)
@once
async def withdraw(tx: Tx, who: Who, entity: str, row_id: UUID, now: datetime) -> None:
    """Takes back what the asker changed of one record a moment ago."""
    await actions.withdraw(tx, who, entity, row_id, now)


ROUTES = [kinds, search, page, doubles, one, history, add, edit, withdraw]
