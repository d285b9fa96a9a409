"""The list of orders."""

from datetime import date, datetime
from uuid import UUID

from litestar import get
from litestar.di import Provide
from msgspec.structs import replace

from ...db import Tx
from ...model import Status, Who
from . import actions
from .rules import Wanted


async def wanted_of(
    id: list[UUID] | None = None,
    words: str = "",
    ended: bool = False,
    status: list[Status] | None = None,
    engineer: list[UUID] | None = None,
    station: list[UUID] | None = None,
    customer: list[UUID] | None = None,
    level: list[str] | None = None,
    kind: list[str] | None = None,
    skill: list[str] | None = None,
    first: date | None = None,
    last: date | None = None,
    before: UUID | None = None,
) -> Wanted:
    facets = Wanted(levels=level or [], kinds=kind or [], skills=skill or [], statuses=status or [], stations=station or [])
    whose = {"engineers": engineer or [], "accounts": customer or []}
    return replace(facets, ids=id or [], words=words, ended=ended, first=first, last=last, before=before, **whose)


@get("/api/orders/list", opt={"permission": "orders.read"}, dependencies={"wanted": Provide(wanted_of)})
async def look(tx: Tx, who: Who, wanted: Wanted, now: datetime) -> actions.Listing:
    """Orders with what a list shows of them, narrowed by what is said: the open ones, with `ended` all that there ever were, some at a time."""
    return await actions.look(tx, who, wanted, now)


ROUTES = [look]
