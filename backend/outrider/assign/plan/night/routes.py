"""What an organisation says of its plans, for the administrator."""

from datetime import datetime

import msgspec
from litestar import get, put

from ....accounts.people.actions import must_administer_all
from ....db import Tx
from ....idempotency import once
from ....model import Who, actor_of
from . import actions, rules


class PlanSettingsChange(msgspec.Struct):
    """was: what the person saw, so that nobody overwrites what they have not seen."""

    was: rules.PlanSettings
    wanted: rules.PlanSettings


@get("/api/plan-settings", opt={"permission": "organisation.read"})
async def settings(tx: Tx) -> actions.KnownPlanSettings:
    """When the next day's plan is made by itself, and how much a plan may disturb."""
    return await actions.settings(tx)


@put("/api/plan-settings", opt={"permission": "organisation.write"}, status_code=204)
@once
async def change_settings(tx: Tx, who: Who, data: PlanSettingsChange, now: datetime) -> None:
    """Changes when plans are made, where that still is as the person saw it."""
    must_administer_all(who)
    await actions.change(tx, actor_of(who), data.was, data.wanted, now)


ROUTES = [settings, change_settings]
