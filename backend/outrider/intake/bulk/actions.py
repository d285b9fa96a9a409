"""Bringing a sheet: looked at first, row by row in words, then written in the background; a killed worker goes on where it was."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from ... import jobs, lang
from ...accounts.master import actions as master
from ...accounts.master.rules import ENTITIES, Column
from ...accounts.people.rules import PERMISSIONS
from ...accounts.sessions import actions as sessions
from ...db import Transactions, Tx
from ...ids import new_id
from ...model import Who
from ...problems import Problem
from . import engines, rules, store
from .master import actions as master_rows
from .orders import actions as order_rows

ORDERS = "orders"
AT_ONCE = 500
SHOWN = 200


class Preview(msgspec.Struct):
    """columns: what each heading was taken for; none where nobody knows it, and then it is left out."""

    summary: store.Import
    columns: list[str | None]
    rows: list[store.ImportRow]


def columns_of(kind: str) -> tuple[Column, ...]:
    if kind != ORDERS and kind not in ENTITIES:
        raise Problem("not_found")
    return order_rows.COLUMNS if kind == ORDERS else ENTITIES[kind].columns


def may(who: Who, kind: str) -> None:
    columns_of(kind)
    allowed = PERMISSIONS["orders.take"] if kind == ORDERS else ENTITIES[kind].writers
    if not who.roles & allowed:
        raise Problem("not_allowed")


async def preview(tx: Tx, who: Who, kind: str, file_name: str, content: bytes, now: datetime) -> Preview:
    may(who, kind)
    header, table = engines.read(content)
    columns = rules.columns_of(header, columns_of(kind))
    if not any(columns):
        raise Problem("sheet_not_readable")
    checked = await _check(tx, who, kind, columns, table, now)
    import_id = new_id(now)
    rows = [
        store.ImportRow(n, cells, rules.say(row.wrong, who.language), [fault.field for fault in row.wrong], None, row.label)
        for n, (cells, row) in enumerate(zip(table, checked, strict=True), 1)
    ]
    await store.add(tx, import_id, kind, file_name[:200], who.user_id, now, header, rows)
    return await look(tx, who, import_id)


async def _check(tx: Tx, who: Who, kind: str, columns: Sequence[str | None], table: list[list[str]], now: datetime) -> list[rules.Checked]:
    zone = ZoneInfo(await store.time_zone(tx))
    rows = [{name: text for name, text in zip(columns, cells, strict=True) if name} for cells in table]
    if kind == ORDERS:
        return await order_rows.check(tx, who, rows, zone, now)
    return await master_rows.check(tx, who, kind, rows, zone)


async def look(tx: Tx, who: Who, import_id: UUID, only_wrong: bool = False, offset: int = 0) -> Preview:
    summary = await store.find(tx, import_id, who.user_id)
    if summary is None:
        raise Problem("not_found")
    rows = await store.rows(tx, import_id, only_wrong, SHOWN, offset)
    return Preview(summary, rules.columns_of(summary.header, columns_of(summary.kind)), rows)


async def start(tx: Tx, who: Who, import_id: UUID, chosen: list[int] | None) -> None:
    """chosen: numbers of rows; None means every sound one. What is wrong is never written."""
    summary = (await look(tx, who, import_id)).summary
    may(who, summary.kind)
    if not await store.start(tx, import_id, chosen):
        raise Problem("action_not_possible", status=summary.state, action="import")
    await jobs.enqueue(tx, jobs.APPLY_IMPORT, msgspec.json.encode((tx.org_id, import_id)), f"{import_id}")


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
    """Checked again: the world may have moved on since the preview."""
    who = await sessions.as_user(tx, context.user_id)
    may(who, context.kind)
    columns = rules.columns_of(context.header, columns_of(context.kind))
    checked = await _check(tx, who, context.kind, columns, [row.cells for row in rows], now)
    sound = [(row, found) for row, found in zip(rows, checked, strict=True) if not found.wrong]
    for row, found in zip(rows, checked, strict=True):
        if found.wrong:
            await store.refused(tx, import_id, row.n, rules.say(found.wrong, who.language), [fault.field for fault in found.wrong])
    values = [found.values for _, found in sound]
    if not values:
        return 0
    if context.kind == ORDERS:
        made = await order_rows.write(tx, who, values, now)
    else:
        made = await master_rows.write(tx, who, context.kind, values, now)
    lines = [(row.n, id, label or found.label) for (row, found), (id, label) in zip(sound, made, strict=True)]
    await store.made(tx, import_id, lines)
    return len(lines)


def headings(columns: Sequence[Column], language: str) -> list[str]:
    return [lang.say(language, f"field.{column.name}") + ("*" if column.needed and column.default is None else "") for column in columns]


def template(kind: str, language: str) -> tuple[list[str], list[list[str]]]:
    return headings(columns_of(kind), language), []


async def errors(tx: Tx, who: Who, import_id: UUID) -> tuple[list[str], list[list[str]]]:
    """The rows that were not written, as they came, each with its reason in front: to mend and bring again."""
    summary = (await look(tx, who, import_id)).summary
    rows = await store.rows(tx, import_id, True, engines.MOST, 0)
    return [lang.say(who.language, "sheet.problem"), *summary.header], [[row.problem, *row.cells] for row in rows]


async def export(tx: Tx, who: Who, kind: str, words: str) -> tuple[list[str], list[list[str]]]:
    """As a sheet that can be brought back."""
    if kind not in ENTITIES:
        raise Problem("not_found")
    columns = ENTITIES[kind].columns
    page = await master.page(tx, who, kind, words, 0, limit=1_000_000)
    return headings(columns, who.language), [[_cell(column, row) for column in columns] for row in page.rows]


def _cell(column: Column, row: Any) -> str:
    value = row.names.get(column.name) if column.type in ("ref", "refs") else row.values.get(column.name)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return (
        "; ".join(map(str, value))
        if isinstance(value, list)
        else f"{value:g}"
        if isinstance(value, float) and value.is_integer()
        else str(value)
    )
