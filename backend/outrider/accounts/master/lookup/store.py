"""SQL for the rows that a sheet names, made from the declarations as that of ../store.py is."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec

from ....db import Tx
from ....records import ENTITIES
from ...doubles.rules import key_of
from ..columns.rules import Column
from ..rules import Entity, Row
from ..store import ONCE, account_of, select

DAY = timedelta(days=1)


class Key(msgspec.Struct):
    id: UUID
    keys: list[str | None]


# text.key() as far as SQL can say it: of ASCII and Chinese signs alone. What has any other sign is not left out.
OTHER_SIGNS = "key collate \"C\" ~ '[^ -~\u4e00-\u9fff]'"
KEY = """btrim(regexp_replace(regexp_replace(lower(key collate "C"), ' +', ' ', 'g'), ' *- *', '-', 'g'))"""
KEYS: dict[str, str] = {
    name: f"select id, keys from (select t.{row.id} as id, array[{', '.join(f'({key})::text' for key in row.keys_of('t'))}] as keys "
    f"from {row.table} t) named where exists (select from unnest(keys) as key where {OTHER_SIGNS} or {KEY} = any($1::text[]))"
    for name, row in ENTITIES.items()
    if row.keys
}


async def keys(tx: Tx, entity: str, asked: Sequence[str]) -> list[Key]:
    """Of the rows that one of these keys may mean; others may be among them."""
    return await tx.all(KEYS[entity], Key, asked)


class Login(msgspec.Struct):
    login: str
    user_id: UUID


LOGINS = """
select login, user_id from credentials
where org_id = current_org() and ($1::text[] is null or login_key = any($1) or login_key is null)
"""


async def logins(tx: Tx, asked: Sequence[str] | None) -> list[Login]:
    """asked: keys. None: all."""
    return await tx.all(LOGINS, Login, asked)


def narrowing(entity: Entity) -> list[Column]:
    """Of the fields that make two rows the same, those by which the database finds them: a thing or a word that is kept by its key, and a day."""
    same = [column for column in entity.columns if column.name in entity.natural_key]
    once = ONCE[entity.name].column if entity.name in ONCE else ""
    named = [column for column in same if column.type == "ref" or column.name == once][:1]
    return [*named, *(column for column in same if column.type == "date")] if named else []


def _fits(n: int, entity: Entity, column: Column) -> str:
    """A double has no key, and is looked at whatever it is called."""
    if column.type in ("ref", "date"):
        return f't."{column.name}" = any(${n}::{"uuid" if column.type == "ref" else "date"}[])'
    return f'(t."{column.name}_key" = any(${n}::text[]) or t."{column.name}_key" is null and t."{column.name}" <> \'\')'


def _alike(entity: Entity) -> str:
    """By the id, or by what narrows; a kind with few rows has nothing that does, and gives all of them."""
    fits = " and ".join(_fits(n, entity, column) for n, column in enumerate(narrowing(entity), 3)) or (
        "true" if entity.natural_key else "false"
    )
    whose = account_of(entity)
    return (
        f"{select(entity)} from {entity.table} t where t.org_id = current_org() and (t.{entity.id} = any($1::uuid[]) or {fits}) "
        f"and ($2::uuid[] is null or {whose} is null or {whose} = any($2)) order by t.{entity.id}"
    )


ALIKE: dict[str, str] = {name: _alike(row) for name, row in ENTITIES.items()}


def _asked(column: Column, values: Sequence[dict[str, Any]]) -> list[Any]:
    """Of a day also those beside it, into which a row may reach."""
    said = {str(row[column.name]) for row in values if row.get(column.name)}
    if column.type == "ref":
        return [UUID(id) for id in said]
    if column.type == "date":
        return [date.fromisoformat(day) + n * DAY for day in said for n in (-1, 0, 1)]
    return [key for key in map(key_of, said) if key]


async def alike(tx: Tx, entity: str, ids: list[UUID], accounts: list[UUID] | None, values: Sequence[dict[str, Any]]) -> list[Row]:
    asked = [_asked(column, values) for column in narrowing(ENTITIES[entity])]
    return await tx.all(ALIKE[entity], Row, ids, accounts, *asked)


class Parent(msgspec.Struct):
    id: UUID
    parent_id: UUID | None


# These rows, and all that lie above them.
PARENTS: dict[str, str] = {
    name: f"with recursive up (id, parent_id) as (select id, parent_id from {row.table} where id = any($1::uuid[]) "
    f"union select t.id, t.parent_id from {row.table} t join up on t.id = up.parent_id) select id, parent_id from up"
    for name, row in ENTITIES.items()
    if any(column.name == "parent_id" for column in row.columns)
}


async def parents(tx: Tx, entity: str, ids: list[UUID]) -> list[Parent]:
    return await tx.all(PARENTS[entity], Parent, ids)
