"""Bringing a sheet: looked at first, row by row in words, then written in the background; a killed worker goes on where it was."""

import asyncio
import hashlib
import logging
from collections.abc import Sequence
from datetime import datetime
from typing import IO, Any
from uuid import UUID

import asyncpg
import msgspec

from ... import jobs, lang
from ...accounts.master import actions as master
from ...accounts.master.columns.rules import Column
from ...accounts.master.lookup import actions as lookup
from ...accounts.organisation import actions as organisation
from ...accounts.people.rules import PERMISSIONS
from ...accounts.sessions import actions as sessions
from ...db import Transactions, Tx
from ...ids import new_id
from ...model import Who
from ...problems import CONSTRAINTS, Problem
from ...records import ENTITIES
from . import rules, store
from .master import actions as master_rows
from .orders import actions as order_rows
from .reading.rules import MOST, Line, Table

log = logging.getLogger("outrider.bulk")
ORDERS = "orders"
# What is the row's own fault. Anything else ends the job, which is taken up again.
REFUSALS = (Problem, asyncpg.DataError, asyncpg.IntegrityConstraintViolationError, ValueError, OverflowError)
AT_ONCE, A_FEW = 500, 100
SHOWN = 200


class Preview(msgspec.Struct):
    """columns: what each heading was taken for; none where nobody knows it, and then it is left out."""

    summary: store.Import
    columns: list[str | None]
    rows: list[store.ImportRow]


def columns_of(kind: str) -> tuple[Column, ...]:
    if kind != ORDERS and kind not in ENTITIES:
        raise Problem("not_found")
    return order_rows.COLUMNS if kind == ORDERS else master_rows.columns(ENTITIES[kind])


def may(who: Who, kind: str) -> Who:
    """Them with the roles that count for this kind of sheet alone. Raises not_allowed."""
    columns_of(kind)
    allowed = PERMISSIONS["orders.take"] if kind == ORDERS else ENTITIES[kind].writers
    who = who.narrowed(allowed)
    if not who.roles:
        raise Problem("not_allowed")
    return who


class Brought(msgspec.Struct):
    """sha256: of the file, by which it is known again."""

    who: Who
    kind: str
    file_name: str
    sha256: bytes
    at: datetime


async def brought(who: Who, kind: str, file_name: str, content: IO[bytes], now: datetime) -> Brought:
    return Brought(may(who, kind), kind, file_name[:200], await asyncio.to_thread(_sha, content), now)


async def preview(tx: Tx, file: Brought, table: Table) -> UUID:
    """table: what was read of it. Raises sheet_not_readable or sheet_heading_twice."""
    who, kind = file.who, file.kind
    columns = rules.columns_of(table.header, columns_of(kind))
    if not any(columns):
        raise Problem("sheet_not_readable")
    if doubled := rules.twice(columns):
        raise Problem("sheet_heading_twice", heading=lang.say(who.language, f"field.{doubled}"))
    checked = await _check(tx, who, kind, columns, [(line.cells, line.doubts) for line in table.lines], file.at)
    import_id = new_id(file.at)
    await store.add(
        tx,
        import_id,
        kind,
        store.File(file.file_name, file.sha256, table.encoding, table.sure, table.sheet, table.hidden),
        who.user_id,
        file.at,
        table.header,
    )
    for first in range(0, len(checked), A_FEW):
        some = zip(table.lines[first : first + A_FEW], checked[first : first + A_FEW], strict=True)
        await store.add_rows(tx, import_id, [(_row(line, row, who.language), row.rank) for line, row in some])
    return import_id


def _sha(content: IO[bytes]) -> bytes:
    content.seek(0)
    return hashlib.file_digest(content, "sha256").digest()  # type: ignore[arg-type]  # it has all that is needed


def _row(line: Line, row: rules.Checked[Any], language: str) -> store.ImportRow:
    problem = rules.say(row.wrong, language)
    effect = "" if row.wrong else row.effect
    return store.ImportRow(line.n, line.cells, problem, [fault.field for fault in row.wrong], None, row.label, effect, row.changes)


async def _check(
    tx: Tx, who: Who, kind: str, columns: Sequence[str | None], rows: Sequence[tuple[list[str], dict[int, str]]], now: datetime
) -> list[rules.Checked[Any]]:
    """Every row with all that is wrong with it: what the reader saw, what cannot be read, and what is not known."""
    zone, given = await organisation.time_zone(tx), list[rules.Given]()
    known = {column.name: column for column in columns_of(kind)}
    for first in range(0, len(rows), A_FEW):
        given += [rules.given(columns, known, cells, doubts) for cells, doubts in rows[first : first + A_FEW]]
        await asyncio.sleep(0)  # others have their turn
    checked: list[rules.Checked[Any]] = []
    if kind == ORDERS:
        checked += await order_rows.check(tx, who, given, zone, now)
    else:
        checked += await master_rows.checked(tx, who, kind, given, zone, now)
    for n, (row, found) in enumerate(zip(given, checked, strict=True)):
        found.wrong = [
            fault if fault.value else msgspec.structs.replace(fault, value=row.words.get(fault.field, "")) for fault in found.wrong
        ]
        if n % A_FEW == 0:
            await asyncio.sleep(0)
    return checked


async def look(tx: Tx, who: Who, import_id: UUID, only_wrong: bool = False, offset: int = 0) -> Preview:
    summary = await store.find(tx, import_id, who.user_id)
    if summary is None:
        raise Problem("not_found")
    rows = await store.rows(tx, import_id, only_wrong, SHOWN, offset)
    return Preview(summary, rules.columns_of(summary.header, columns_of(summary.kind)), rows)


async def start(tx: Tx, who: Who, import_id: UUID, chosen: list[int] | None, without: list[int], also: list[int]) -> None:
    """chosen: numbers of rows; None means every sound one. without: those to leave out. also: those to write although they are there.

    What is wrong, or would change nothing, is never written.
    """
    summary = (await look(tx, who, import_id)).summary
    may(who, summary.kind)
    if not await store.start(tx, import_id, chosen, without, [*also, *(chosen or [])]):
        raise Problem("action_not_possible", status=summary.state, action="import")
    await _want(tx, import_id)


async def _want(tx: Tx, import_id: UUID) -> None:
    await jobs.enqueue(tx, jobs.APPLY_IMPORT, msgspec.json.encode((tx.org_id, import_id)), f"{import_id}")


async def enqueue_missing(tx: Tx) -> int:
    """Sheets that are being written and whose job may have died: while one waits or works, no second is queued."""
    found = await store.unfinished(tx)
    for import_id in found:
        await _want(tx, import_id)
    return len(found)


async def apply(transactions: Transactions, org_id: int, import_id: UUID, now: datetime) -> int:
    """Five hundred rows a transaction, each row marked in the one that wrote it. May run twice, and after a kill goes on."""
    count = 0
    while True:
        async with transactions(org_id) as tx:
            context = await store.context(tx, import_id)
            rows = await store.next_rows(tx, import_id, AT_ONCE) if context else []
            if context is None or not rows:
                await store.finish(tx, import_id)
                return count
            count += await _apply(tx, context, import_id, rows, now)


async def _apply(tx: Tx, context: store.Context, import_id: UUID, rows: list[store.ImportRow], now: datetime) -> int:
    """All at once; where that fails, row by row, and the refusal goes to the row that it is of."""
    who = await sessions.as_user(tx, context.user_id)
    try:
        allowed = may(who, context.kind)
        async with tx.connection.transaction():
            return await _write(tx, allowed, context, import_id, rows, now)
    except REFUSALS as refusal:
        log.info("a piece of a sheet is written row by row", extra={"fields": {"import": str(import_id), "why": repr(refusal)}})
    return sum([await _write_one(tx, who, context, import_id, row, now) for row in rows])


async def _write_one(tx: Tx, who: Who, context: store.Context, import_id: UUID, row: store.ImportRow, now: datetime) -> int:
    try:
        who = may(who, context.kind)
        async with tx.connection.transaction():
            return await _write(tx, who, context, import_id, [row], now)
    except REFUSALS as refusal:
        code = CONSTRAINTS.get(str(getattr(refusal, "constraint_name", "")), "field_not_valid")
        wrong = rules.from_problem(refusal if isinstance(refusal, Problem) else Problem(code))
        await store.refused(tx, import_id, row.n, rules.say(wrong, who.language), [fault.field for fault in wrong])
        return 0


async def _write(tx: Tx, who: Who, context: store.Context, import_id: UUID, rows: list[store.ImportRow], now: datetime) -> int:
    """Checked again: the world may have moved on since the preview."""
    columns = rules.columns_of(context.header, columns_of(context.kind))
    checked = await _check(tx, who, context.kind, columns, [(row.cells, {}) for row in rows], now)
    for row, found in zip(rows, checked, strict=True):
        if row.effect == "new" and found.effect in ("changes", "same"):  # somebody made it meanwhile: nobody has seen what would be changed
            found.wrong.append(rules.Wrong("value_moved", "row"))
    sound = [(row, found) for row, found in zip(rows, checked, strict=True) if not found.wrong]
    for row, found in zip(rows, checked, strict=True):
        if found.wrong:
            await store.refused(tx, import_id, row.n, rules.say(found.wrong, who.language), [fault.field for fault in found.wrong])
    ready: list[Any] = [found.ready for _, found in sound]
    if not ready:
        return 0
    if context.kind == ORDERS:
        made = await order_rows.write(tx, ready, now)
    else:
        made = await master_rows.write(tx, who, context.kind, ready, now)
    lines = [(row.n, id, label or found.label) for (row, found), (id, label) in zip(sound, made, strict=True)]
    await store.made(tx, import_id, lines)
    return len(lines)


def headings(columns: Sequence[Column], language: str) -> list[str]:
    return [
        lang.say(language, f"field.{column.name}") + ("*" if column.required and column.default in (None, "", []) else "")
        for column in columns
    ]


def template(kind: str, language: str) -> tuple[list[str], list[list[str]]]:
    return headings(columns_of(kind), language), []


async def errors(tx: Tx, who: Who, import_id: UUID) -> tuple[list[str], list[list[str]]]:
    """The rows that were not written, as they came, each with its reason in front: to mend and bring again."""
    summary = (await look(tx, who, import_id)).summary
    rows = await store.rows(tx, import_id, True, MOST, 0)
    return [lang.say(who.language, "sheet.problem"), *summary.header], [[row.problem, *row.cells] for row in rows]


async def export(tx: Tx, who: Who, kind: str, words: str) -> tuple[list[str], list[list[str]]]:
    """As a sheet that can be brought back: each row names itself, so that nothing is made twice."""
    if kind not in ENTITIES:
        raise Problem("not_found")
    columns = columns_of(kind)
    logins = {user: login for login, user in (await lookup.logins(tx)).items()} if rules.LOGIN in columns else {}
    found = (await master.page(tx, who, kind, words, 0, limit=MOST)).rows if words.strip() else await master.every(tx, who, kind)
    return headings(columns, who.language), await asyncio.to_thread(_cells, columns, found, logins)


def _cells(columns: Sequence[Column], found: Sequence[Any], logins: dict[UUID, str]) -> list[list[str]]:
    own = {"id": lambda row: str(row.id), "login": lambda row: logins.get(row.id, "")}
    return [[own[column.name](row) if column in (rules.ID, rules.LOGIN) else _cell(column, row) for column in columns] for row in found]


def _cell(column: Column, row: Any) -> str:
    value = row.names.get(column.name) if column.type in ("ref", "refs") else row.values.get(column.name)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) and value.is_integer() else str(value)
