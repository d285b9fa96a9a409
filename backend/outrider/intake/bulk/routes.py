"""Sheets in and out: orders and all master data."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post

from ...db import Tx
from ...http import language_of
from ...model import Who
from . import actions, engines

LARGEST = 16 * 1024 * 1024
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WRITERS = {"xlsx": (engines.to_xlsx, XLSX), "csv": (engines.to_csv, "text/csv; charset=utf-8")}


class Choice(msgspec.Struct):
    """rows: which ones; none given means every sound row."""

    rows: list[int] | None = None


def file(table: tuple[list[str], list[list[str]]], name: str, form: str) -> Response[bytes]:
    write, media_type = WRITERS.get(form, WRITERS["xlsx"])
    disposition = f'attachment; filename="{name}.{form if form in WRITERS else "xlsx"}"'
    return Response(write(*table), media_type=media_type, headers={"content-disposition": disposition})


@get("/api/sheets/{kind:str}/template", opt={"permission": "sheets"}, include_in_schema=False)
async def template(who: Who, kind: str, form: str = "xlsx") -> Response[bytes]:
    return file(actions.template(kind, who.language), f"{kind}-template", form)


@get("/api/sheets/{kind:str}/export", opt={"permission": "master.read"}, include_in_schema=False)
async def export(tx: Tx, who: Who, kind: str, words: str = "", form: str = "xlsx") -> Response[bytes]:
    return file(await actions.export(tx, who, kind, words), kind, form)


@post("/api/sheets/{kind:str}", opt={"permission": "sheets"}, request_max_body_size=LARGEST, include_in_schema=False)
async def bring(tx: Tx, who: Who, request: Request[Any, Any, Any], kind: str, now: datetime, file_name: str = "") -> actions.Preview:
    shown = msgspec.structs.replace(who, language=language_of(request))
    return await actions.preview(tx, shown, kind, file_name, await request.body(), now)


@get("/api/imports/{import_id:uuid}", opt={"permission": "sheets"})
async def look(tx: Tx, who: Who, import_id: UUID, only_wrong: bool = False, offset: int = 0) -> actions.Preview:
    return await actions.look(tx, who, import_id, only_wrong, max(0, offset))


@post("/api/imports/{import_id:uuid}/start", opt={"permission": "sheets"}, status_code=204)
async def start(tx: Tx, who: Who, import_id: UUID, data: Choice) -> None:
    await actions.start(tx, who, import_id, data.rows)


@get("/api/imports/{import_id:uuid}/errors", opt={"permission": "sheets"}, include_in_schema=False)
async def errors(tx: Tx, who: Who, import_id: UUID, form: str = "xlsx") -> Response[bytes]:
    return file(await actions.errors(tx, who, import_id), "errors", form)


ROUTES = [template, export, bring, look, start, errors]
