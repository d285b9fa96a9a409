"""SQL for master data, made from the declarations (outrider/records.py) and from nothing that a person sent. tests/laws prepares every statement."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from ...db import Tx
from ...records import ENTITIES
from ...status.order.rules import OVER
from ..doubles.rules import WORDS, Word, key_of
from .columns.rules import Column
from .rules import Entity, Row


class Listed(msgspec.Struct):
    id: UUID
    label: str
    values: dict[str, Any]
    names: dict[str, Any]
    total: int


class RecordChange(msgspec.Struct):
    """names: what the ids in it are called now. undo_until: so long the asker can take it back."""

    at: datetime
    name: str | None
    user_id: UUID | None
    before: dict[str, Any]
    after: dict[str, Any]
    names: dict[str, str] = {}
    undo_until: datetime | None = None


def _name_of(column: Column) -> str:
    other = ENTITIES[column.ref]
    label = other.called("r")
    if column.type == "ref":
        return (
            f"'{column.name}', (select {label} from {other.table} r where r.org_id = current_org() and r.{other.id} = t.\"{column.name}\")"
        )
    named = f'unnest(t."{column.name}") with ordinality as named (id, place)'
    joined = f"join {other.table} r on r.org_id = current_org() and r.{other.id} = named.id"
    return f"'{column.name}', (select jsonb_agg({label} order by named.place) from {named} {joined})"


def select(entity: Entity) -> str:
    values = ", ".join(f"'{column.name}', t.\"{column.name}\"" for column in entity.columns)
    names = ", ".join(_name_of(column) for column in entity.columns if column.type in ("ref", "refs"))
    return f"select t.{entity.id} as id, {entity.called('t')} as label, jsonb_build_object({values}) as values, jsonb_build_object({names}) as names"


def account_of(entity: Entity) -> str:
    """A row of nobody's is everybody's."""
    return f"t.{entity.account}" if entity.account else "null::uuid"


def _listing(entity: Entity) -> str:
    sorting = ", ".join([entity.called("t"), *(f"t.{name}" for name in entity.order)])
    chosen, whose = f"($1::uuid[] is null or t.{entity.id} = any($1))", account_of(entity)
    return (
        f"{select(entity)}, (count(*) over ())::int as total from {entity.table} t where t.org_id = current_org() and {chosen} "
        f"and ($2::uuid[] is null or {whose} is null or {whose} = any($2)) order by {sorting}, t.{entity.id} limit $3 offset $4"
    )


LISTS: dict[str, str] = {name: _listing(row) for name, row in ENTITIES.items()}


# By entity, the column that names a row once however it is written: its key is written beside it.
ONCE: dict[str, Word] = {row.entity: row for row in WORDS if row.entity in ENTITIES and row.table == ENTITIES[row.entity].table}


def _place(entity: Entity, column: str) -> int:
    return next(n for n, row in enumerate(entity.columns, 2) if row.name == column)


def _value(entity: Entity, n: int) -> str:
    """The nth of a row, of which the id is the first. A time of day comes as text, because Python knows no 24:00."""
    return f"${n}::text::time" if n < len(entity.columns) + 2 and entity.columns[n - 2].type == "time" else f"${n}"


def _adding(entity: Entity) -> str:
    names = [column.name for column in entity.columns] + ([f"{ONCE[entity.name].column}_key"] if entity.name in ONCE else [])
    columns, places = ", ".join(f'"{name}"' for name in names), ", ".join(_value(entity, n) for n in range(2, len(names) + 2))
    return f"insert into {entity.table} (org_id, {entity.id}, {columns}) values (current_org(), $1, {places})"


def _setting(entity: Entity) -> str:
    """A double keeps its want of a key as long as its word is the same: its other fields can be changed all the same."""
    columns = [f'"{column.name}" = {_value(entity, n)}' for n, column in enumerate(entity.columns, 2)]
    if entity.name in ONCE:
        word, key = ONCE[entity.name].column, f"${len(entity.columns) + 2}::text"
        same = f'"{word}" is not distinct from ${_place(entity, word)}'
        columns.append(f'"{word}_key" = case when {same} then "{word}_key" else {key} end')
    return f"update {entity.table} set {', '.join(columns)} where {entity.id} = $1"


def _with_key(entity: str, row: Sequence[Any]) -> tuple[Any, ...]:
    """row: the id, and then the columns."""
    return (*row, key_of(row[_place(ENTITIES[entity], ONCE[entity].column) - 1])) if entity in ONCE else tuple(row)


ADDS: dict[str, str] = {name: _adding(row) for name, row in ENTITIES.items() if row.creatable}
SETS: dict[str, str] = {name: _setting(row) for name, row in ENTITIES.items()}
LOCKS: dict[str, str] = {
    name: f"{select(row)} from {row.table} t where t.org_id = current_org() and t.{row.id} = any($1) order by t.{row.id} for update of t"
    for name, row in ENTITIES.items()
}
STEPS: dict[str, str] = {
    name: f"{select(row)} from {row.table} t where t.org_id = current_org() and t.{row.id} > $1 order by t.{row.id} limit $2 "
    "for no key update of t"
    for name, row in ENTITIES.items()
}
OWNED: dict[str, str] = {
    name: f"select t.{row.id} as id from {row.table} t where t.org_id = current_org() and t.{row.owner} = any($1)"
    for name, row in ENTITIES.items()
    if row.owner
}
# Which of these rows lie above themselves.
ABOVE: dict[str, str] = {
    name: f"with recursive above (of, id) as (select id, parent_id from {row.table} where id = any($1) union "
    f"select above.of, t.parent_id from {row.table} t join above on t.id = above.id) select exists (select from above where id = of)"
    for name, row in ENTITIES.items()
    if any(column.name == "parent_id" for column in row.columns)
}

# Also of orders and visits that are over, as long as a screen still shows them.
AFFECTED: dict[str, str] = {
    name: "select o.id, o.station_id, o.account_id, a.engineer_id from orders o "
    "left join attendances a on a.order_id = o.id and (a.ended_at is null or a.ended_at > $2) "
    f"where {row.affects} and (o.status not in {OVER} or o.status_since > $2)"
    for name, row in ENTITIES.items()
    if row.affects
}


class Affected(msgspec.Struct):
    """An order, and who has it or had it lately."""

    id: UUID
    station_id: UUID
    account_id: UUID
    engineer_id: UUID | None


async def affected(tx: Tx, entity: str, ids: list[UUID], since: datetime) -> list[Affected]:
    return await tx.all(AFFECTED[entity], Affected, ids, since) if entity in AFFECTED else []


async def listed(tx: Tx, entity: str, ids: list[UUID] | None, accounts: list[UUID] | None, limit: int, offset: int) -> list[Listed]:
    return await tx.all(LISTS[entity], Listed, ids, accounts, limit, offset)


async def lock(tx: Tx, entity: str, ids: list[UUID]) -> list[Row]:
    return await tx.all(LOCKS[entity], Row, ids)


async def owned(tx: Tx, entity: str, people: list[UUID]) -> list[UUID]:
    return [row["id"] for row in await tx.connection.fetch(OWNED[entity], people)]


async def step(tx: Tx, entity: str, after: UUID, most: int) -> list[Row]:
    """Locked: what is typed meanwhile is not indexed as it was before."""
    return await tx.all(STEPS[entity], Row, after, most)


async def add(tx: Tx, entity: str, rows: list[tuple[Any, ...]]) -> None:
    await tx.connection.executemany(ADDS[entity], [_with_key(entity, row) for row in rows])


async def change(tx: Tx, entity: str, rows: list[tuple[Any, ...]]) -> None:
    await tx.connection.executemany(SETS[entity], [_with_key(entity, row) for row in rows])


async def above_themselves(tx: Tx, entity: str, ids: list[UUID]) -> bool:
    return bool(await tx.value(ABOVE[entity], ids))


RECORD = """
insert into changes (org_id, id, entity, entity_id, at, user_id, before, after)
select current_org(), gen_random_uuid(), $1, row.id, $2, $3, row.before, row.after
from unnest($4::uuid[], $5::jsonb[], $6::jsonb[]) as row (id, before, after)
"""


async def record(tx: Tx, entity: str, now: datetime, by: UUID | None, rows: list[tuple[UUID, dict[str, Any], dict[str, Any]]]) -> None:
    await tx.run(RECORD, entity, now, by, *[list(column) for column in zip(*rows, strict=True)])


HISTORY = """
select c.at, person.name, c.user_id, c.before, c.after, '{}'::jsonb as names, null::timestamptz as undo_until
from changes c left join users person on person.id = c.user_id
where c.entity = $1 and c.entity_id = $2 order by c.at desc, c.id
"""


async def history(tx: Tx, entity: str, id: UUID) -> list[RecordChange]:
    return await tx.all(HISTORY, RecordChange, entity, id)


STATION_OF = "select station_id from engineers where user_id = $1"


async def station_of(tx: Tx, engineer_id: UUID) -> UUID | None:
    found: UUID | None = await tx.value(STATION_OF, engineer_id)
    return found


IS_PLACE_OF = "select exists (select from sites where id = $1 and account_id = $2)"


async def is_place_of(tx: Tx, site_id: UUID, account_id: UUID) -> bool:
    return bool(await tx.value(IS_PLACE_OF, site_id, account_id))


ARE_ENGINEERS = "select count(*) = cardinality($1::uuid[]) from engineers where user_id = any($1)"


async def are_engineers(tx: Tx, users: list[UUID]) -> bool:
    return bool(await tx.value(ARE_ENGINEERS, list(dict.fromkeys(users))))


ARE_STATIONS = "select count(*) = cardinality($1::uuid[]) from units where id = any($1) and kind = 'station'"


async def are_stations(tx: Tx, units: list[UUID]) -> bool:
    return bool(await tx.value(ARE_STATIONS, list(dict.fromkeys(units))))
