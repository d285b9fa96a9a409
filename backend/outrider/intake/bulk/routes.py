"""Sheets in and out: orders and all master data."""

import asyncio
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import State

from ...db import Tx, transactions_of
from ...http import language_of
from ...idempotency import once
from ...model import Who
from ...received import received
from . import actions, engines
from .apart import actions as apart
from .reading import actions as reading

LARGEST = 16 * 1024 * 1024
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WRITERS = {"xlsx": (engines.to_xlsx, XLSX), "csv": (engines.to_csv, "text/csv; charset=utf-8")}


class Choice(msgspec.Struct):
    """rows: which ones; none given means every sound row. without: those to leave out. also: those that are there already."""

    rows: list[int] | None = None
    without: list[int] = []
    also: list[int] = []


async def file(table: tuple[list[str], list[list[str]]], name: str, form: str) -> Response[bytes]:
    write, media_type = WRITERS.get(form, WRITERS["xlsx"])
    disposition = f'attachment; filename="{name}.{form if form in WRITERS else "xlsx"}"'
    content = await asyncio.to_thread(write, *table)
    return Response(content, media_type=media_type, headers={"content-disposition": disposition})


@get("/api/sheets/{kind:str}/template", opt={"permission": "sheets"}, include_in_schema=False)
async def template(who: Who, kind: str, form: str = "xlsx") -> Response[bytes]:
    return await file(actions.template(kind, who.language), f"{kind}-template", form)


@get("/api/sheets/{kind:str}/export", opt={"permission": "master.read"}, include_in_schema=False)
async def export(tx: Tx, who: Who, kind: str, words: str = "", form: str = "xlsx") -> Response[bytes]:
    return await file(await actions.export(tx, who, kind, words), kind, form)


@post("/api/sheets/{kind:str}", opt={"permission": "sheets"}, request_max_body_size=LARGEST, include_in_schema=False)
async def bring(
    request: Request[Any, Any, Any], state: State, who: Who, kind: str, now: datetime, file_name: str = "", encoding: str = ""
) -> actions.Preview:
    """Received and read before anybody's connection of the database is taken."""
    actions.may(who, kind)
    shown = msgspec.structs.replace(who, language=language_of(request))
    async with received(request) as content:
        file = await actions.brought(shown, kind, file_name, content, now)
        with await reading.ask(content, encoding) as table:
            large = await apart.preview(state.config.database_url, file, table) if apart.is_large(table) else None
            async with transactions_of(state.pool)(who.org_id) as tx:
                return await actions.look(tx, shown, large or await actions.preview(tx, file, reading.table_of(table.read())))


@get("/api/imports/{import_id:uuid}", opt={"permission": "sheets"})
async def look(tx: Tx, who: Who, import_id: UUID, only_wrong: bool = False, offset: int = 0) -> actions.Preview:
    """What was read of a sheet: each row with its effect or what is wrong with it."""
    return await actions.look(tx, who, import_id, only_wrong, max(0, offset))


@post("/api/imports/{import_id:uuid}/start", opt={"permission": "sheets"}, status_code=204)
@once
async def start(tx: Tx, who: Who, import_id: UUID, data: Choice, now: datetime) -> None:
    """Writes the chosen rows of a sheet in the background."""
    await actions.start(tx, who, import_id, data.rows, data.without, data.also)


@get("/api/imports/{import_id:uuid}/errors", opt={"permission": "sheets"}, include_in_schema=False)
async def errors(tx: Tx, who: Who, import_id: UUID, form: str = "xlsx") -> Response[bytes]:
    return await file(await actions.errors(tx, who, import_id), "errors", form)


ROUTES = [template, export, bring, look, start, errors]
