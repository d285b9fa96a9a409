"""Times to offer to a caller, before there is an order."""

from datetime import datetime

from litestar import get
from litestar.di import Provide

from ...db import Tx
from ...model import Who
from . import actions, rules


@get("/api/promises", opt={"permission": "calls.take"}, dependencies={"asked": Provide(rules.asked, sync_to_thread=False)})
async def promises(tx: Tx, who: Who, now: datetime, asked: rules.Asked) -> rules.Promises:
    """The soonest times that could be promised to a caller, and by when the level wants what; of one window, who could keep it."""
    return await actions.promises(tx, asked, who.scope, now)


ROUTES = [promises]
