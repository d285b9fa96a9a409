"""The rest of the day of some engineers, read for a search."""

from collections.abc import Sequence
from uuid import UUID

from ...db import Tx
from .. import store
from ..rules import Engineer, Wanted


async def visits(tx: Tx, engineers: Sequence[Engineer], more: Sequence[UUID] = ()) -> dict[UUID, Wanted]:
    """All that these engineers have, and others that need somebody."""
    return await store.all_wanted(tx, [*(stop.order_id for engineer in engineers for stop in engineer.route.stops), *more])
