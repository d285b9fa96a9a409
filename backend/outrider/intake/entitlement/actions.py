"""What a customer's order is entitled to."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from ...db import Tx
from ...status.levels import actions as levels
from ...status.levels.rules import Offer
from . import rules, store


async def entitlement(
    tx: Tx, account_id: UUID | None, device_id: UUID | None, kind: str, today: date, known: Mapping[str, Offer] | None = None
) -> rules.Entitlement:
    """account_id None: a customer who is entered only now."""
    contracts = await store.contracts(tx, account_id) if account_id else []
    warranty = await store.warranty(tx, device_id, account_id) if device_id and account_id else None
    found = known if known is not None else await levels.offered(tx)
    return rules.entitlement(rules.in_force(contracts, today), found, kind, warranty, today)
