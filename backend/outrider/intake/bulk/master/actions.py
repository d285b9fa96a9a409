"""A sheet of master data: a row that is there already is changed, any other is added."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from ....accounts.master import actions as master
from ....accounts.master.rules import ENTITIES, Entity, Row, check_codes, check_row
from ....db import Tx
from ....model import Who
from ....problems import Problem
from ....text import key
from ..rules import Checked, Wrong, cell, from_problem

ALL = 1_000_000
THERE = "_there"  # in the values of a row: the id of the entry that it changes


async def check(tx: Tx, who: Who, name: str, rows: Sequence[dict[str, str]], zone: ZoneInfo) -> list[Checked]:
    entity = ENTITIES[name]
    keys = {column.ref: await master.keys(tx, column.ref) for column in entity.columns if column.type in ("ref", "refs")}
    codes = await master.codes(tx, entity)
    there, seen = await _there(tx, who, entity), set[tuple[str, ...]]()
    checked = [_checked(entity, row, keys, there, seen, zone) for row in rows]
    for found in checked:
        if not found.wrong:
            found.wrong += _codes(entity, found.values, codes)
    return checked


async def _there(tx: Tx, who: Who, entity: Entity) -> dict[tuple[str, ...], Row]:
    page = await master.page(tx, who, entity.name, "", 0, limit=ALL)
    return {_same(entity, row.values): row for row in page.rows}


def _same(entity: Entity, values: dict[str, Any]) -> tuple[str, ...]:
    """What makes two rows the same thing."""
    return tuple(key(str(values.get(name) or "")) for name in entity.same)


def _checked(
    entity: Entity, row: dict[str, str], keys: Any, there: dict[tuple[str, ...], Row], seen: set[tuple[str, ...]], zone: ZoneInfo
) -> Checked:
    given = [column for column in entity.columns if column.name in row]
    cells = {column.name: cell(column, row[column.name], keys, zone) for column in given}
    values = {name: value for name, (value, _) in cells.items()}
    wrong = [fault for _, fault in cells.values() if fault]
    same = _same(entity, msgspec.to_builtins(values))
    old = there.get(same) if any(same) else None
    if any(same) and same in seen:
        wrong.append(Wrong("twice", entity.same[0], row.get(entity.same[0], "")))
    seen.add(same)
    if old is None:
        missing = [column for column in entity.columns if column.name not in row]
        wrong += [Wrong("needed", column.name) for column in missing if column.needed and column.default is None]
        values |= {column.name: column.default for column in missing}
        wrong += [Wrong("not_new", "row")] if not entity.made_here and not wrong else []
    if not wrong and old is None:
        try:
            check_row(entity, values)
        except Problem as refusal:
            wrong += from_problem(refusal)
    label = next((text for text in row.values() if text), "")
    return Checked({**values, THERE: old}, wrong, label)


def _codes(entity: Entity, values: dict[str, Any], codes: dict[str, set[str]]) -> list[Wrong]:
    try:
        check_codes(entity, {column.name: values.get(column.name) for column in entity.columns}, codes)
    except Problem as refusal:
        return from_problem(refusal)
    return []


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
        edits = {field: master.Edit(old.values[field], msgspec.to_builtins(row[field])) for field in order if field in row}
        await master.edit(tx, who, name, old.id, {field: edit for field, edit in edits.items() if edit.was != edit.now}, now)
        made.append((old.id, ""))
    return made
