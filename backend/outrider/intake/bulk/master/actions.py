"""A sheet of master data: a row that is there already is changed, any other is added.

A parent may stand in the same sheet, before or behind.
A row is the one that is there by its id, by the sign-in of a person, or by the fields that make it the same (its declaration says which);
never by a name alone. An empty cell leaves what is there; `-` clears it. What would be written is judged by the rule that writing uses.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from ....accounts.master import actions as master
from ....accounts.master.columns.rules import Column
from ....accounts.master.lookup import actions as lookup
from ....accounts.master.rules import Entity, Row, typed
from ....db import Tx
from ....ids import new_id
from ....model import Who
from ....problems import Problem
from ....records import ENTITIES
from ....text import key
from .. import rules
from ..rules import Checked, Given, Keys, Wrong, from_problem
from .rules import Line, Ready, above, apart, faults, settle, with_rows

A_FEW = 20
WHOSE = {"account_id", "engineer_id", "station_id"}  # the fields that say it


class There(msgspec.Struct):
    """The entries that these rows of a sheet may mean, or stand beside."""

    by_id: dict[UUID, Row]
    by_login: dict[str, UUID]
    same: dict[tuple[str, ...], list[Row]]


def columns(entity: Entity) -> tuple[Column, ...]:
    """With those that name the row itself."""
    return (rules.ID, *((rules.LOGIN,) if entity.signs_in else ()), *entity.columns)


async def there(tx: Tx, who: Who, entity: Entity, lines: Sequence[Line]) -> There:
    """By what the lines say, and once more by what the entries that they name say: a shift may be moved by its id alone."""
    asked = {key(said) for line in lines if (said := line.words.get("login", ""))}
    logins = await lookup.logins(tx, asked) if asked else {}
    ids = list({_uuid(said) for line in lines if (said := line.words.get("id", ""))} | set(logins.values()))
    values = [line.values for line in lines]
    if entity.beside and ids:
        named = {row.id: row.values for row in await lookup.alike(tx, who, entity.name, ids, [])}
        values = [named.get(_uuid(line.words.get("id", "")), {}) | _said(line.values) for line in lines]
    rows, same = await lookup.alike(tx, who, entity.name, ids, values), dict[tuple[str, ...], list[Row]]()
    for row in rows:
        same.setdefault(_same(entity, row.values), []).append(row)
    return There({row.id: row for row in rows}, logins, same)


def _said(values: dict[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in values.items() if value is not None}


def _same(entity: Entity, values: dict[str, Any]) -> tuple[str, ...]:
    """What makes two rows the same thing."""
    return tuple(key(str(values.get(name) or "")) for name in entity.natural_key)


def _read(entity: Entity, keys: Keys, row: Given, zone: ZoneInfo) -> Line:
    """All but the parent, which another row may make."""
    parent, words = above(entity), row.words
    read, wrong = rules.cells([column for column in _given(entity, words) if column != parent], row, keys, zone)
    wrong = [*(fault for fault in wrong if fault.code != "needed"), *row.doubts]
    return Line(words, msgspec.to_builtins(read), wrong)


def _find(entity: Entity, known: There, line: Line, now: datetime, seen: dict[Any, UUID]) -> None:
    """The entry that it changes, if any. seen: what the rows before were, and their ids."""
    line.old, fault = _meant(entity, known, line.words, line.values)
    line.meant = fault is None
    line.wrong += [fault] if fault else []
    id = line.old.id if line.old else new_id(now)
    mark = line.old.id if line.old else _same(entity, line.values) if any(_same(entity, line.values)) else id
    if mark in seen:
        first = next((field for field in ("id", "login", *entity.natural_key) if line.words.get(field)), "row")
        line.wrong.append(Wrong("twice", first, line.words.get(first, "")))
    line.id = seen.setdefault(mark, id)


def _given(entity: Entity, words: dict[str, str]) -> list[Column]:
    return [column for column in entity.columns if column.name in words]


async def _read_parents(entity: Entity, known: Keys, rows: Sequence[Given], lines: list[Line], zone: ZoneInfo) -> None:
    """When it is known what every row of the sheet is called."""
    column = above(entity)
    if column is None or not lines or column.name not in lines[0].words:
        return
    keys = {entity.name: with_rows(entity, known[entity.name], lines)}
    for n, (row, line) in enumerate(zip(rows, lines, strict=True)):
        if n % A_FEW == 0:
            await asyncio.sleep(0)
        value, wrong = rules.cells([column], row, keys, zone)
        line.values |= value
        line.wrong += [Wrong("unknown_here", fault.field, fault.value) if fault.code == "unknown" else fault for fault in wrong]


def _label(row: dict[str, str]) -> str:
    return next((text for field, text in row.items() if text and field != "id"), "")


def _meant(entity: Entity, known: There, row: dict[str, str], values: dict[str, Any]) -> tuple[Row | None, Wrong | None]:
    if said := row.get("id", ""):
        found = known.by_id.get(_uuid(said))
        return found, None if found else Wrong("unknown", "id", said)
    if said := row.get("login", ""):
        found = known.by_id.get(known.by_login.get(key(said), UUID(int=0)))
        return found, None if found else Wrong("unknown", "login", said)
    alike = known.same.get(_same(entity, values), []) if entity.natural_key and any(_same(entity, values)) else []
    if len(alike) > 1:
        return None, Wrong("ambiguous", entity.natural_key[-1], row.get(entity.natural_key[-1], ""))
    if not alike and not entity.creatable:
        return None, Wrong("which", "login" if rules.LOGIN in columns(entity) else "id")
    return (alike[0] if alike else None), None


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


async def _check(tx: Tx, who: Who, entity: Entity, codes: dict[str, set[str]], line: Line) -> Checked[Ready]:
    """By the very rules that writing asks, and all that they say at once."""
    old, label = line.old, _label(line.words)
    blank = {column.name for column in _given(entity, line.words) if not line.words[column.name].strip() and old}
    merged = {**(old.values if old else {}), **{field: value for field, value in line.values.items() if field not in blank}}
    values, unread = typed(entity, merged)
    line.wrong += [Wrong("not_valid", field) for field in unread]
    values |= {fault.field: None for fault in line.wrong if fault.field in values}
    line.wrong += faults(entity, line, values, codes)
    line.wrong += await _refused(tx, who, entity, line, values)
    if line.wrong:
        return Checked(None, line.wrong, label)
    plain, stands = msgspec.to_builtins(values), _plain(entity, old.values) if old else {}
    changed = [field for field in plain if old and stands[field] != plain[field]]
    effect = "new" if old is None else "changes" if changed else "same"
    return Checked(Ready(line.id, values, old, changed), [], label, effect, changed)


async def _refused(tx: Tx, who: Who, entity: Entity, line: Line, values: dict[str, Any]) -> list[Wrong]:
    """Whose it is can be judged only where the row says so."""
    said, found = {fault.field for fault in line.wrong}, list[Wrong]()
    judges = [master.belong(tx, values)]
    if line.meant and not said & WHOSE:
        judges += [master.may(tx, who, entity, row) for row in (values, *([line.old.values] if line.old else []))]
    for judge in judges:
        try:
            await judge
        except Problem as refusal:
            found += [fault for fault in from_problem(refusal) if fault.field not in said and fault not in found]
    return found


def _plain(entity: Entity, stands: dict[str, Any]) -> dict[str, Any]:
    """As a value that was typed in would stand there: one moment has many spellings."""
    plain: dict[str, Any] = msgspec.to_builtins(typed(entity, stands)[0])
    return plain


async def write(tx: Tx, who: Who, name: str, rows: list[Ready], now: datetime) -> list[tuple[UUID, str]]:
    fresh = [row for row in rows if row.old is None]
    if fresh:
        await master.add_many(tx, who, name, [row.values for row in fresh], now, [row.id for row in fresh], alone=False)
    edits = {row.id: _edits(row.old, row) for row in rows if row.old and row.changed}
    if edits:
        await master.edit_many(tx, who, name, edits, now, alone=False)
    await master.apart(tx, name, [row.id for row in rows])
    return [(row.id, "") for row in rows]


def _edits(old: Row, row: Ready) -> dict[str, master.FieldEdit]:
    plain = msgspec.to_builtins({field: row.values[field] for field in row.changed})
    return {field: master.FieldEdit(old.values[field], value) for field, value in plain.items()}


async def checked(tx: Tx, who: Who, name: str, rows: Sequence[Given], zone: ZoneInfo, now: datetime) -> list[Checked[Ready]]:
    """A few rows at a time: other requests have their turn in between."""
    entity, seen, lines, found = ENTITIES[name], dict[Any, UUID](), list[Line](), list[Checked[Ready]]()
    named = rules.named(_given(entity, rows[0].words if rows else {}), rows)
    keys, codes = {ref: await lookup.keys(tx, ref, asked) for ref, asked in named.items()}, await master.codes(tx, entity)
    for n, row in enumerate(rows):
        lines.append(_read(entity, keys, row, zone))
        if n % A_FEW == 0:
            await asyncio.sleep(0)
    known = await there(tx, who, entity, lines)
    for line in lines:
        _find(entity, known, line, now, seen)
    await _read_parents(entity, keys, rows, lines, zone)
    for n, line in enumerate(lines):
        found.append(await _check(tx, who, entity, codes, line))
        if n % A_FEW == 0:
            await asyncio.sleep(0)
    if column := above(entity):
        ids = {id for line in lines for id in (line.id, line.values.get(column.name)) if id}
        settle(column, await lookup.parents(tx, name, list(ids)), lines, found)
    if entity.beside:
        apart(entity, entity.beside, known.by_id.values(), found)
    return found
