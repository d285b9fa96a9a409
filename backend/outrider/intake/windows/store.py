"""Where it would be."""

from uuid import UUID

import msgspec

from ...db import Tx


class Place(msgspec.Struct):
    lat: float
    lon: float
    time_zone: str


SITE = "select lat, lon, time_zone from sites where id = $1 and account_id = $2"


async def site(tx: Tx, site_id: UUID, account_id: UUID | None) -> Place | None:
    """None: the customer has no such place."""
    return await tx.one(SITE, Place, site_id, account_id)
