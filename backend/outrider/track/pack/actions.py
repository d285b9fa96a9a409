"""Old positions: ten minutes in one row, and the days of rows dropped. A day is packed when none of its fixes can come any more."""

from datetime import date, datetime, timedelta
from uuid import UUID

from ...db import Transactions, Tx
from . import store

PACKED_AFTER = timedelta(days=8)  # a fix is taken for seven
AT_ONCE = 50  # engineers whose day is packed in one transaction
NOBODY = UUID(int=0)


async def pack(transactions: Transactions, org_id: int, packed_until: date | None, now: datetime) -> tuple[date, int]:
    """Until which day (UTC) all is packed, and how many fixes that were."""
    until = (now - PACKED_AFTER).date()
    async with transactions(org_id) as tx:
        day = packed_until or await store.first_day(tx) or until
    fixes = 0
    while day < until:
        after: UUID | None = NOBODY
        while after is not None:
            async with transactions(org_id) as tx:
                packed, after = await store.pack(tx, day, after, AT_ONCE)
            fixes += packed
        day += timedelta(days=1)
    return day, fixes


async def open_days(tx: Tx, now: datetime) -> int:
    return await store.open_days(tx, now)


async def drop_days(tx: Tx, now: datetime) -> list[str]:
    """The partitions that it dropped: all that was in them is packed."""
    return await store.drop_days(tx, now)
