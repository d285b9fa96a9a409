"""Reading and changing master data; every change is kept field by field, and nobody overwrites what they have not seen."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from ... import text
from ...db import Tx
from ...ids import new_id
from ...model import Who
from ...problems import Problem
from ...status.levels import actions as levels
from ...status.order.rules import KEPT_ON_SCREENS
from ..doubles import actions as doubles
from ..numbers import actions as numbers
from ..search import actions as search
from . import rules, store

PAGE, AT_ONCE = 100, 500
FOUND_BY = ("accounts", "contacts", "sites", "devices", "people", "units", "contracts", "skills")


class Edit(msgspec.Struct):
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
    entity = rules.entity(name)
    if words.strip():
        ids = await _matching(tx, entity, words)
    rows = await store.listed(tx, name, ids, _accounts(who), limit, offset)
    plain = [rules.Row(row.id, row.label, row.values, row.names) for row in rows]
    return Page(rows[0].total if rows else 0, plain)


async def _matching(tx: Tx, entity: rules.Entity, words: str) -> list[UUID]:
    """Things that have no words of their own are found by the person, the customer or the unit that they belong to."""
    if entity.name in FOUND_BY:
        return (await search.find(tx, words, [entity.name]))[entity.name]
    people = (await search.find(tx, words, ["people"]))["people"]
    if entity.id == "user_id":
        return people
    owner = next(column.name for column in entity.columns if column.ref in ("engineers", "people"))
    rows = await store.listed(tx, entity.name, None, None, 10_000, 0)
    return [row.id for row in rows if row.values[owner] in {str(person) for person in people}]


def _accounts(who: Who) -> list[UUID] | None:
    """None: all. Somebody who answers for some customers sees only theirs."""
    return who.scope.accounts if who.scope.only_accounts else None


async def everything(tx: Tx, who: Who, words: str) -> list[Found]:
    """Across all that has a name, a few of each."""
    found = []
    for name, ids in (await search.find(tx, words, list(FOUND_BY))).items():
        rows = await store.listed(tx, name, ids, _accounts(who), 8, 0) if ids else []
        found += [Found(name, row.id, row.label, row.values, row.names) for row in rows]
    return found


async def one(tx: Tx, who: Who, name: str, id: UUID) -> rules.Row:
    found = (await page(tx, who, name, "", 0, [id])).rows
    rules.entity(name)
    if not found:
        raise Problem("not_found")
    return found[0]


async def twice(tx: Tx, who: Who, name: str) -> list[Twice]:
    """What an older release let in twice, as far as this person sees it."""
    rules.entity(name)
    found = await doubles.of(tx, name) if name in store.ONCE else []
    ids = list(dict.fromkeys(id for row in found for id in (row.kept_id, row.id)))
    rows = {row.id: row for row in (await page(tx, who, name, "", 0, ids, len(ids))).rows} if ids else {}
    groups: dict[UUID, list[UUID]] = {}
    for row in found:
        groups.setdefault(row.kept_id, [row.kept_id]).append(row.id)
    seen = [[rows[id] for id in group if id in rows] for group in groups.values()]
    return [Twice(group) for group in seen if len(group) > 1]


async def history(tx: Tx, who: Who, name: str, id: UUID) -> list[store.Change]:
    await one(tx, who, name, id)
    changes = await store.history(tx, name, id)
    said = [values for change in changes for values in (change.before, change.after)]
    for column in rules.entity(name).columns:
        if column.type not in ("ref", "refs"):
            continue
        ids = {UUID(id) for values in said for id in rules.ids_in(values.get(column.name))}
        rows = await store.listed(tx, column.ref, list(ids), None, len(ids), 0) if ids else []
        called = {str(row.id): row.label for row in rows}
        for change in changes:
            change.names |= called
    return changes


async def add(tx: Tx, who: Who, name: str, given: dict[str, Any], now: datetime) -> UUID:
    values = rules.complete(rules.entity(name), given)
    return (await add_many(tx, who, name, [values], now))[0]


async def add_many(
    tx: Tx, who: Who, name: str, rows: list[dict[str, Any]], now: datetime, ids: Sequence[UUID] | None = None, alone: bool = True
) -> Sequence[UUID]:
    """rows as `rules.complete` makes them. ids: where the rows name each other by them; parents come first.

    alone: no others are written beside them; else who calls asks `apart` when all are there.
    """
    entity = rules.entity(name)
    if not entity.made_here:
        raise Problem("not_allowed")
    ids, known = ids or [new_id(now) for _ in rows], await codes(tx, entity)
    for values in rows:
        await _may(tx, who, entity, values)
        rules.check_codes(entity, values, known)
    await _hold(tx, name, rows)
    await store.add(tx, name, [(id, *values.values()) for id, values in zip(ids, rows, strict=True)])
    if alone:
        await apart(tx, name, ids)
    if name == "contacts":
        await numbers.keep(tx, [(id, values["phone"]) for id, values in zip(ids, rows, strict=True)])
    await store.record(tx, name, now, who.user_id, [(id, {}, msgspec.to_builtins(values)) for id, values in zip(ids, rows, strict=True)])
    await _index(tx, name, zip(ids, rows, strict=True), fresh=True)
    return ids


async def edit(tx: Tx, who: Who, name: str, id: UUID, edits: dict[str, Edit], now: datetime, alone: bool = True) -> None:
    """Raises value_moved where somebody changed one of these fields since the person saw it. alone: as in add_many."""
    entity = rules.entity(name)
    row = await store.lock(tx, name, id)
    if row is None or not await one(tx, who, name, id):
        raise Problem("not_found")
    await may(tx, who, entity, row.values)  # what they take away, and below what they make of it
    moved = [field for field, change in edits.items() if field in row.values and row.values[field] != change.was]
    if moved:
        raise Problem("value_moved", fields=moved)
    values = rules.complete(entity, {**row.values, **{field: change.now for field, change in edits.items()}}, row.values)
    await _may(tx, who, entity, values)
    rules.check_codes(entity, values, await codes(tx, entity))
    await _hold(tx, name, [values])
    await store.change(tx, name, id, list(values.values()))
    if alone:
        await apart(tx, name, [id])
    if name == "contacts":
        await numbers.keep(tx, [(id, values["phone"])])
    if name in store.ABOVE and await store.is_above_itself(tx, name, id):
        raise Problem("field_not_valid", fields=["parent_id"])
    after = msgspec.to_builtins(values)
    changed = [field for field in edits if row.values.get(field) != after[field]]
    if changed:
        difference = ({field: row.values[field] for field in changed}, {field: after[field] for field in changed})
        await store.record(tx, name, now, who.user_id, [(id, *difference)])
        await _index(tx, name, [(id, values)])
        for order in await store.affected(tx, name, [id], now - KEPT_ON_SCREENS):
            tx.touch("order", order.id, engineer=order.engineer_id, station=order.station_id, account=order.account_id)
    if name in store.ONCE and store.ONCE[name].column in changed:
        await doubles.fill(tx, name)  # who was its double may be alone now, and is found by every spelling again


async def _hold(tx: Tx, name: str, rows: list[dict[str, Any]]) -> None:
    if name == "shifts":
        await store.hold_engineers(tx, [values["engineer_id"] for values in rows])


async def apart(tx: Tx, name: str, ids: Sequence[UUID]) -> None:
    """Nobody works two shifts at once. Raises shift_overlaps, naming the other one."""
    if name == "shifts" and (other := await store.crossing(tx, list(ids))):
        raise Problem("shift_overlaps", fields=["starts", "ends"], value=rules.shift_in_words(other))


async def every(tx: Tx, who: Who, name: str) -> list[rules.Row]:
    """All rows of a kind, a few hundred at a time: other requests have their turn in between."""
    rows: list[rules.Row] = []
    while True:
        found = await page(tx, who, name, "", len(rows), limit=AT_ONCE)
        rows += found.rows
        if len(rows) >= found.total or not found.rows:
            return rows


async def logins(tx: Tx) -> dict[str, UUID]:
    """By the key of each sign-in, whose it is."""
    return {text.key(row.login): row.user_id for row in await store.logins(tx)}


async def _may(tx: Tx, who: Who, entity: rules.Entity, values: dict[str, Any]) -> None:
    await may(tx, who, entity, values)
    await belong(tx, values)


async def may(tx: Tx, who: Who, entity: rules.Entity, values: dict[str, Any]) -> None:
    """The role, and that the thing is their own: their customers, the engineers of their stations. Raises not_allowed."""
    who = who.narrowed(entity.writers)
    if not who.roles:
        raise Problem("not_allowed")
    mine = _accounts(who)
    if mine is not None and _id(values.get("account_id")) not in mine:
        raise Problem("not_allowed")
    if entity.writers == rules.OFFICE and not who.scope.everything:
        raise Problem("not_allowed")
    if entity.writers == rules.ROSTER and not who.scope.everything:
        station = _id(values.get("station_id")) or await store.station_of(tx, UUID(str(values["engineer_id"])))
        if station not in who.scope.stations:
            raise Problem("not_allowed")


async def belong(tx: Tx, values: dict[str, Any]) -> None:
    """A thing stands at a place of its own customer, and who is named for a contract is an engineer of ours. Raises field_not_valid."""
    site, account = _id(values.get("site_id")), _id(values.get("account_id"))
    if site and account and not await store.is_place_of(tx, site, account):
        raise Problem("field_not_valid", fields=["site_id"])
    named = [UUID(str(engineer)) for engineer in values.get("engineers") or []]
    if named and not await store.are_engineers(tx, named):
        raise Problem("field_not_valid", fields=["engineers"])


def _id(value: Any) -> UUID | None:
    """A stored row has its references as text."""
    return UUID(str(value)) if value else None


async def codes(tx: Tx, entity: rules.Entity) -> dict[str, set[str]]:
    """The levels and calendars that there are, where this entity names any."""
    kinds = {column.ref for column in entity.columns if column.type in ("code", "codes")}
    return {kind: {row.code for row in await levels.current(tx, levels.kind_of(kind))} for kind in kinds}


async def _index(tx: Tx, name: str, rows: Iterable[tuple[UUID, dict[str, Any]]], fresh: bool = False) -> None:
    if name in FOUND_BY:
        await search.index(tx, name, [(id, rules.described(values)) for id, values in rows], fresh)


async def index_everything(tx: Tx) -> None:
    """For rows that came in by another way than through here: an older release's, or a demonstration's."""
    for name in FOUND_BY:
        rows = await store.listed(tx, name, None, None, 10_000_000, 0)
        await search.index(tx, name, [(row.id, f"{row.label} {rules.described(row.values)}") for row in rows])


async def keys(tx: Tx, name: str) -> dict[str, list[UUID]]:
    """What a sheet may call the rows of an entity, by text.key(), and which rows that is."""
    found: dict[str, list[UUID]] = {}
    for row in await store.keys(tx, name):
        for key in {text.key(key) for key in row.keys if key} - {""}:
            found.setdefault(key, []).append(row.id)
    return found
