"""The rest of the day of some engineers, read for a search; and the order of their days, as it is put back."""

from collections.abc import Sequence
from uuid import UUID

from ...db import Tx
from ...late_facts import PlannedStart
from .. import store
from ..rules import Engineer, Wanted
from . import store as order


async def visits(tx: Tx, engineers: Sequence[Engineer], more: Sequence[UUID] = ()) -> dict[UUID, Wanted]:
    """All that these engineers have, and others that need somebody."""
    return await store.all_wanted(tx, [*(stop.order_id for engineer in engineers for stop in engineer.route.stops), *more])


async def starts(tx: Tx, engineers: list[UUID]) -> list[PlannedStart]:
    return await order.starts(tx, engineers)


async def put_back(tx: Tx, starts: list[PlannedStart]) -> None:
    """In the order of before, as far as the visits are still theirs."""
    await order.put_back(tx, starts)
