"""Who of the office can be mentioned in a note at an order."""

from uuid import UUID

from ...db import Tx
from ...model import Who
from ...status.order import actions as orders
from .. import actions as notify
from . import store


async def colleagues(tx: Tx, who: Who, order_id: UUID) -> list[store.Mentionable]:
    """All but the asker. Raises not_found."""
    order = await orders.see_order(tx, order_id, who.scope)
    office = await notify.office_of(tx, order.station_id)
    return await store.named(tx, [person.id for person in office if person.id != who.user_id])
