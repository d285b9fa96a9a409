"""What customers would be told, for a person to edit."""

from collections.abc import Sequence
from datetime import datetime

from ...db import Tx
from ...notify.customers import actions as customers
from . import rules


async def of(tx: Tx, arrivals: Sequence[rules.Arriving], now: datetime) -> list[rules.CustomerWords]:
    """In the order of the arrivals; of an order without a contact nobody is told."""
    return rules.words(arrivals, await customers.contacts_of(tx, [row.order_id for row in arrivals]) if arrivals else [], now)
