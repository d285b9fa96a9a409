"""The day out, to the phone."""

from datetime import datetime
from typing import Annotated

import msgspec
from litestar import get, post

from ...cursor import Seen, last_common
from ...db import Tx
from ...model import Who
from . import actions


@get("/api/phone/pull", opt={"permission": "phone", "notes_who_looked": True})
async def pull(
    tx: Tx, who: Who, now: datetime, epoch: str | None = None, since: int | None = None, mark: int | None = None
) -> actions.Pull:
    """The visits of this phone, all, or with epoch, since and mark what changed since."""
    return await actions.pull(tx, who, Seen(epoch, since, mark), now)


class KnownRows(msgspec.Struct):
    """known: feed rows that the phone has seen, each with its mark."""

    known: Annotated[list[tuple[int, int]], msgspec.Meta(max_length=500)]


class Common(msgspec.Struct):
    seq: int


@post("/api/phone/common", opt={"permission": "phone"}, status_code=200)
async def common(tx: Tx, who: Who, data: KnownRows) -> Common:
    """The newest feed row that server and phone have both seen, after a restored backup."""
    return Common(await last_common(tx, data.known))


ROUTES = [pull, common]
