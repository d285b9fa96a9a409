"""The office makes and revokes the customer's link."""

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import delete, post
from litestar.datastructures import State

from ..db import Tx
from ..model import Who
from . import actions


class Link(msgspec.Struct):
    url: str


@post("/api/orders/{order_id:uuid}/customer-link", opt={"permission": "customers.link"})
async def make_link(tx: Tx, who: Who, state: State, order_id: UUID, now: datetime) -> Link:
    """A new link to the customer's page of this order; it is shown once."""
    return Link(f"{state.config.public_url}/c/{await actions.new_link(tx, who, order_id, now)}")


@delete("/api/orders/{order_id:uuid}/customer-link", opt={"permission": "customers.link"})
async def revoke_links(tx: Tx, who: Who, order_id: UUID, now: datetime) -> None:
    """Ends all links to the customer's page of this order."""
    await actions.revoke_links(tx, who, order_id, now)


ROUTES = [make_link, revoke_links]
