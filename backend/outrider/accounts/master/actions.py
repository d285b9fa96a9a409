"""Reading and changing master data; every change is kept field by field, and nobody overwrites what they have not seen."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from ... import undo
from ...db import Tx
from ...ids import new_id
from ...model import Who
from ...problems import Problem
from ...records import SEARCHED, entity
from ...status.levels import actions as levels
from ...status.order.rules import KEPT_ON_SCREENS
from ..doubles import actions as doubles
from ..search import actions as search
from ..sessions import actions as sessions
from . import rules, store
from .index import actions as index

PAGE, AT_ONCE = 100, 500


class FieldEdit(msgspec.Struct):
    """was: what the person saw in the field when they changed it."""

    was: Any
    now: Any


class Page(msgspec.Struct):
    total: int
    rows: list[rules.Row]


class Twice(msgspec.Struct):
    """Rows that mean one thing: the first is found by every spelling, each other one by its own alone."""

    rows: list[rules.Row]


class Found(msgspec.Struct):
    entity: str
    id: UUID
    label: str
    values: dict[str, Any]
    names: dict[str, Any]


async def page(tx: Tx, who: Who, name: str, words: str, offset: int, ids: list[UUID] | None = None, limit: int = PAGE) -> Page:
    known = entity(name)
    if words.strip():
        ids = await _matching(tx, known, words)
    rows = await store.listed(tx, name, ids, accounts_of(who), limit, offset)
    plain = [rules.Row(row.id, row.label, row.values, row.names) for row in rows]
    return Page(rows[0].total if rows else 0, plain)


async def _matching(tx: Tx, known: rules.Entity, words: str) -> list[UUID]:
    """Things that have no words of their own are found by the person whose they are."""
    named = known.name if known.owner is None else "people"
    found = (await search.find(tx, words, [named]))[named]
    return found if known.owner is None else await store.owned(tx, known.name, found)


def accounts_of(who: Who) -> list[UUID] | None:
    """None: all. Somebody who answers for some customers sees only theirs."""
    return who.scope.accounts if who.scope.only_accounts else None


async def everything(tx: Tx, who: Who, words: str) -> list[Found]:
    """Across all that has a name, a few of each."""
    found = []
    for name, ids in (await search.find(tx, words, list(SEARCHED))).items():
        rows = await store.listed(tx, name, ids, accounts_of(who), 8, 0) if ids else []
        found += [Found(name, row.id, row.label, row.values, row.names) for row in rows]
    return found


async def one(tx: Tx, who: Who, name: str, id: UUID) -> rules.Row:
    found = (await page(tx, who, name, "", 0, [id])).rows
    if not found:
        raise Problem("not_found")
    return found[0]


async def twice(tx: Tx, who: Who, name: str) -> list[Twice]:
    """What an older release let in twice, as far as this person sees it."""
    entity(name)
    found = await doubles.of(tx, name) if name in store.ONCE else []
    ids = list(dict.fromkeys(id for row in found for id in (row.kept_id, row.id)))
    rows = {row.id: row for row in (await page(tx, who, name, "", 0, ids, len(ids))).rows} if ids else {}
    groups: dict[UUID, list[UUID]] = {}
    for row in found:
        groups.setdefault(row.kept_id, [row.kept_id]).append(row.id)
    seen = [[rows[id] for id in group if id in rows] for group in groups.values()]
    return [Twice(group) for group in seen if len(group) > 1]


async def history(tx: Tx, who: Who, name: str, id: UUID) -> list[store.RecordChange]:
    await one(tx, who, name, id)
    changes = await store.history(tx, name, id)
    said = [values for change in changes for values in (change.before, change.after)]
    for column in entity(name).columns:
        if column.type not in ("ref", "refs"):
            continue
        ids = {UUID(id) for values in said for id in rules.ids_in(values.get(column.name))}
        rows = await store.listed(tx, column.ref, list(ids), None, len(ids), 0) if ids else []
        called = {str(row.id): row.label for row in rows}
        for change in changes:
            change.names |= called
    if changes and changes[0].before and changes[0].user_id == who.user_id:
        changes[0].undo_until = undo.until(changes[0].at, await undo.seconds(tx))
    return changes


async def withdraw(tx: Tx, who: Who, name: str, id: UUID, now: datetime) -> None:
    """The asker's last change of a record: a change like any other, and in its history like any other.

    Raises record_changed_meanwhile, too_late_to_withdraw, or what `edit` raises.
    """
    await may(tx, who, entity(name), (await one(tx, who, name, id)).values)
    last = next(iter(await store.history(tx, name, id)), None)
    if last is None or not last.before or last.user_id != who.user_id:
        raise Problem("record_changed_meanwhile", name=(last and last.name) or "–")
    undo.must_be_in_time(last.at, await undo.seconds(tx), now)
    await edit(tx, who, name, id, {field: FieldEdit(last.after[field], was) for field, was in last.before.items()}, now)


async def add(tx: Tx, who: Who, name: str, given: dict[str, Any], now: datetime) -> UUID:
    values = rules.complete(entity(name), given)
    return (await add_many(tx, who, name, [values], now))[0]


async def add_many(
    tx: Tx, who: Who, name: str, rows: list[dict[str, Any]], now: datetime, ids: Sequence[UUID] | None = None, alone: bool = True
) -> Sequence[UUID]:
    """rows as `rules.complete` makes them. ids: where the rows name each other by them; parents come first.

    alone: no others are written beside them; else who calls asks `apart` when all are there.
    """
    known = entity(name)
    if not known.creatable:
        raise Problem("not_allowed")
    ids, said = ids or [new_id(now) for _ in rows], await codes(tx, known)
    for values in rows:
        await _may(tx, who, known, values)
        rules.check_codes(known, values, said)
    made = list(zip(ids, rows, strict=True))
    if known.beside:
        await known.beside.hold(tx, made)
    await store.add(tx, name, [(id, *values.values()) for id, values in made])
    await _written(tx, known, made, alone)
    await store.record(tx, name, now, who.user_id, [(id, {}, msgspec.to_builtins(values)) for id, values in made])
    await index.add(tx, known, made, fresh=True)
    return ids


async def edit(tx: Tx, who: Who, name: str, id: UUID, edits: dict[str, FieldEdit], now: datetime) -> None:
    """Raises value_moved where somebody changed one of these fields since the person saw it."""
    await edit_many(tx, who, name, {id: edits}, now)


async def edit_many(tx: Tx, who: Who, name: str, edits: dict[UUID, dict[str, FieldEdit]], now: datetime, alone: bool = True) -> None:
    """By the row's id, what becomes of its fields. alone: as in add_many."""
    known, ids = entity(name), list(edits)
    rows, seen = await store.lock(tx, name, ids), (await page(tx, who, name, "", 0, ids, len(ids))).rows
    if {row.id for row in rows} & {row.id for row in seen} != edits.keys():
        raise Problem("not_found")
    said = await codes(tx, known)
    edited = [await _edited(tx, who, known, row, edits[row.id], said) for row in rows]
    written = [(row.id, row.values) for row in edited]
    if known.beside:
        await known.beside.hold(tx, written)
    await store.change(tx, name, [(id, *values.values()) for id, values in written])
    await _written(tx, known, written, alone)
    if name in store.ABOVE and await store.above_themselves(tx, name, ids):
        raise Problem("field_not_valid", fields=["parent_id"])
    if changed := [row for row in edited if row.after]:
        await store.record(tx, name, now, who.user_id, [(row.id, row.before, row.after) for row in changed])
        await index.add(tx, known, [(row.id, row.values) for row in changed])
        for order in await store.affected(tx, name, [row.id for row in changed], now - KEPT_ON_SCREENS):
            tx.touch("order", order.id, engineer=order.engineer_id, station=order.station_id, account=order.account_id)
    if name in store.ABOVE and any({"parent_id", "kind"} & row.after.keys() for row in changed):
        await sessions.note_rights_changed(tx, None, now)  # what a role covers is what stands below it
    if name in store.ONCE and any(store.ONCE[name].column in row.after for row in changed):
        await doubles.fill(tx, name)  # who was its double may be alone now, and is found by every spelling again


class Edited(msgspec.Struct):
    """values: all of them, typed. before, after: of the fields that are others now, as the history keeps them."""

    id: UUID
    values: dict[str, Any]
    before: dict[str, Any]
    after: dict[str, Any]


async def _edited(tx: Tx, who: Who, known: rules.Entity, row: rules.Row, edits: dict[str, FieldEdit], said: dict[str, set[str]]) -> Edited:
    await may(tx, who, known, row.values)  # what they take away, and below what they make of it
    moved = [field for field, change in edits.items() if field in row.values and row.values[field] != change.was]
    if moved:
        raise Problem("value_moved", fields=moved)
    values = rules.complete(known, {**row.values, **{field: change.now for field, change in edits.items()}}, row.values)
    await _may(tx, who, known, values)
    rules.check_codes(known, values, said)
    after = msgspec.to_builtins(values)
    changed = [field for field in edits if row.values.get(field) != after[field]]
    return Edited(row.id, values, {field: row.values[field] for field in changed}, {field: after[field] for field in changed})


async def _written(tx: Tx, known: rules.Entity, rows: list[tuple[UUID, dict[str, Any]]], alone: bool) -> None:
    if alone:
        await apart(tx, known.name, [id for id, _ in rows])
    if known.written:
        await known.written(tx, rows)


async def apart(tx: Tx, name: str, ids: list[UUID]) -> None:
    """Raises where one of them stands where another row does."""
    beside = entity(name).beside
    if beside:
        await beside.apart(tx, ids)


async def every(tx: Tx, who: Who, name: str) -> list[rules.Row]:
    """All rows of a kind, a few hundred at a time: other requests have their turn in between."""
    rows: list[rules.Row] = []
    while True:
        found = await page(tx, who, name, "", len(rows), limit=AT_ONCE)
        rows += found.rows
        if len(rows) >= found.total or not found.rows:
            return rows


async def _may(tx: Tx, who: Who, known: rules.Entity, values: dict[str, Any]) -> None:
    await may(tx, who, known, values)
    await belong(tx, values)


async def may(tx: Tx, who: Who, known: rules.Entity, values: dict[str, Any]) -> None:
    """The role, and that the thing is their own: their customers, the engineers of their stations. Raises not_allowed."""
    who = who.narrowed(known.writers)
    if not who.roles:
        raise Problem("not_allowed")
    mine = accounts_of(who)
    if mine is not None and _id(values.get("account_id")) not in mine:
        raise Problem("not_allowed")
    if known.policy in (rules.Policy.OFFICE, rules.Policy.PARTS) and not who.scope.everything:
        raise Problem("not_allowed")
    if known.policy == rules.Policy.ROSTER and not who.scope.everything:
        station = _id(values.get("station_id")) or await store.station_of(tx, UUID(str(values["engineer_id"])))
        if station not in who.scope.stations:
            raise Problem("not_allowed")


async def belong(tx: Tx, values: dict[str, Any]) -> None:
    """A thing stands at a place of its own customer, who is named for a contract is an engineer of ours, and what somebody serves is a station.

    Raises field_not_valid.
    """
    site, account = _id(values.get("site_id")), _id(values.get("account_id"))
    if site and account and not await store.is_place_of(tx, site, account):
        raise Problem("field_not_valid", fields=["site_id"])
    named = [UUID(str(engineer)) for engineer in values.get("engineers") or []]
    if named and not await store.are_engineers(tx, named):
        raise Problem("field_not_valid", fields=["engineers"])
    served = [UUID(str(unit)) for unit in values.get("serves") or []]
    if served and not await store.are_stations(tx, served):
        raise Problem("field_not_valid", fields=["serves"])


def _id(value: Any) -> UUID | None:
    """A stored row has its references as text."""
    return UUID(str(value)) if value else None


async def codes(tx: Tx, known: rules.Entity) -> dict[str, set[str]]:
    """The levels and calendars that there are, where this entity names any."""
    kinds = {column.ref for column in known.columns if column.type in ("code", "codes")}
    return {kind: {row.code for row in await levels.current(tx, levels.kind_of(kind))} for kind in kinds}
