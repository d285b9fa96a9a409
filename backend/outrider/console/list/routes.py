"""The list of orders."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import Provide
from msgspec.structs import replace

from ...db import Tx
from ...intake.bulk.routes import LARGEST, file
from ...model import Status, Who
from . import actions
from .rules import Wanted


async def facets_of(
    status: list[Status] | None = None,
    engineer: list[UUID] | None = None,
    station: list[UUID] | None = None,
    customer: list[UUID] | None = None,
    level: list[str] | None = None,
    kind: list[str] | None = None,
    skill: list[str] | None = None,
) -> Wanted:
    whose = Wanted(engineers=engineer or [], stations=station or [], accounts=customer or [])
    return replace(whose, statuses=status or [], levels=level or [], kinds=kind or [], skills=skill or [])


async def wanted_of(
    facets: Wanted,
    id: list[UUID] | None = None,
    words: str = "",
    ended: bool = False,
    first: date | None = None,
    last: date | None = None,
    before: UUID | None = None,
) -> Wanted:
    return replace(facets, ids=id or [], words=words, ended=ended, first=first, last=last, before=before)


DEPENDENCIES = {"facets": Provide(facets_of), "wanted": Provide(wanted_of)}


@get("/api/orders/list", opt={"permission": "orders.read"}, dependencies=DEPENDENCIES)
async def look(tx: Tx, who: Who, wanted: Wanted, now: datetime) -> actions.Listing:
    """Orders with what a list shows of them, narrowed by what is said: the open ones, with `ended` all that there ever were, some at a time."""
    return await actions.look(tx, who, wanted, now)


class Shown(msgspec.Struct):
    """A list as somebody sees it: the headings of its columns, and each row's cells in words."""

    header: Annotated[list[Annotated[str, msgspec.Meta(max_length=200)]], msgspec.Meta(min_length=1, max_length=100)]
    rows: Annotated[list[list[str]], msgspec.Meta(max_length=20_000)]


@post("/api/orders/list/sheet", opt={"permission": "orders.read"}, status_code=200, request_max_body_size=LARGEST, include_in_schema=False)
async def sheet(data: Shown, form: str = "xlsx") -> Response[bytes]:
    """The words are the asker's own, in the language and the order of their screen: no second place says what a column shows."""
    width = len(data.header)
    return await file((data.header, [[*row[:width], *[""] * (width - len(row))] for row in data.rows]), "orders", form)


ROUTES = [look, sheet]
