"""The record of remote support and its rate."""

from datetime import datetime

from litestar import get

from ...db import Tx
from ...model import Who
from . import actions


@get("/api/remote-support", opt={"permission": "remote.read"})
async def report(tx: Tx, who: Who, now: datetime, days: int = 30) -> actions.Remote:
    """What was tried from afar in a span of days, and what became of it."""
    return await actions.report(tx, who, min(max(days, 1), 366), now)


ROUTES = [report]
