"""A call to a customer is ticked off."""

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import post

from ...db import Tx
from ...model import Who, cause_of
from . import actions, rules


class Called(msgspec.Struct):
    outcome: rules.CallOutcome


@post("/api/notifications/{notification_id:uuid}/call", opt={"permission": "customers.call"}, status_code=204)
async def record_call(tx: Tx, who: Who, notification_id: UUID, data: Called, now: datetime) -> None:
    """Somebody rang the customer whom a message did not reach."""
    await actions.record_call(tx, notification_id, data.outcome, cause_of(who, now))


ROUTES = [record_call]
