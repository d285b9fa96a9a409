"""How long the links of an order live."""

from uuid import UUID

from ...db import Tx
from ..rules import LINK_LENGTH

EXTEND = """
update customer_links link set expires_at = greatest(link.expires_at, visit.last + $2)
from (select max(window_to) as last from visits where order_id = $1) visit
where link.org_id = current_org() and link.order_id = $1 and link.revoked_at is null
"""


async def extend(tx: Tx, order_id: UUID) -> None:
    await tx.run(EXTEND, order_id, LINK_LENGTH)
