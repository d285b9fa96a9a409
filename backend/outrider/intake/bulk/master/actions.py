"""A sheet of master data: a row that is there already is changed, any other is added.

A row is the one that is there by its id, by the sign-in of a person, or by the fields that make it the same (accounts/master/rules.py);
never by a name alone. An empty cell leaves what is there; `-` clears it. What would be written is judged by the rule that writing uses.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from ....accounts.master import actions as master
from ....accounts.master.rules import ENTITIES, Column, Entity, Row, check_codes, complete, read
from ....db import Tx
from ....model import Who
from ....problems import Problem
from ....text import key
from .. import rules
from ..rules import Checked, Wrong, from_problem

A_FEW = 20
THERE, CHANGED = "_there", "_changed"  # in the values of a row: the entry that it changes, and how


class There(msgspec.Struct):
    """The entries that a sheet's rows may mean."""

    by_id: dict[UUID, Row]
    by_login: dict[str, UUID]
    same: dict[tuple[str, ...], list[Row]]
    keys: Mapping[str, Mapping[str, list[UUID]]]
    codes: dict[str, set[str]]


def columns(entity: Entity) -> tuple[Column, ...]:
    """With those that name the row itself."""
    return (rules.ID, *((rules.LOGIN,) if entity.id == "user_id" or entity.name == "people" else ()), *entity.columns)


async def there(tx: Tx, who: Who, name: str) -> There:
    entity = ENTITIES[name]
    rows = await master.every(tx, who, name)
    same: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        same.setdefault(_same(entity, row.values), []).append(row)
    keys = {column.ref: await master.keys(tx, column.ref) for column in entity.columns if column.type in ("ref", "refs")}
    logins = await master.logins(tx) if rules.LOGIN in columns(entity) else {}
    return There({row.id: row for row in rows}, logins, same, keys, await master.codes(tx, entity))


def _same(entity: Entity, values: dict[str, Any]) -> tuple[str, ...]:
    """What makes two rows the same thing."""
    return tuple(key(str(values.get(name) or "")) for name in entity.same)


async def check(tx: Tx, who: Who, name: str, known: There, row: dict[str, str], zone: ZoneInfo, seen: set[Any]) -> Checked:
    """seen: what the rows before were."""
    entity = ENTITIES[name]
    given = {column.name: column for column in entity.columns if column.name in row}
    cells = {field: rules.cell(column, row[field], known.keys, zone) for field, column in given.items()}
    values = msgspec.to_builtins({field: value for field, (value, _) in cells.items()})
    wrong = [fault for field, (_, fault) in cells.items() if fault and fault.code != "needed"]
    old, fault = _meant(entity, known, row, values)
    wrong += [fault] if fault else []
    mark = old.id if old else _same(entity, values) if any(_same(entity, values)) else None
    if mark is not None and mark in seen:
        first = next((field for field in ("id", "login", *entity.same) if row.get(field)), "row")
        wrong.append(Wrong("twice", first, row.get(first, "")))
    seen.add(mark)
    blank = {field for field in given if not row[field].strip() and old}
    if wrong:
        return Checked({}, wrong, _label(row))
    merged = {**(old.values if old else {}), **{field: value for field, value in values.items() if field not in blank}}
    return await _judged(tx, who, entity, known, old, merged, _label(row))


def _label(row: dict[str, str]) -> str:
    return next((text for field, text in row.items() if text and field != "id"), "")


def _meant(entity: Entity, known: There, row: dict[str, str], values: dict[str, Any]) -> tuple[Row | None, Wrong | None]:
    if said := row.get("id", ""):
        found = known.by_id.get(_uuid(said))
        return found, None if found else Wrong("unknown", "id", said)
    if said := row.get("login", ""):
        found = known.by_id.get(known.by_login.get(key(said), UUID(int=0)))
        return found, None if found else Wrong("unknown", "login", said)
    alike = known.same.get(_same(entity, values), []) if entity.same and any(_same(entity, values)) else []
    if len(alike) > 1:
        return None, Wrong("ambiguous", entity.same[-1], row.get(entity.same[-1], ""))
    if not alike and not entity.made_here:
        return None, Wrong("which", "login" if rules.LOGIN in columns(entity) else "id")
    return (alike[0] if alike else None), None


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


async def _judged(tx: Tx, who: Who, entity: Entity, known: There, old: Row | None, merged: dict[str, Any], label: str) -> Checked:
    """By the very rules that writing asks."""
    try:
        values = complete(entity, merged)
        check_codes(entity, values, known.codes)
        await master.may(tx, who, entity, values, old.values if old else None)
    except Problem as refusal:
        return Checked({}, from_problem(refusal), label)
    plain = msgspec.to_builtins(values)
    stands = _typed(entity, old.values) if old else {}
    changed = [field for field in plain if old and stands[field] != plain[field]]
    effect = "new" if old is None else "changes" if changed else "same"
    return Checked({**values, THERE: old, CHANGED: changed}, [], label, effect, changed)


def _typed(entity: Entity, stands: dict[str, Any]) -> dict[str, Any]:
    """As a value that was typed in would stand there: one moment has many spellings."""
    found = {}
    for column in entity.columns:
        try:
            found[column.name] = read(column, stands.get(column.name))
        except Problem:  # an older release took it in
            found[column.name] = stands.get(column.name)
    plain: dict[str, Any] = msgspec.to_builtins(found)
    return plain


async def write(tx: Tx, who: Who, name: str, rows: list[dict[str, Any]], now: datetime) -> list[tuple[UUID, str]]:
    """rows as `check` made them."""
    order = [column.name for column in ENTITIES[name].columns]
    fresh = [{field: row[field] for field in order} for row in rows if row[THERE] is None]
    added = iter(await master.add_many(tx, who, name, fresh, now) if fresh else [])
    made = []
    for row in rows:
        old = row[THERE]
        if old is None:
            made.append((next(added), ""))
            continue
        plain = msgspec.to_builtins({field: row[field] for field in row[CHANGED]})
        edits = {field: master.Edit(old.values[field], value) for field, value in plain.items()}
        if edits:
            await master.edit(tx, who, name, old.id, edits, now)
        made.append((old.id, ""))
    return made


async def checked(tx: Tx, who: Who, name: str, rows: Sequence[dict[str, str]], zone: ZoneInfo) -> list[Checked]:
    """A few rows at a time: other requests have their turn in between."""
    known, seen, found = await there(tx, who, name), set[Any](), list[Checked]()
    for n, row in enumerate(rows):
        found.append(await check(tx, who, name, known, row, zone, seen))
        if n % A_FEW == 0:
            await asyncio.sleep(0)
    return found
