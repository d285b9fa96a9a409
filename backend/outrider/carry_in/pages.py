"""The receipt of a device at the counter, as a page that the browser prints."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Response, post
from litestar.datastructures import State

from ..customer import actions as customer
from ..db import Tx
from ..model import Who
from ..pages import page
from . import actions, engines
from .kept import actions as kept


@post("/counter/{order_id:uuid}/receipt", opt={"permission": "counter"}, include_in_schema=False, status_code=200)
async def receipt(tx: Tx, who: Who, state: State, order_id: UUID, now: datetime) -> Response[str]:
    """In the customer's language, with a link of its own; how the device is opened is not on it."""
    link = f"/c/{await customer.new_link(tx, who, order_id, now)}"
    url = f"{state.config.public_url}{link}"
    paper, counter = await actions.paper(tx, order_id), await kept.of_order(tx, order_id)
    shown: dict[str, Any] = {"paper": paper, "counter": counter, "link": link, "url": url, "code": engines.code(url)}
    return page("receipt.html", paper.language, firm=paper.org, **shown)


ROUTES = [receipt]
