"""What the worker puts off, for whoever looks after messages too."""

import msgspec
from litestar import get, post

from ..db import Tx
from ..model import Who
from . import actions, store


class Wanted(msgspec.Struct):
    """As the list names it."""

    source: str
    what: str
    item: str


@get("/api/put-off", opt={"permission": "notify.manage"})
async def listed(tx: Tx, who: Who) -> list[store.PutOff]:
    """What failed in the background and is tried again later, and the jobs that wait for a person."""
    return await actions.listed(tx, who)


@post("/api/put-off/try", opt={"permission": "notify.manage"}, status_code=204)
async def try_now(tx: Tx, who: Who, data: Wanted) -> None:
    """Has one of them tried at once."""
    await actions.try_now(tx, who, data.source, data.what, data.item)


ROUTES = [listed, try_now]
