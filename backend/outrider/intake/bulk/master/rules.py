"""Rows of one sheet that name each other: a region and its stations, a group and its companies. Pure."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from ....accounts.master.columns.rules import Column
from ....accounts.master.rules import Beside, Entity, Row, missing_in, typed, unknown_codes, wrong_in
from ....text import key
from ..rules import Checked, Wrong, from_fault

NOBODY = UUID(int=0)


class Line(msgspec.Struct):
    """A row whose cells have been read. id: of the entry that it changes (old), else the one that it would get. meant: it is clear which."""

    words: dict[str, str]
    values: dict[str, Any]
    wrong: list[Wrong]
    old: Row | None = None
    id: UUID = NOBODY
    meant: bool = False


class Ready(msgspec.Struct):
    """A row as it is written. id: of the entry that it changes (old), else the one that it gets. changed: fields."""

    id: UUID
    values: dict[str, Any]
    old: Row | None
    changed: list[str]


def above(entity: Entity) -> Column | None:
    """The column by which a row names another one of its own kind."""
    return next((column for column in entity.columns if column.ref == entity.name), None)


def with_rows(entity: Entity, keys: Mapping[str, list[UUID]], lines: Iterable[Line]) -> dict[str, list[UUID]]:
    """What a cell may call the rows of this kind: those that are there, and those that the sheet makes."""
    found = {word: list(ids) for word, ids in keys.items()}
    named = [name.removeprefix("{t}.") for name in entity.keys]
    for line in lines:
        for word in {key(str(line.values.get(name) or "")) for name in named} - {""}:
            ids = found.setdefault(word, [])
            if line.id not in ids:
                ids.append(line.id)
    return found


def ranks(parents: Mapping[UUID, UUID | None]) -> tuple[dict[UUID, int], set[UUID]]:
    """How many lie above each of them, and which of them lie above themselves. Each one is walked over once."""
    rank, rings = dict[UUID, int](), set[UUID]()
    for start in parents:
        path, at = dict[UUID, int](), start
        while at in parents and at not in rank and at not in path:
            path[at] = len(path)
            at = parents[at] or NOBODY
        if at in path:
            rings |= {id for id, place in path.items() if place >= path[at]}
        for id in reversed(path):
            rank[id] = 0 if id in rings else rank.get(parents[id] or NOBODY, -1) + 1
    return rank, rings


def settle(column: Column, parents: Mapping[UUID, UUID | None], lines: list[Line], found: Sequence[Checked[Ready]]) -> None:
    """Parents are written before what belongs to them; what cannot be written takes what belongs to it along.

    parents: as it stands, of what the lines name and of all above that.
    """
    pairs = list(zip(lines, found, strict=True))
    said = {line.id: line.values.get(column.name) for line in reversed(lines) if line.old is None or line.words.get(column.name)}
    rank, rings = ranks({**parents, **said})
    fresh = {line.id: row for line, row in reversed(pairs) if line.old is None}
    for line, row in sorted(pairs, key=lambda pair: rank[pair[0].id]):
        row.rank, word = rank[line.id], line.words.get(column.name, "")
        named = fresh.get(line.values.get(column.name) or NOBODY)
        if word and line.id in rings:
            row.wrong.append(Wrong("above_itself", column.name, word))
        elif named is not None and named.wrong:
            row.wrong.append(Wrong("above_wrong", column.name, word))


def faults(entity: Entity, line: Line, values: dict[str, Any], codes: dict[str, set[str]]) -> list[Wrong]:
    """By the rules that writing asks, of all fields that could be read. What is wrong already is None, and is not said again."""
    said = {fault.field for fault in line.wrong}
    missing = missing_in(entity, values) if line.meant else []  # else it may stand in the entry that nobody found
    found = [Wrong("needed", name) for name in missing]
    found += [from_fault(fault) for fault in wrong_in(entity, values, line.old.values if line.old else None)]
    found += [Wrong("not_valid", name) for name in unknown_codes(entity, values, codes)]
    return [fault for fault in dict.fromkeys(found) if fault.field not in said]


def apart(entity: Entity, beside: Beside, there: Iterable[Row], found: Sequence[Checked[Ready]]) -> None:
    """Each row beside those that stand, and beside the rows before it."""
    fresh = [(row, row.ready) for row in found if row.ready and not row.wrong and row.effect != "same"]
    moved = {ready.id for _, ready in fresh}
    taken: dict[Hashable, list[Any]] = {}
    for each in there:
        if each.id not in moved:
            stands = entity.row(typed(entity, each.values)[0])
            taken.setdefault(beside.place(stands), []).append(stands)
    for row, ready in fresh:
        mine = entity.row(ready.values)
        met = (beside.clash(mine, other) for place in beside.near(mine) for other in taken.get(place, []))
        fault = next((fault for fault in met if fault), None)
        if fault:
            row.wrong.append(from_fault(fault))
        else:
            taken.setdefault(beside.place(mine), []).append(mine)
