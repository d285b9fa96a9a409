"""Sheets that people brought, row by row."""

from datetime import datetime
from uuid import UUID

import msgspec

from ...db import Tx


class Import(msgspec.Struct):
    """sound: rows that may be written; made: those that were; effects: of the sound ones, how many are new, change something, or change nothing.

    encoding: of a text file, and whether it says so itself (sure); sheet: of a workbook; hidden: rows that are not seen there.
    earlier: when the same file was written before, and how many rows of it.
    """

    id: UUID
    kind: str
    file_name: str
    user_id: UUID
    created_at: datetime
    header: list[str]
    state: str
    total: int
    sound: int
    made: int
    wanted: int
    effects: dict[str, int]
    encoding: str
    sure: bool
    sheet: str
    hidden: int
    earlier: datetime | None
    earlier_made: int


class File(msgspec.Struct):
    """What is known of a sheet beside its rows."""

    name: str
    sha256: bytes
    encoding: str
    sure: bool
    sheet: str
    hidden: int


class ImportRow(msgspec.Struct):
    n: int
    cells: list[str]
    problem: str
    fields: list[str]
    made: UUID | None
    label: str
    effect: str = ""
    changes: list[str] = []


ADD = """
insert into imports (org_id, id, kind, user_id, created_at, header, state, file_name, sha256, encoding, sure, sheet, hidden)
values (current_org(), $1, $2, $3, $4, $5, 'preview', $6, $7, $8, $9, $10, $11)
"""
# An array of arrays must be a rectangle in PostgreSQL, and it is: every row has the header's length.
ADD_ROWS = """
insert into import_rows (org_id, import_id, n, cells, problem, fields, label, effect, changes, rank)
values (current_org(), $1, $2, $3, $4, $5, $6, $7, $8, $9)
"""


async def add(tx: Tx, import_id: UUID, kind: str, file: File, user_id: UUID, now: datetime, header: list[str]) -> None:
    row = (file.name, file.sha256, file.encoding, file.sure, file.sheet, file.hidden)
    await tx.run(ADD, import_id, kind, user_id, now, header, *row)


async def add_rows(tx: Tx, import_id: UUID, rows: list[tuple[ImportRow, int]]) -> None:
    """Each with its rank: how many of its kind are above it, which are written before."""
    lines = [(import_id, row.n, row.cells, row.problem, row.fields, row.label, row.effect, row.changes, rank) for row, rank in rows]
    await tx.connection.executemany(ADD_ROWS, lines)


FIND = """
select i.id, i.kind, i.file_name, i.user_id, i.created_at, i.header, i.state,
  (select count(*) from import_rows r where r.import_id = i.id)::int as total,
  (select count(*) from import_rows r where r.import_id = i.id and r.problem = '')::int as sound,
  (select count(*) from import_rows r where r.import_id = i.id and r.made is not null)::int as made,
  (select count(*) from import_rows r where r.import_id = i.id and r.wanted)::int as wanted,
  (select coalesce(jsonb_object_agg(effect, n), '{}') from (select effect, count(*) as n from import_rows r
    where r.import_id = i.id and r.problem = '' and r.effect <> '' group by effect) counted) as effects,
  i.encoding, i.sure, i.sheet, i.hidden, before.created_at as earlier, coalesce(before.made, 0)::int as earlier_made
from imports i left join lateral (select e.created_at, (select count(*) from import_rows r where r.import_id = e.id and r.made is not null) as made
  from imports e where e.sha256 = i.sha256 and e.kind = i.kind and e.id <> i.id and e.state <> 'preview' and e.created_at <= i.created_at
  order by e.created_at desc limit 1) before on true
where i.id = $1 and i.user_id = $2
"""


async def find(tx: Tx, import_id: UUID, user_id: UUID) -> Import | None:
    """Only whoever brought it may go on with it."""
    return await tx.one(FIND, Import, import_id, user_id)


ROWS = """
select n, cells, problem, fields, made, label, effect, changes from import_rows
where import_id = $1 and (not $2 or problem <> '') order by n limit $3 offset $4
"""


async def rows(tx: Tx, import_id: UUID, only_wrong: bool, limit: int, offset: int) -> list[ImportRow]:
    return await tx.all(ROWS, ImportRow, import_id, only_wrong, limit, offset)


START = "update imports set state = 'running' where id = $1 and state = 'preview'"
WANT = """
update import_rows set wanted = true where import_id = $1 and problem = '' and effect <> 'same' and ($2::int[] is null or n = any($2))
  and n <> all($3::int[]) and (effect <> 'there' or n = any($4::int[]))
"""


async def start(tx: Tx, import_id: UUID, chosen: list[int] | None, without: list[int], also: list[int]) -> bool:
    if not await tx.run(START, import_id):
        return False
    await tx.run(WANT, import_id, chosen, without, also)
    return True


UNFINISHED = "select id from imports where state = 'running' order by id"


async def unfinished(tx: Tx) -> list[UUID]:
    return [row["id"] for row in await tx.connection.fetch(UNFINISHED)]


NEXT = """
select n, cells, problem, fields, made, label, effect, changes from import_rows
where import_id = $1 and wanted and made is null and problem = '' order by rank, n limit $2 for update skip locked
"""


async def next_rows(tx: Tx, import_id: UUID, limit: int) -> list[ImportRow]:
    return await tx.all(NEXT, ImportRow, import_id, limit)


MADE = """
update import_rows r set made = row.made, label = row.label from unnest($2::int[], $3::uuid[], $4::text[]) as row (n, made, label)
where r.import_id = $1 and r.n = row.n
"""


async def made(tx: Tx, import_id: UUID, rows: list[tuple[int, UUID, str]]) -> None:
    await tx.run(MADE, import_id, *[list(column) for column in zip(*rows, strict=True)])


REFUSED = "update import_rows set problem = $3, fields = $4 where import_id = $1 and n = $2"


async def refused(tx: Tx, import_id: UUID, n: int, problem: str, fields: list[str]) -> None:
    await tx.run(REFUSED, import_id, n, problem, fields)


FINISH = "update imports set state = 'done' where id = $1"


async def finish(tx: Tx, import_id: UUID) -> None:
    await tx.run(FINISH, import_id)


class Context(msgspec.Struct):
    kind: str
    user_id: UUID
    header: list[str]


CONTEXT = "select kind, user_id, header from imports where id = $1 and state = 'running'"


async def context(tx: Tx, import_id: UUID) -> Context | None:
    return await tx.one(CONTEXT, Context, import_id)
