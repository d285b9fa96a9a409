"""The organisation's own data, for the administrator."""

from datetime import datetime

import msgspec
from litestar import get, put

from ...db import Tx
from ...idempotency import once
from ...model import Who, actor_of
from ..people.actions import must_administer_all
from . import actions, rules


class OrganisationChange(msgspec.Struct):
    """was: what the person saw, so that nobody overwrites what they have not seen."""

    was: rules.Identity
    wanted: rules.Identity


@get("/api/organisation", opt={"permission": "organisation.read"})
async def organisation(tx: Tx) -> actions.Organisation:
    """The organisation's name, country and time zone."""
    return await actions.organisation(tx)


@put("/api/organisation", opt={"permission": "organisation.write"}, status_code=204)
@once
async def change(tx: Tx, who: Who, data: OrganisationChange, now: datetime) -> None:
    """Corrects name, country or time zone, where they still are as the person saw them."""
    must_administer_all(who)
    await actions.change(tx, actor_of(who), data.was, data.wanted, now)


ROUTES = [organisation, change]
